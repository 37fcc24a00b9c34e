package org.deltanas.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deltanas.encode.FeatureMap;
import org.deltanas.encode.OneHotFeatures;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.num.Philox;
import org.deltanas.search.SyntheticLabel;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PotentialPredictorTest {
    private static final int LABELS = 120;

    private final CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName("block:8x4");
    private final FeatureMap features = FeatureMap.of(space);
    private final SyntheticLabel label = new SyntheticLabel(space, 0.5);

    private TrainingSet data(int count, boolean pairs) {
        TrainingSet data = new TrainingSet(features);
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

    private static PotentialPredictor train(TrainingSet data, Simd simd, int threads) {
        try (Workers workers = new Workers(threads)) {
            return PotentialTrainer.train(data, TrainingOptions.inSearch(), 5, MlpKernels.of(simd), workers);
        }
    }

    private static byte[] bytes(PotentialPredictor predictor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        predictor.write(out);
        return out.toByteArray();
    }

    /** Tau over architectures that were not trained on. */
    private double tau(PotentialPredictor predictor) {
        int n = 500;
        double[] potentials = new double[n];
        double[] values = new double[n];
        Philox random = new Philox(2);
        try (CodeSlab codes = space.newSlab(n)) {
            for (int i = 0; i < n; i++) {
                space.sample(random, codes, i);
                values[i] = label.value(codes, i);
            }
            predictor.potentials(codes, 0, n, MlpKernels.of(Simd.best()), potentials);
        }
        return KendallTau.tauB(potentials, values);
    }

    @Test
    void ranksArchitecturesItNeverSaw() {
        assertThat(tau(train(data(LABELS, false), Simd.best(), 1))).isGreaterThan(0.7);
        assertThat(tau(train(data(4 * LABELS, true), Simd.best(), 1))).isGreaterThan(0.6);
    }

    @Test
    void permutedLabelsTeachNothing() {
        TrainingSet honest = data(LABELS, false);
        TrainingSet permuted = new TrainingSet(features);
        Philox random = new Philox(1);
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < LABELS; i++) {
                space.sample(random, codes, 0);
                permuted.add(codes, 0, honest.quality((i + LABELS / 2) % LABELS));
            }
        }
        assertThat(Math.abs(tau(train(permuted, Simd.best(), 1)))).isLessThan(0.3);
    }

    static List<Simd> all() {
        return List.of(Simd.scalar(), Simd.vector(128), Simd.vector(256), Simd.vector(512));
    }

    @ParameterizedTest
    @MethodSource("all")
    void trainingGivesTheSameBitsOnAnyInstructionsAndThreads(Simd simd) throws IOException {
        byte[] expected = bytes(train(data(LABELS, false), Simd.best(), 1));
        assertThat(bytes(train(data(LABELS, false), simd, 2))).isEqualTo(expected);
    }

    @Test
    void scorerAgreesWithPotentialsFromScratch() {
        PotentialPredictor predictor = train(data(LABELS, false), Simd.best(), 1);
        MlpKernels kernels = MlpKernels.of(Simd.best());
        NeighbourScorer scorer =
                new NeighbourScorer(space, features, NeighbourEnumerator.of(space, Simd.best()), kernels);
        scorer.use(predictor);
        double[] expected = new double[1];
        try (CodeSlab codes = space.newSlab(2)) {
            space.sample(new Philox(4), codes, 0);
            int n = scorer.score(codes, 0);
            assertThat(n).isEqualTo(space.maxNeighbours());
            predictor.potentials(codes, 0, 1, kernels, expected);
            assertThat((double) scorer.mean(n)).isCloseTo(expected[0], Offset.offset(1e-5));
            for (int i = 0; i < n; i++) {
                codes.copyFrom(codes, 0, 1);
                space.edits().apply(scorer.neighbours().edit(i), codes, 1);
                predictor.potentials(codes, 1, 1, kernels, expected);
                assertThat((double) scorer.mean(i)).isCloseTo(expected[0], Offset.offset(1e-5));
                assertThat(scorer.deviation(i)).isPositive();
            }
            assertThat(scorer.queries()).isEqualTo(n);
        }
    }

    @Test
    void savedAndLoadedIsTheSame() throws IOException {
        byte[] file = bytes(train(data(LABELS, false), Simd.best(), 1));
        assertThat(bytes(PotentialPredictor.read(new ByteArrayInputStream(file), features)))
                .isEqualTo(file);
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        byte[] file = bytes(train(data(10, false), Simd.best(), 1));
        Philox random = new Philox(9);
        for (int trial = 0; trial < 300; trial++) {
            byte[] damaged = file.clone();
            damaged[random.nextInt(file.length)] ^= (byte) (1 + random.nextInt(255));
            assertRefused(damaged, features, "");
        }
        for (int length : new int[] {0, 3, 11, 12, 100, file.length - 1}) {
            assertRefused(java.util.Arrays.copyOf(file, length), features, "");
        }
        assertRefused(
                "not a predictor at all".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                features,
                "no predictor file");
    }

    static Stream<FeatureMap> foreign() {
        CategoricalSpace same = (CategoricalSpace) SearchSpaces.byName("block:8x4");
        return Stream.of(
                FeatureMap.of(SearchSpaces.byName("nasbench201")),
                FeatureMap.of(SearchSpaces.byName("block:8x5")),
                new OneHotFeatures(same));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void filesOfOtherSpacesOrFeaturesAreRefused(FeatureMap other) throws IOException {
        assertRefused(bytes(train(data(10, false), Simd.best(), 1)), other, other.id());
    }

    private static void assertRefused(byte[] file, FeatureMap features, String reason) {
        assertThatThrownBy(() -> PotentialPredictor.read(new ByteArrayInputStream(file), features))
                .isInstanceOf(PredictorFormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void learningRateRisesThenFalls() {
        TrainingOptions options = TrainingOptions.inSearch();
        double before = 0;
        for (int step = 0; step < 36; step++) {
            assertThat(PotentialTrainer.learningRate(options, step)).isGreaterThan(before);
            before = PotentialTrainer.learningRate(options, step);
        }
        assertThat(before).isEqualTo(options.learningRate());
        for (int step = 36; step < options.steps(); step++) {
            assertThat(PotentialTrainer.learningRate(options, step)).isLessThan(before);
            before = PotentialTrainer.learningRate(options, step);
        }
        assertThat(before).isPositive().isLessThan(1e-7);
    }

    @Test
    void validationTellsAGoodPredictorFromABadOne() {
        try (Workers workers = new Workers(1)) {
            MlpKernels kernels = MlpKernels.of(Simd.best());
            Validation good = Validation.holdOut(data(LABELS, false), TrainingOptions.inSearch(), 3, kernels, workers);
            assertThat(good.pairs()).isEqualTo(24 * 23 / 2);
            assertThat(good.tau()).isBetween(0.5, 1.0);
            assertThat(good.loss()).isBetween(0.0, 0.6);
            Validation pairs =
                    Validation.holdOut(data(4 * LABELS, true), TrainingOptions.inSearch(), 3, kernels, workers);
            assertThat(pairs.pairs()).isEqualTo(48);
            assertThat(pairs.tau()).isBetween(0.4, 1.0);
            assertThat(Validation.holdOut(data(4, false), TrainingOptions.inSearch(), 3, kernels, workers))
                    .isNull();
        }
    }
}
