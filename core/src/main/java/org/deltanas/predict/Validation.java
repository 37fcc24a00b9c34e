package org.deltanas.predict;

import java.util.Arrays;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Elementary;
import org.deltanas.kernels.num.Philox;
import org.eclipse.collections.impl.list.mutable.primitive.DoubleArrayList;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;

/** A predictor's quality on pairs of architectures that it was not trained on. Immutable. */
public final class Validation {
    private static final long SPLIT = 1;
    private static final long TRAIN = 2;
    private static final long COMPARE = 3;
    private static final int HELD_OUT_FRACTION = 5;
    private static final int MIN_PAIRS = 3;
    private static final int MAX_PAIRS = 20_000;

    private final double tau;
    private final double loss;
    private final double[] predicted;
    private final double[] actual;

    private Validation(double tau, double loss, double[] predicted, double[] actual) {
        this.tau = tau;
        this.loss = loss;
        this.predicted = predicted;
        this.actual = actual;
    }

    /** Kendall's tau-b between predicted and true differences, before these are brought to the label's scale. */
    public double tau() {
        return tau;
    }

    /** The mean over the pairs of {@code softplus(-2 s F)}, s being the sign of the true and F the predicted difference. */
    public double loss() {
        return loss;
    }

    /** The number of pairs. */
    public int pairs() {
        return predicted.length;
    }

    /** The predicted difference in quality of a pair, on the label's own scale: what the change in level stands for. */
    public double predicted(int pair) {
        return predicted[pair];
    }

    /** The true difference in quality of a pair. */
    public double actual(int pair) {
        return actual[pair];
    }

    /**
     * Holds out a random fifth of a training set - of its pairs, or of its architectures where any two are a pair -
     * trains on the rest and compares the differences of the held-out pairs, of 20,000 random ones where there are more.
     *
     * @return null if fewer than three pairs of finite difference are held out, or all differences are equal
     */
    public static Validation holdOut(
            PredictorDesign design,
            TrainingSet data,
            TrainingOptions options,
            long seed,
            MlpEngine engine,
            Workers workers) {
        boolean anyPair = data.pairs() == 0;
        int[] order = shuffled(anyPair ? data.size() : data.pairs(), new Philox(seed, SPLIT));
        int heldOut = order.length / HELD_OUT_FRACTION;
        int[] kept = Arrays.copyOfRange(order, heldOut, order.length);
        if (kept.length < 2) {
            return null;
        }
        TrainingSet training = anyPair ? data.ofArchitectures(kept) : data.ofPairs(kept);
        Predictor predictor =
                PredictorTrainer.train(design, training, options, Philox.derive(seed, TRAIN), engine, workers);
        Comparison comparison = new Comparison(data, predictor);
        if (!anyPair) {
            for (int i = 0; i < Math.min(heldOut, MAX_PAIRS); i++) {
                comparison.add(data.first(order[i]), data.second(order[i]));
            }
        } else if ((long) heldOut * (heldOut - 1) / 2 <= MAX_PAIRS) {
            for (int i = 0; i < heldOut; i++) {
                for (int j = 0; j < i; j++) {
                    comparison.add(order[i], order[j]);
                }
            }
        } else {
            Philox random = new Philox(seed, COMPARE);
            for (int p = 0; p < MAX_PAIRS; p++) {
                int i = 1 + random.nextInt(heldOut - 1);
                comparison.add(order[i], order[random.nextInt(i)]);
            }
        }
        return comparison.result(engine);
    }

    @Override
    public String toString() {
        return "tau " + tau + ", loss " + loss + " on " + pairs() + " pairs";
    }

    private static int[] shuffled(int n, Philox random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Predicted against true differences. */
    private static final class Comparison {
        private final TrainingSet data;
        private final Predictor predictor;
        private final PairBatch batch;
        private final IntArrayList first = new IntArrayList();
        private final DoubleArrayList actual = new DoubleArrayList();

        Comparison(TrainingSet data, Predictor predictor) {
            this.data = data;
            this.predictor = predictor;
            this.batch = new PairBatch(predictor.kind(), data.features());
        }

        void add(int a, int b) {
            double difference = data.quality(b) - data.quality(a);
            if (Double.isFinite(difference)) {
                batch.add(data.rows(), a, data.rows(), b);
                first.add(a);
                actual.add(difference);
            }
        }

        Validation result(MlpEngine engine) {
            int n = actual.size();
            if (n < MIN_PAIRS) {
                return null;
            }
            double[] differences = new double[n];
            predictor.differences(batch, engine, differences);
            double tau = KendallTau.tauB(differences, actual.toArray());
            if (Double.isNaN(tau)) {
                return null;
            }
            double loss = 0;
            int ordered = 0;
            for (int i = 0; i < n; i++) {
                double sign = Math.signum(actual.get(i));
                if (sign != 0) {
                    loss += Elementary.softplus((float) (-2 * sign * differences[i]));
                    ordered++;
                }
            }
            double[] levels = new double[data.size()];
            predictor.levels(data.rows(), engine, levels);
            for (int i = 0; i < n; i++) {
                double level = levels[first.get(i)];
                differences[i] = predictor.quality(level + differences[i]) - predictor.quality(level);
            }
            return new Validation(tau, loss / ordered, differences, actual.toArray());
        }
    }
}
