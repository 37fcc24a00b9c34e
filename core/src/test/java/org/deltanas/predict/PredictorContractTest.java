package org.deltanas.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.Direction;
import org.deltanas.search.SyntheticLabel;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every kind of predictor. */
class PredictorContractTest {
    private static final int LABELS = 120;
    private static final MlpEngine ENGINE = MlpEngine.of(Simd.best());

    private final CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName("block:8x4");
    private final SyntheticLabel label = new SyntheticLabel(space, 0.5);

    private TrainingSet data(PredictorKind kind, int count, boolean pairs) {
        TrainingSet data = new TrainingSet(kind.features(space));
        Philox random = new Philox(1);
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < count; i++) {
                space.sample(random, codes, 0);
                data.add(codes, 0, label.value(codes, 0));
                if (pairs && i % 2 == 1) {
                    data.addPair(i - 1, i);
                }
            }
        }
        return data;
    }

    private static Predictor train(PredictorKind kind, TrainingSet data, Simd simd, int threads) {
        try (Workers workers = new Workers(threads)) {
            return PredictorTrainer.train(
                    PredictorDesign.of(kind), data, TrainingOptions.inSearch(), 5, MlpEngine.of(simd), workers);
        }
    }

    private Predictor trained(PredictorKind kind) {
        return train(kind, data(kind, LABELS, false), Simd.best(), 1);
    }

    private byte[] bytes(Predictor predictor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Origin origin = new Origin(space.name(), "synthetic", Direction.MAX, 5, LABELS);
        new PredictorFile(predictor, origin).write(out);
        return out.toByteArray();
    }

    /** Tau of levels over architectures that were not trained on. */
    private double levelTau(Predictor predictor) {
        int n = 500;
        double[] levels = new double[n];
        double[] values = new double[n];
        try (CodeSlab codes = space.newSlab(n)) {
            sample(codes, 2);
            for (int i = 0; i < n; i++) {
                values[i] = label.value(codes, i);
            }
            predictor.levels(codes, 0, n, ENGINE, levels);
        }
        return KendallTau.tauB(levels, values);
    }

    /** Tau of differences over one-edit pairs that were not trained on. */
    private double differenceTau(Predictor predictor) {
        int n = 500;
        double[] differences = new double[n];
        double[] actual = new double[n];
        Philox random = new Philox(3);
        try (CodeSlab a = space.newSlab(n);
                CodeSlab b = space.newSlab(n)) {
            sample(a, 4);
            for (int i = 0; i < n; i++) {
                b.copyFrom(a, i, i);
                space.edits().apply(random.nextInt(space.edits().count()), b, i);
                actual[i] = label.value(b, i) - label.value(a, i);
            }
            predictor.differences(a, 0, b, 0, n, ENGINE, differences);
        }
        return KendallTau.tauB(differences, actual);
    }

    private void sample(CodeSlab codes, long seed) {
        Philox random = new Philox(seed);
        for (int i = 0; i < codes.rows(); i++) {
            space.sample(random, codes, i);
        }
    }

    @ParameterizedTest
    @EnumSource
    void predictsWhatItNeverSaw(PredictorKind kind) {
        Predictor any = trained(kind);
        assertThat(levelTau(any)).isGreaterThan(0.6);
        assertThat(differenceTau(any)).isGreaterThan(0.55);
        Predictor fromPairs = train(kind, data(kind, 4 * LABELS, true), Simd.best(), 1);
        assertThat(levelTau(fromPairs)).isGreaterThan(0.55);
        assertThat(differenceTau(fromPairs)).isGreaterThan(0.45);
    }

    @ParameterizedTest
    @EnumSource
    void permutedLabelsTeachNothing(PredictorKind kind) {
        TrainingSet honest = data(kind, LABELS, false);
        double levels = 0;
        double differences = 0;
        // One permutation may resemble the truth by chance; the mean of several does not.
        int permutations = 5;
        for (int k = 1; k <= permutations; k++) {
            TrainingSet permuted = new TrainingSet(kind.features(space));
            try (CodeSlab codes = space.newSlab(LABELS)) {
                sample(codes, 1);
                for (int i = 0; i < LABELS; i++) {
                    permuted.add(codes, i, honest.quality((i + 17 * k) % LABELS));
                }
            }
            Predictor predictor = train(kind, permuted, Simd.best(), 1);
            levels += levelTau(predictor) / permutations;
            differences += differenceTau(predictor) / permutations;
        }
        assertThat(Math.abs(levels)).isLessThan(0.2);
        assertThat(Math.abs(differences)).isLessThan(0.2);
    }

    @ParameterizedTest
    @EnumSource
    void nothingLiesBetweenAnArchitectureAndItself(PredictorKind kind) {
        double[] differences = new double[20];
        try (CodeSlab codes = space.newSlab(20)) {
            sample(codes, 5);
            trained(kind).differences(codes, 0, codes, 0, 20, ENGINE, differences);
        }
        assertThat(differences).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"POTENTIAL", "DIFFERENCE"})
    void thereAndBackAreOpposites(PredictorKind kind) {
        Predictor predictor = trained(kind);
        double[] there = new double[20];
        double[] back = new double[20];
        try (CodeSlab codes = space.newSlab(40)) {
            sample(codes, 6);
            predictor.differences(codes, 0, codes, 20, 20, ENGINE, there);
            predictor.differences(codes, 20, codes, 0, 20, ENGINE, back);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(there[i]).isNotZero().isCloseTo(-back[i], Offset.offset(1e-5));
        }
    }

    @Test
    void aDifferenceIsBlindToWhereItIsMade() {
        Predictor predictor = trained(PredictorKind.DIFFERENCE);
        Predictor seeing = trained(PredictorKind.PAIR);
        double[] blind = new double[2];
        double[] aware = new double[2];
        try (CodeSlab a = space.newSlab(2);
                CodeSlab b = space.newSlab(2)) {
            sample(a, 7);
            for (int i = 0; i < 2; i++) {
                space.setOption(a, i, 3, 0);
                b.copyFrom(a, i, i);
                space.setOption(b, i, 3, 2);
            }
            predictor.differences(a, 0, b, 0, 2, ENGINE, blind);
            seeing.differences(a, 0, b, 0, 2, ENGINE, aware);
        }
        assertThat(blind[0]).isEqualTo(blind[1]);
        assertThat(aware[0]).isNotEqualTo(aware[1]);
    }

    @ParameterizedTest
    @EnumSource
    void constantLabelsAreNoTrouble(PredictorKind kind) {
        TrainingSet data = new TrainingSet(kind.features(space));
        try (CodeSlab codes = space.newSlab(10)) {
            sample(codes, 1);
            for (int i = 0; i < 10; i++) {
                data.add(codes, i, 3);
            }
            double[] levels = new double[10];
            Predictor predictor = train(kind, data, Simd.best(), 1);
            predictor.levels(codes, 0, 10, ENGINE, levels);
            for (double level : levels) {
                assertThat(predictor.quality(level)).isCloseTo(3, Offset.offset(1e-6));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void deadNetworksRankLastAndDisturbNoScale(PredictorKind kind) {
        TrainingSet data = new TrainingSet(kind.features(space));
        int dead = 0;
        try (CodeSlab codes = space.newSlab(LABELS)) {
            sample(codes, 1);
            for (int i = 0; i < LABELS; i++) {
                boolean dies = space.option(codes, i, 0) == 3;
                data.add(codes, i, dies ? Double.NEGATIVE_INFINITY : label.value(codes, i));
                dead += dies ? 1 : 0;
            }
            assertThat(dead).isPositive();
            Predictor predictor = train(kind, data, Simd.best(), 1);
            double[] levels = new double[LABELS];
            predictor.levels(codes, 0, LABELS, ENGINE, levels);
            double deadMean = 0;
            double liveMean = 0;
            for (int i = 0; i < LABELS; i++) {
                assertThat(predictor.quality(levels[i])).isFinite();
                if (space.option(codes, i, 0) == 3) {
                    deadMean += levels[i] / dead;
                } else {
                    liveMean += levels[i] / (LABELS - dead);
                }
            }
            assertThat(deadMean).isLessThan(liveMean - 1);
        }
    }

    static Stream<Arguments> everywhere() {
        List<Arguments> all = new ArrayList<>();
        for (PredictorKind kind : PredictorKind.values()) {
            for (Simd simd : List.of(Simd.scalar(), Simd.vector(128), Simd.vector(256), Simd.vector(512))) {
                all.add(Arguments.of(kind, simd));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void trainingGivesTheSameBitsOnAnyInstructionsAndThreads(PredictorKind kind, Simd simd) throws IOException {
        byte[] expected = bytes(trained(kind));
        assertThat(bytes(train(kind, data(kind, LABELS, false), simd, 2))).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void savedAndLoadedIsTheSame(PredictorKind kind) throws IOException {
        byte[] file = bytes(trained(kind));
        PredictorFile read = PredictorFile.read(new ByteArrayInputStream(file), space);
        assertThat(bytes(read.predictor())).isEqualTo(file);
        assertThat(read.predictor().kind()).isEqualTo(kind);
        assertThat(read.origin()).isEqualTo(new Origin("block:8x4", "synthetic", Direction.MAX, 5, LABELS));
    }

    @ParameterizedTest
    @EnumSource
    void validationTellsAGoodPredictorFromABadOne(PredictorKind kind) {
        try (Workers workers = new Workers(1)) {
            TrainingOptions options = TrainingOptions.inSearch();
            Validation good = Validation.holdOut(
                    PredictorDesign.of(kind), data(kind, LABELS, false), options, 3, ENGINE, workers);
            assertThat(good.pairs()).isEqualTo(24 * 23 / 2);
            assertThat(good.tau()).isBetween(0.5, 1.0);
            assertThat(good.loss()).isBetween(0.0, 0.6);
            double[] predicted = new double[good.pairs()];
            double[] actual = new double[good.pairs()];
            for (int p = 0; p < good.pairs(); p++) {
                predicted[p] = good.predicted(p);
                actual[p] = good.actual(p);
            }
            assertThat(KendallTau.tauB(predicted, actual)).isCloseTo(good.tau(), Offset.offset(0.1));
            assertThat(rms(predicted) / rms(actual)).as("the label's scale").isBetween(0.5, 2.0);
            Validation pairs = Validation.holdOut(
                    PredictorDesign.of(kind), data(kind, 4 * LABELS, true), options, 3, ENGINE, workers);
            assertThat(pairs.pairs()).isEqualTo(48);
            assertThat(pairs.tau()).isBetween(0.4, 1.0);
            assertThat(Validation.holdOut(PredictorDesign.of(kind), data(kind, 4, false), options, 3, ENGINE, workers))
                    .isNull();
        }
    }

    private static double rms(double[] values) {
        double squares = 0;
        for (double x : values) {
            squares += x * x;
        }
        return Math.sqrt(squares / values.length);
    }

    @Test
    void learningRateRisesThenFalls() {
        TrainingOptions options = TrainingOptions.inSearch();
        double before = 0;
        for (int step = 0; step < 36; step++) {
            assertThat(PredictorTrainer.learningRate(options, step)).isGreaterThan(before);
            before = PredictorTrainer.learningRate(options, step);
        }
        assertThat(before).isEqualTo(options.learningRate());
        for (int step = 36; step < options.steps(); step++) {
            assertThat(PredictorTrainer.learningRate(options, step)).isLessThan(before);
            before = PredictorTrainer.learningRate(options, step);
        }
        assertThat(before).isPositive().isLessThan(1e-7);
    }
}
