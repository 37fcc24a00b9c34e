package org.deltanas.tools;

import java.util.Arrays;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.DifferenceDataSet;
import org.deltanas.predict.KendallTau;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.predict.PredictorKind;
import org.deltanas.predict.PredictorTrainer;
import org.deltanas.predict.TrainingOptions;
import org.deltanas.predict.TrainingSet;
import org.deltanas.proxy.Direction;
import org.deltanas.proxy.Label;
import org.deltanas.search.DeltaNas;
import org.deltanas.search.DeltaNasOptions;
import org.deltanas.search.DifferenceSampler;
import org.deltanas.search.LabelOracle;
import org.deltanas.search.SearchListener;
import org.deltanas.search.SearchResult;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * What a predictor learns from a difference data set of k edits and n samples a difference: trains one, asks it for
 * pairs that it never saw, and walks by it.
 *
 * @param space the space
 * @param label the label, larger being better; asked for as many architectures as it takes
 * @param simd the instructions
 * @param workers the threads
 */
record DifferenceStudy(SearchSpace space, Label label, Simd simd, Workers workers) {
    /** Pairs that a predictor is tested on, or as many more as make them a whole number for each difference. */
    static final int TEST_PAIRS = 1_000;

    private static final long TEST = 0x74657374L;

    /**
     * What was found.
     *
     * @param pairs pairs learnt from
     * @param labels architectures labelled for them
     * @param loss squared error on unseen pairs as far apart as the learnt ones, over the variance of their differences
     * @param meanSquaredError the same error on the label's own scale
     * @param tau Kendall's tau between predicted and true differences of these pairs
     * @param oneEditTau the same on unseen pairs one edit apart
     * @param best the best label of ten finalists that a walk by the predictor proposes
     */
    record Outcome(
            int pairs, int labels, double loss, double meanSquaredError, double tau, double oneEditTau, double best) {}

    private record Fit(double loss, double meanSquaredError, double tau) {}

    /**
     * Runs one study.
     *
     * @param edits k
     * @param samples n
     */
    Outcome run(PredictorKind kind, int edits, int samples, long seed) {
        MlpEngine engine = MlpEngine.of(simd);
        PredictorDesign design = PredictorDesign.of(kind);
        TrainingSet data;
        int pairs;
        int labels;
        try (LabelOracle oracle = oracle(seed);
                DifferenceDataSet set = draw(oracle, edits, samples, seed)) {
            data = set.trainingSet(design.features(space), Direction.MAX);
            pairs = set.pairs();
            labels = oracle.queries();
        }
        Predictor predictor =
                PredictorTrainer.train(design, data, TrainingOptions.once(data.size()), seed, engine, workers);
        Fit asLearnt = fit(predictor, edits, seed, engine);
        Fit oneEdit = edits == 1 ? asLearnt : fit(predictor, 1, seed, engine);
        return new Outcome(
                pairs,
                labels,
                asLearnt.loss(),
                asLearnt.meanSquaredError(),
                asLearnt.tau(),
                oneEdit.tau(),
                walk(predictor, seed));
    }

    private LabelOracle oracle(long seed) {
        return new LabelOracle(space, label, Direction.MAX, 0, seed);
    }

    private static DifferenceDataSet draw(LabelOracle oracle, int edits, int samples, long seed) {
        return new DifferenceSampler(oracle, seed).sample(edits, samples, Integer.MAX_VALUE / 8, SearchListener.NONE);
    }

    private Fit fit(Predictor predictor, int edits, long seed, MlpEngine engine) {
        int samples = Math.ceilDiv(TEST_PAIRS, DifferenceSampler.differences(space));
        try (LabelOracle oracle = oracle(seed);
                DifferenceDataSet test = draw(oracle, edits, samples, Philox.derive(seed, TEST));
                CodeSlab first = space.newSlab(test.pairs());
                CodeSlab second = space.newSlab(test.pairs())) {
            double[] actual = new double[test.pairs()];
            int n = 0;
            for (int p = 0; p < test.pairs(); p++) {
                double difference = test.label(test.second(p)) - test.label(test.first(p));
                if (Double.isFinite(difference)) {
                    first.copyFrom(test.codes(), test.first(p), n);
                    second.copyFrom(test.codes(), test.second(p), n);
                    actual[n++] = difference;
                }
            }
            double[] levels = new double[n];
            double[] predicted = new double[n];
            predictor.levels(first, 0, n, engine, levels);
            predictor.differences(first, 0, second, 0, n, engine, predicted);
            double[] truth = Arrays.copyOf(actual, n);
            double tau = KendallTau.tauB(predicted, truth);
            double sum = 0;
            double squares = 0;
            double errors = 0;
            for (int i = 0; i < n; i++) {
                double onLabelScale = predictor.quality(levels[i] + predicted[i]) - predictor.quality(levels[i]);
                errors += (onLabelScale - truth[i]) * (onLabelScale - truth[i]);
                sum += truth[i];
                squares += truth[i] * truth[i];
            }
            double variance = squares / n - (sum / n) * (sum / n);
            return new Fit(errors / n / variance, errors / n, tau);
        }
    }

    private double walk(Predictor predictor, long seed) {
        DeltaNasOptions options = DeltaNasOptions.rounds(seed)
                .withQueries(DeltaNasOptions.rounds(seed).pairs().finalists());
        try (LabelOracle oracle = oracle(seed)) {
            SearchResult result =
                    DeltaNas.runTrained(oracle, options, predictor, null, simd, workers, SearchListener.NONE);
            return result.label();
        }
    }
}
