package org.deltanas.predict;

import java.util.Arrays;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.num.Elementary;
import org.deltanas.kernels.num.Philox;
import org.eclipse.collections.impl.list.mutable.primitive.DoubleArrayList;

/**
 * A predictor's quality on pairs of architectures that it was not trained on.
 *
 * @param tau Kendall's tau-b between predicted and true differences
 * @param loss the mean of the pairwise logistic loss that training minimises
 * @param pairs the number of pairs
 */
public record Validation(double tau, double loss, int pairs) {
    private static final long SPLIT = 1;
    private static final long TRAIN = 2;
    private static final int HELD_OUT_FRACTION = 5;
    private static final int MIN_PAIRS = 3;

    /**
     * Holds out a random fifth of a training set - of its pairs, or of its architectures where any two are a pair -
     * trains on the rest and compares the differences of the held-out pairs.
     *
     * @return null if fewer than three pairs of finite difference are held out, or all differences are equal
     */
    public static Validation holdOut(
            TrainingSet data, TrainingOptions options, long seed, MlpKernels kernels, Workers workers) {
        boolean anyPair = data.pairs() == 0;
        int[] order = shuffled(anyPair ? data.size() : data.pairs(), new Philox(seed, SPLIT));
        int heldOut = order.length / HELD_OUT_FRACTION;
        int[] kept = Arrays.copyOfRange(order, heldOut, order.length);
        if (kept.length < 2) {
            return null;
        }
        TrainingSet training = anyPair ? data.ofArchitectures(kept) : data.ofPairs(kept);
        PotentialPredictor predictor =
                PotentialTrainer.train(training, options, Philox.derive(seed, TRAIN), kernels, workers);
        Comparison comparison = new Comparison(data, predictor, kernels);
        for (int i = 0; i < heldOut; i++) {
            if (anyPair) {
                for (int j = 0; j < i; j++) {
                    comparison.add(order[i], order[j]);
                }
            } else {
                comparison.add(data.first(order[i]), data.second(order[i]));
            }
        }
        return comparison.result();
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
        private final double[] potentials;
        private final DoubleArrayList predicted = new DoubleArrayList();
        private final DoubleArrayList actual = new DoubleArrayList();

        Comparison(TrainingSet data, PotentialPredictor predictor, MlpKernels kernels) {
            this.data = data;
            this.potentials = new double[data.size()];
            predictor.potentials(data.rows(), kernels, potentials);
        }

        void add(int a, int b) {
            double difference = data.quality(b) - data.quality(a);
            if (Double.isFinite(difference)) {
                predicted.add(potentials[b] - potentials[a]);
                actual.add(difference);
            }
        }

        Validation result() {
            if (predicted.size() < MIN_PAIRS) {
                return null;
            }
            double tau = KendallTau.tauB(predicted.toArray(), actual.toArray());
            double loss = 0;
            int ordered = 0;
            for (int i = 0; i < predicted.size(); i++) {
                double sign = Math.signum(actual.get(i));
                if (sign != 0) {
                    loss += Elementary.softplus((float) (-2 * sign * predicted.get(i)));
                    ordered++;
                }
            }
            return Double.isNaN(tau) ? null : new Validation(tau, loss / ordered, predicted.size());
        }
    }
}
