package org.deltanas.predict;

import java.util.Arrays;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.AdamW;
import org.deltanas.kernels.mlp.Backpropagation;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.kernels.num.Elementary;
import org.deltanas.kernels.num.Philox;

/**
 * Trains a {@link Predictor}: networks whose predicted differences F(a, b) rank as the differences in quality between b
 * and a do.
 *
 * <p>The loss is pairwise logistic, {@code softplus(-2 s (x - y))} for two outputs x and y of which the first should be the
 * larger (s = 1) or the smaller one (s = -1); equals are not compared. A potential that may learn from any two
 * architectures compares random ones of them. Otherwise random pairs of architectures are compared with each other, each
 * in either direction: that a difference is positive says less than that it is larger than another. (With 240 one-edit
 * pairs of NAS-Bench-201 and CIFAR-10 accuracies, tau over unseen one-edit pairs is .748 for a potential, .657 if each
 * pair is compared with zero alone, .691 with the squared error of ranks; on NAS-Bench-Macro .758, .640 and .644.)
 *
 * <p>Optimiser AdamW on a one-cycle schedule. Statistics are standardised over the training set, which is folded into the first layer at the end. Every network's output is
 * scaled so that the members of the ensemble speak one language: a potential to mean 0 and deviation 1 over the training
 * set, differences to those of the standardised ranks of the training set, as least squares fit them. First layers are
 * {@linkplain Mlp#roundFirstLayer rounded} so that they add up exactly.
 *
 * <p>Members are trained side by side; everything random is keyed by (seed, member, step), so the result does not depend
 * on the number of threads.
 */
public final class PredictorTrainer {
    private static final double WARM_UP = 0.3;
    private static final double INITIAL_DIVISOR = 25;
    private static final double FINAL_DIVISOR = 1e4;
    private static final long INITIALISATION = 1;
    private static final long SAMPLING = 2;
    private static final long SCALING = 3;
    private static final int SCALING_PAIRS = 2_048;

    private PredictorTrainer() {}

    /**
     * Trains an ensemble.
     *
     * @param design what to train; its {@linkplain PredictorDesign#features features} must be those of the data
     * @param data at least two architectures
     * @param seed the seed of initial weights and mini-batches
     */
    public static Predictor train(
            PredictorDesign design,
            TrainingSet data,
            TrainingOptions options,
            long seed,
            MlpEngine engine,
            Workers workers) {
        PredictorKind kind = design.kind();
        if (data.size() < 2) {
            throw new IllegalArgumentException("training needs at least 2 labelled architectures, not " + data.size());
        }
        FeatureMap features = data.features();
        Standardisation standardisation = new Standardisation(data.features(), data.rows());
        SparseRows rows = standardisation.apply(data.rows());
        // A potential needs none: it is scaled by its own outputs.
        double[] ranks = kind == PredictorKind.POTENTIAL ? null : data.standardisedRanks();
        double[] rates = learningRates(options);
        Mlp[] members = new Mlp[design.members()];
        workers.forEach(members.length, (worker, m) -> {
            Mlp mlp = new Member(design, data, rows, options, seed, m, engine).train(rates);
            if (kind == PredictorKind.POTENTIAL) {
                standardisation.foldInto(mlp, 0, true);
                round(mlp, features);
                normaliseOutput(mlp, data.rows(), engine);
            } else {
                int differenceColumn = kind.differenceColumn(features);
                if (differenceColumn > 0) {
                    standardisation.foldInto(mlp, 0, true);
                }
                standardisation.foldInto(mlp, differenceColumn, false);
                round(mlp, features);
                scaleDifferences(kind, mlp, data, ranks, new Philox(seed, SCALING), engine);
            }
            members[m] = mlp;
        });
        return Predictor.fitted(kind, data, members, anchors(kind, data, ranks), engine);
    }

    private static void round(Mlp mlp, FeatureMap features) {
        mlp.roundFirstLayer(column -> features.largest(column % features.columns()));
    }

    /** The rates of all steps; made beforehand, for {@link StrictMath#cos} makes garbage. */
    private static double[] learningRates(TrainingOptions options) {
        double[] rates = new double[options.steps()];
        Arrays.setAll(rates, step -> learningRate(options, step));
        return rates;
    }

    /** One network in training. */
    static final class Member {
        private final TrainingSet data;
        private final SparseRows rows;
        private final TrainingOptions options;
        private final Philox random;
        private final Mlp mlp;
        private final Mlp gradient;
        private final Backpropagation network;
        private final AdamW optimiser;
        private final SparseRows batch;
        private final PairBatch pairs;
        /** The architectures of a batch, where it is made of those. */
        private final int[] items;
        /** The differences in quality of a batch, where it is made of pairs. */
        private final double[] differences;

        private final int size;
        private final float[] out;
        private final float[] outGradient;

        Member(
                PredictorDesign design,
                TrainingSet data,
                SparseRows rows,
                TrainingOptions options,
                long seed,
                int member,
                MlpEngine engine) {
            PredictorKind kind = design.kind();
            this.data = data;
            this.rows = rows;
            this.options = options;
            FeatureMap features = data.features();
            int inputs = kind.inputs(features);
            this.mlp = new Mlp(inputs, design.shape());
            mlp.initialise(new Philox(seed, INITIALISATION, member), features.activeColumns());
            this.gradient = new Mlp(inputs, design.shape());
            this.optimiser = new AdamW(mlp, gradient, options.weightDecay(), options.maxGradientNorm());
            this.random = new Philox(seed, SAMPLING, member);
            boolean architectures = kind == PredictorKind.POTENTIAL && data.pairs() == 0;
            this.items = new int[architectures ? Math.min(options.batch(), data.size()) : 0];
            this.differences = new double[architectures ? 0 : Math.max(1, options.batch() / 2)];
            this.pairs = new PairBatch(kind, features);
            this.size = items.length + 2 * differences.length;
            this.batch = architectures ? new SparseRows(size, size * 32) : pairs.rows();
            this.network = new Backpropagation(mlp, engine.kernels(design.shape()), size);
            this.out = network.out();
            this.outGradient = network.outGradient();
        }

        Mlp train(double[] rates) {
            for (int step = 0; step < rates.length; step++) {
                step(step, rates[step]);
            }
            return mlp;
        }

        /** A step; allocation free once a batch as large was seen. */
        void step(int step, double rate) {
            if (items.length > 0) {
                drawArchitectures(step);
            } else {
                drawPairs();
            }
            network.forward();
            Arrays.fill(outGradient, 0, size, 0);
            if (items.length > 0) {
                compareArchitectures();
            } else {
                comparePairs();
            }
            network.backward(gradient);
            optimiser.step(rate);
        }

        /** Draws architectures, once all of them where they fit. */
        private void drawArchitectures(int step) {
            boolean whole = items.length == data.size();
            if (whole && step > 0) {
                return;
            }
            batch.clear();
            for (int i = 0; i < items.length; i++) {
                items[i] = whole ? i : random.nextInt(data.size());
                batch.addRow(rows, items[i]);
            }
            network.take(batch, size);
        }

        private void compareArchitectures() {
            int comparisons = items.length * options.pairsPerArchitecture();
            for (int c = 0; c < comparisons; c++) {
                int i = random.nextInt(items.length);
                int j = random.nextInt(items.length);
                float sign = Math.signum((float) Double.compare(data.quality(items[i]), data.quality(items[j])));
                if (sign != 0) {
                    float slope = slope(sign, out[i] - out[j]) / comparisons;
                    outGradient[i] += slope;
                    outGradient[j] -= slope;
                }
            }
        }

        /** Draws pairs, in either order: listed ones, or any. */
        private void drawPairs() {
            pairs.clear();
            for (int p = 0; p < differences.length; p++) {
                int listed = data.pairs() > 0 ? random.nextInt(data.pairs()) : -1;
                int a = listed >= 0 ? data.first(listed) : random.nextInt(data.size());
                int b = listed >= 0 ? data.second(listed) : random.nextInt(data.size());
                if (random.nextInt(2) == 1) {
                    int swapped = a;
                    a = b;
                    b = swapped;
                }
                differences[p] = data.quality(b) - data.quality(a);
                pairs.add(rows, a, rows, b);
            }
            network.take(batch, size);
        }

        /** A pair against another one, taken as it is or backwards. */
        private void comparePairs() {
            int comparisons = differences.length * options.pairsPerArchitecture();
            for (int c = 0; c < comparisons; c++) {
                int p = c % differences.length;
                int q = random.nextInt(differences.length);
                int turned = 1 - 2 * random.nextInt(2);
                // Not a number between two dead architectures, and between two that equally differ from dead ones.
                float sign = (float) Math.signum(differences[p] - turned * differences[q]);
                if (Math.abs(sign) == 1) {
                    float gap = out[2 * p] - out[2 * p + 1] - turned * (out[2 * q] - out[2 * q + 1]);
                    float slope = slope(sign, gap) / comparisons;
                    outGradient[2 * p] += slope;
                    outGradient[2 * p + 1] -= slope;
                    outGradient[2 * q] -= turned * slope;
                    outGradient[2 * q + 1] += turned * slope;
                }
            }
        }

        /** The derivative of softplus(-2 sign x) by x. */
        private static float slope(float sign, float x) {
            return -2 * sign * Elementary.sigmoid(-2 * sign * x);
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

    private static void normaliseOutput(Mlp mlp, SparseRows rows, MlpEngine engine) {
        int n = rows.rows();
        float[] out = new float[MlpKernels.padded(n)];
        Predictor.outputs(mlp, rows, engine, out);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += out[i];
        }
        double mean = sum / n;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            squares += (out[i] - mean) * (out[i] - mean);
        }
        double deviation = Math.sqrt(squares / n);
        if (deviation > 0) {
            float[] w3 = mlp.w3();
            for (int j = 0; j < w3.length; j++) {
                w3[j] = (float) (w3[j] / deviation);
            }
            mlp.b3()[0] = (float) ((mlp.b3()[0] - mean) / deviation);
        }
    }

    /** Scales a network so that its differences fit those of the ranks. */
    private static void scaleDifferences(
            PredictorKind kind, Mlp mlp, TrainingSet data, double[] ranks, Philox random, MlpEngine engine) {
        int n = data.pairs() > 0 ? Math.min(data.pairs(), SCALING_PAIRS) : SCALING_PAIRS;
        PairBatch batch = new PairBatch(kind, data.features());
        double[] wanted = new double[n];
        for (int p = 0; p < n; p++) {
            int listed = data.pairs() > n ? random.nextInt(data.pairs()) : p;
            int a = data.pairs() > 0 ? data.first(listed) : random.nextInt(data.size());
            int b = data.pairs() > 0 ? data.second(listed) : random.nextInt(data.size());
            wanted[p] = ranks[b] - ranks[a];
            batch.add(data.rows(), a, data.rows(), b);
        }
        float[] differences = new float[n];
        batch.differences(mlp, engine, differences);
        double xy = 0;
        double xx = 0;
        for (int p = 0; p < n; p++) {
            xy += differences[p] * wanted[p];
            xx += (double) differences[p] * differences[p];
        }
        // A network that learnt nothing keeps its scale.
        double factor = xy > 0 ? xy / xx : 1;
        float[] w3 = mlp.w3();
        for (int j = 0; j < w3.length; j++) {
            w3[j] = (float) (w3[j] * factor);
        }
    }

    /** Architectures spread evenly over the ranks; none for potentials, which are levels by themselves. */
    private static Predictor.Anchors anchors(PredictorKind kind, TrainingSet data, double[] ranks) {
        if (kind == PredictorKind.POTENTIAL) {
            return new Predictor.Anchors(new SparseRows(0, 0), new double[0]);
        }
        int count = Math.min(Predictor.MAX_ANCHORS, data.size());
        SparseRows rows = new SparseRows(count, count * 32);
        double[] levels = new double[count];
        int[] order = data.byQuality();
        for (int i = 0; i < count; i++) {
            int chosen = order[(int) ((2L * i + 1) * order.length / (2L * count))];
            rows.addRow(data.rows(), chosen);
            levels[i] = ranks[chosen];
        }
        return new Predictor.Anchors(rows, levels);
    }
}
