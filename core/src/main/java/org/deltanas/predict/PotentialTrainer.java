package org.deltanas.predict;

import static org.deltanas.kernels.mlp.MlpKernels.HIDDEN;

import java.util.Arrays;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.AdamW;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.kernels.num.Elementary;
import org.deltanas.kernels.num.Philox;

/**
 * Trains a {@link PotentialPredictor}: networks g such that g(b) - g(a) has the sign of the difference in quality
 * between b and a.
 *
 * <p>The loss of a pair is {@code softplus(-2 s (g(b) - g(a)))} with s the sign of the difference; equal qualities are
 * no pair. Optimiser AdamW on a one-cycle schedule. Statistics are standardised over the training set (deviations below
 * {@value #DEVIATION_FLOOR} count as that), which is folded into the first layer at the end, and every network's output
 * is scaled to mean 0 and deviation 1 over the training set, so that the members of the ensemble speak one language.
 *
 * <p>Members are trained side by side; everything random is keyed by (seed, member, step), so the result does not depend
 * on the number of threads.
 */
public final class PotentialTrainer {
    private static final double DEVIATION_FLOOR = 0.3;
    private static final double WARM_UP = 0.3;
    private static final double INITIAL_DIVISOR = 25;
    private static final double FINAL_DIVISOR = 1e4;
    private static final long INITIALISATION = 1;
    private static final long SAMPLING = 2;

    private PotentialTrainer() {}

    /**
     * Trains an ensemble.
     *
     * @param data at least two architectures
     * @param seed the seed of initial weights and mini-batches
     */
    public static PotentialPredictor train(
            TrainingSet data, TrainingOptions options, long seed, MlpKernels kernels, Workers workers) {
        if (data.size() < 2) {
            throw new IllegalArgumentException("training needs at least 2 labelled architectures, not " + data.size());
        }
        Standardisation standardisation = new Standardisation(data);
        SparseRows rows = standardisation.apply(data.rows());
        Mlp[] members = new Mlp[options.members()];
        workers.forEach(members.length, (worker, m) -> {
            Mlp mlp = new Member(data, rows, options, seed, m, kernels).train();
            standardisation.foldInto(mlp);
            normaliseOutput(mlp, data.rows(), kernels);
            members[m] = mlp;
        });
        return PotentialPredictor.fitted(data, members, kernels);
    }

    /** One network in training. */
    private static final class Member {
        private final TrainingSet data;
        private final SparseRows rows;
        private final TrainingOptions options;
        private final MlpKernels kernels;
        private final Philox random;
        private final Mlp mlp;
        private final Mlp gradient;
        private final AdamW optimiser;
        private final SparseRows batch;
        private final int[] items;
        private final float[] hidden1;
        private final float[] hidden2;
        private final float[] out;
        private final float[] outGradient;
        private final Mlp.BackwardScratch scratch;

        Member(TrainingSet data, SparseRows rows, TrainingOptions options, long seed, int member, MlpKernels kernels) {
            this.data = data;
            this.rows = rows;
            this.options = options;
            this.kernels = kernels;
            FeatureMap features = data.features();
            this.mlp = new Mlp(features.columns());
            mlp.initialise(new Philox(seed, INITIALISATION, member), features.activeColumns());
            this.gradient = new Mlp(features.columns());
            this.optimiser = new AdamW(mlp, gradient, options.weightDecay(), options.maxGradientNorm());
            this.random = new Philox(seed, SAMPLING, member);
            int size = data.pairs() > 0 ? options.batch() & -2 : Math.min(options.batch(), data.size());
            this.items = new int[size];
            this.batch = new SparseRows(size, size * 32);
            this.hidden1 = new float[size * HIDDEN];
            this.hidden2 = new float[size * HIDDEN];
            this.out = new float[size];
            this.outGradient = new float[size];
            this.scratch = new Mlp.BackwardScratch(size);
        }

        Mlp train() {
            boolean whole = data.pairs() == 0 && items.length == data.size();
            for (int i = 0; whole && i < items.length; i++) {
                items[i] = i;
                batch.addRow(rows, i);
            }
            for (int step = 0; step < options.steps(); step++) {
                if (!whole) {
                    drawBatch();
                }
                mlp.forward(kernels, batch, 0, items.length, hidden1, hidden2, out, 0);
                pairGradients();
                mlp.backward(kernels, batch, 0, items.length, hidden1, hidden2, outGradient, gradient, scratch);
                optimiser.step(learningRate(options, step));
            }
            return mlp;
        }

        private void drawBatch() {
            batch.clear();
            for (int i = 0; i < items.length; i++) {
                if (data.pairs() == 0) {
                    items[i] = random.nextInt(data.size());
                } else if ((i & 1) == 0) {
                    int pair = random.nextInt(data.pairs());
                    items[i] = data.first(pair);
                    items[i + 1] = data.second(pair);
                }
                batch.addRow(rows, items[i]);
            }
        }

        private void pairGradients() {
            Arrays.fill(outGradient, 0);
            int n = items.length;
            int pairs = data.pairs() > 0 ? n / 2 : n * options.pairsPerArchitecture();
            for (int p = 0; p < pairs; p++) {
                int i = data.pairs() > 0 ? 2 * p : random.nextInt(n);
                int j = data.pairs() > 0 ? 2 * p + 1 : random.nextInt(n);
                float sign = Math.signum((float) Double.compare(data.quality(items[i]), data.quality(items[j])));
                if (sign != 0) {
                    float slope = -2 * sign * Elementary.sigmoid(-2 * sign * (out[i] - out[j])) / pairs;
                    outGradient[i] += slope;
                    outGradient[j] -= slope;
                }
            }
        }
    }

    /** One cycle: up from a 25th by a cosine over the first 30 % of the steps, down to nearly nothing by another. */
    static double learningRate(TrainingOptions options, int step) {
        double peak = options.learningRate();
        double rise = Math.max(1, WARM_UP * options.steps());
        double t = step + 1.0;
        if (t <= rise) {
            return cosine(peak / INITIAL_DIVISOR, peak, t / rise);
        }
        return cosine(peak, peak / INITIAL_DIVISOR / FINAL_DIVISOR, (t - rise) / (options.steps() - rise));
    }

    private static double cosine(double from, double to, double fraction) {
        return to + (from - to) / 2 * (1 + StrictMath.cos(Math.PI * fraction));
    }

    private static void normaliseOutput(Mlp mlp, SparseRows rows, MlpKernels kernels) {
        float[] out = new float[rows.rows()];
        PotentialPredictor.outputs(mlp, rows, kernels, out);
        double sum = 0;
        for (float x : out) {
            sum += x;
        }
        double mean = sum / out.length;
        double squares = 0;
        for (float x : out) {
            squares += (x - mean) * (x - mean);
        }
        double deviation = Math.sqrt(squares / out.length);
        if (deviation > 0) {
            float[] w3 = mlp.w3();
            for (int j = 0; j < HIDDEN; j++) {
                w3[j] = (float) (w3[j] / deviation);
            }
            mlp.b3()[0] = (float) ((mlp.b3()[0] - mean) / deviation);
        }
    }

    /** Means and deviations of the statistic columns. */
    private static final class Standardisation {
        private final int first;
        private final double[] means;
        private final double[] deviations;
        private final boolean[] constant;

        Standardisation(TrainingSet data) {
            SparseRows rows = data.rows();
            first = data.features().firstStatistic();
            int n = data.features().columns() - first;
            means = new double[n];
            deviations = new double[n];
            constant = new boolean[n];
            double[] squares = new double[n];
            for (int e = 0; e < rows.entries(); e++) {
                if (rows.column(e) >= first) {
                    means[rows.column(e) - first] += rows.value(e);
                    squares[rows.column(e) - first] += (double) rows.value(e) * rows.value(e);
                }
            }
            for (int c = 0; c < n; c++) {
                means[c] /= rows.rows();
                double variance = Math.max(0, squares[c] / rows.rows() - means[c] * means[c]);
                constant[c] = variance < 1e-12;
                deviations[c] = Math.max(DEVIATION_FLOOR, Math.sqrt(variance));
            }
        }

        SparseRows apply(SparseRows rows) {
            SparseRows standardised = new SparseRows(rows.rows(), rows.entries() + rows.rows() * means.length);
            double[] statistics = new double[means.length];
            for (int r = 0; r < rows.rows(); r++) {
                Arrays.fill(statistics, 0);
                for (int e = rows.start(r); e < rows.start(r + 1); e++) {
                    if (rows.column(e) < first) {
                        standardised.add(rows.column(e), rows.value(e));
                    } else {
                        statistics[rows.column(e) - first] = rows.value(e);
                    }
                }
                for (int c = 0; c < means.length; c++) {
                    if (!constant[c]) {
                        standardised.add(first + c, (float) ((statistics[c] - means[c]) / deviations[c]));
                    }
                }
                standardised.endRow();
            }
            return standardised;
        }

        /** Makes a network that was trained on standardised statistics take them as they are. */
        void foldInto(Mlp mlp) {
            float[] w1 = mlp.w1();
            float[] b1 = mlp.b1();
            double[] bias = new double[HIDDEN];
            for (int j = 0; j < HIDDEN; j++) {
                bias[j] = b1[j];
            }
            for (int c = 0; c < means.length; c++) {
                for (int j = 0; j < HIDDEN; j++) {
                    int w = (first + c) * HIDDEN + j;
                    // A column that never varied was never trained: its initial weights would only be noise.
                    w1[w] = constant[c] ? 0 : (float) (w1[w] / deviations[c]);
                    bias[j] -= means[c] * w1[w];
                }
            }
            for (int j = 0; j < HIDDEN; j++) {
                b1[j] = (float) bias[j];
            }
        }
    }
}
