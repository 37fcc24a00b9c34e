package org.deltanas.tools;

import java.util.Arrays;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.DifferenceDataSet;
import org.deltanas.predict.KendallTau;
import org.deltanas.predict.Predictor;
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
    private static final long TEST = 0x74657374L;
    private static final int TEST_PAIRS = 1_000;

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
        MlpKernels kernels = MlpKernels.of(simd);
        TrainingSet data;
        int pairs;
        int labels;
        try (LabelOracle oracle = oracle(seed);
                DifferenceDataSet set = draw(oracle, edits, samples, seed)) {
            data = set.trainingSet(kind, Direction.MAX);
            pairs = set.pairs();
            labels = oracle.queries();
        }
        Predictor predictor =
                PredictorTrainer.train(kind, data, TrainingOptions.once(data.size()), seed, kernels, workers);
        Fit asLearnt = fit(predictor, edits, seed, kernels);
        Fit oneEdit = edits == 1 ? asLearnt : fit(predictor, 1, seed, kernels);
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

    private Fit fit(Predictor predictor, int edits, long seed, MlpKernels kernels) {
        int samples = Math.ceilDiv(TEST_PAIRS, DifferenceSampler.differences(space));
        try (LabelOracle oracle = oracle(seed);
                DifferenceDataSet test = draw(oracle, edits, samples, Philox.derive(seed, TEST))) {
            double[] predicted = new double[test.pairs()];
            double[] actual = new double[test.pairs()];
            double[] level = new double[1];
            double[] difference = new double[1];
            int n = 0;
            double sum = 0;
            double squares = 0;
            double errors = 0;
            for (int p = 0; p < test.pairs(); p++) {
                double truth = test.label(test.second(p)) - test.label(test.first(p));
                if (!Double.isFinite(truth)) {
                    continue;
                }
                predictor.levels(test.codes(), test.first(p), 1, kernels, level);
                predictor.differences(
                        test.codes(), test.first(p), test.codes(), test.second(p), 1, kernels, difference);
                predicted[n] = difference[0];
                actual[n++] = truth;
                double error = predictor.quality(level[0] + difference[0]) - predictor.quality(level[0]) - truth;
                errors += error * error;
                sum += truth;
                squares += truth * truth;
            }
            double variance = squares / n - (sum / n) * (sum / n);
            double tau = KendallTau.tauB(Arrays.copyOf(predicted, n), Arrays.copyOf(actual, n));
            return new Fit(errors / n / variance, errors / n, tau);
        }
    }

    private double walk(Predictor predictor, long seed) {
        DeltaNasOptions options = DeltaNasOptions.rounds(seed)
                .withQueries(DeltaNasOptions.rounds(seed).finalists());
        try (LabelOracle oracle = oracle(seed)) {
            SearchResult result =
                    DeltaNas.runTrained(oracle, options, predictor, null, simd, workers, SearchListener.NONE);
            return result.label();
        }
    }
}
