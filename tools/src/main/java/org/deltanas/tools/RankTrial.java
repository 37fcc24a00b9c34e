package org.deltanas.tools;

import java.util.Arrays;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.KendallTau;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.predict.PredictorTrainer;
import org.deltanas.predict.TrainingOptions;
import org.deltanas.predict.TrainingSet;
import org.deltanas.space.CodeSlab;

/**
 * Trains predictors on one side of a {@link RankSplit} and asks how they rank the other.
 *
 * @param engine the arithmetic
 * @param workers the threads; results do not depend on them
 */
record RankTrial(MlpEngine engine, Workers workers) {
    private static final long TRAIN = 3;
    /** Architectures ranked at a time by a thread. */
    private static final int CHUNK = 2_048;

    /**
     * How well a predictor ranks networks that it was not trained on.
     *
     * @param train networks trained on
     * @param tested networks ranked
     * @param tau Kendall's tau-b between their predicted levels and their values; NaN where either has less than two
     *     different ones
     * @param testedOfUnseenClass those of them that are of no class of a network trained on
     * @param unseenClassTau the same over these
     * @param pairs pairs one edit apart
     * @param pairTau the same between predicted and true differences of the pairs
     */
    record Outcome(
            int train,
            int tested,
            double tau,
            int testedOfUnseenClass,
            double unseenClassTau,
            int pairs,
            double pairTau) {}

    /**
     * Trains on a split, as one trains once.
     *
     * @param features those of the design in the split's space
     * @param seed of the training
     */
    Predictor train(PredictorDesign design, FeatureMap features, RankSplit split, long seed) {
        TrainingSet data = trainingSet(features, split);
        return PredictorTrainer.train(
                design, data, TrainingOptions.once(data.size()), Philox.derive(seed, TRAIN), engine, workers);
    }

    private static TrainingSet trainingSet(FeatureMap features, RankSplit split) {
        TrainingSet data = new TrainingSet(features);
        for (int network : split.train()) {
            data.add(split.networks().codes(), network, split.networks().quality(network));
        }
        return data;
    }

    /** Asks a predictor of the split's space how it ranks what it was not trained on. */
    Outcome test(Predictor predictor, RankSplit split) {
        double[] levels = new double[split.networks().count()];
        int[] test = split.test();
        workers.forEach(Math.ceilDiv(test.length, CHUNK), (worker, chunk) -> {
            int from = chunk * CHUNK;
            rank(predictor, split.networks(), test, from, Math.min(CHUNK, test.length - from), levels);
        });
        return new Outcome(
                split.train().length,
                test.length,
                tau(split.networks(), test, levels),
                split.testOfUnseenClass().length,
                tau(split.networks(), split.testOfUnseenClass(), levels),
                split.pairs(),
                pairTau(predictor, split));
    }

    private void rank(
            Predictor predictor, MeasuredNetworks networks, int[] chosen, int from, int count, double[] levels) {
        double[] chunk = new double[count];
        try (CodeSlab codes = networks.space().newSlab(count)) {
            for (int i = 0; i < count; i++) {
                codes.copyFrom(networks.codes(), chosen[from + i], i);
            }
            predictor.levels(codes, 0, count, engine, chunk);
        }
        for (int i = 0; i < count; i++) {
            levels[chosen[from + i]] = chunk[i];
        }
    }

    private static double tau(MeasuredNetworks networks, int[] chosen, double[] levels) {
        double[] predicted = Arrays.stream(chosen).mapToDouble(i -> levels[i]).toArray();
        double[] actual = Arrays.stream(chosen).mapToDouble(networks::quality).toArray();
        return KendallTau.tauB(predicted, actual);
    }

    private double pairTau(Predictor predictor, RankSplit split) {
        double[] predicted = new double[split.pairs()];
        workers.forEach(Math.ceilDiv(split.pairs(), CHUNK), (worker, chunk) -> {
            int from = chunk * CHUNK;
            double[] some = new double[Math.min(CHUNK, split.pairs() - from)];
            predictor.differences(split.first(), from, split.second(), from, some.length, engine, some);
            System.arraycopy(some, 0, predicted, from, some.length);
        });
        return KendallTau.tauB(predicted, split.differences());
    }
}
