package org.deltanas.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deltanas.encode.Encoding;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.Activation;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores of neighbours against answers from scratch, on every space and for every kind of predictor. */
class NeighbourScorerTest {
    private static final MlpEngine ENGINE = MlpEngine.of(Simd.best());
    private static final int LABELS = 40;

    static Stream<Arguments> designs() {
        List<Arguments> all = new ArrayList<>();
        for (String space : List.of(
                "nasbench201",
                "nasbench101",
                "nasbench301",
                "transnas-micro",
                "transnas-macro",
                "natsbench-size",
                "nasbench-macro",
                "block:20x4",
                "block:70x16")) {
            for (PredictorKind kind : PredictorKind.values()) {
                all.add(Arguments.of(space, PredictorDesign.of(kind)));
            }
        }
        PredictorDesign potential = PredictorDesign.of(PredictorKind.POTENTIAL);
        all.add(Arguments.of("nasbench201", potential.withEncoding(Encoding.ADJACENCY)));
        all.add(Arguments.of(
                "nasbench201", potential.withEncoding(Encoding.ADJACENCY).withShape(MlpShape.relu(64, 32))));
        all.add(Arguments.of("natsbench-size", potential.withEncoding(Encoding.ZERO_COST)));
        all.add(Arguments.of("nasbench201", potential.withShape(MlpShape.relu(96, 0))));
        all.add(Arguments.of("block:20x4", potential.withShape(new MlpShape(32, 32, Activation.SQUARED_RELU))));
        all.add(Arguments.of("block:20x4", potential.withShape(new MlpShape(64, 0, Activation.SILU))));
        return all.stream();
    }

    private static Predictor train(SearchSpace space, PredictorDesign design) {
        TrainingSet data = new TrainingSet(design.features(space));
        Philox random = new Philox(1);
        try (CodeSlab codes = space.newSlab(1);
                Workers workers = new Workers(1)) {
            for (int i = 0; i < LABELS; i++) {
                space.sample(random, codes, 0);
                data.add(codes, 0, random.nextDouble());
            }
            TrainingOptions brief = new TrainingOptions(5, 3e-3, 0.03, 5, 64, 2);
            return PredictorTrainer.train(design, data, brief, 1, ENGINE, workers);
        }
    }

    /** Every neighbour's level less the architecture's own is the predicted difference, and levels are those from scratch. */
    @ParameterizedTest
    @MethodSource("designs")
    void agreesWithAnswersFromScratch(String name, PredictorDesign design) {
        SearchSpace space = SearchSpaces.byName(name);
        Predictor predictor = train(space, design);
        int architectures = 7;
        NeighbourScorer scorer =
                new NeighbourScorer(space, NeighbourEnumerator.of(space, Simd.best()), ENGINE, architectures);
        scorer.use(predictor);
        double[] expected = new double[1];
        double[] levels = new double[architectures];
        try (CodeSlab codes = space.newSlab(architectures + 1)) {
            Philox random = new Philox(4);
            for (int i = 0; i < architectures; i++) {
                space.sample(random, codes, i);
                scorer.place(i, codes, i);
            }
            predictor.levels(codes, 0, architectures, ENGINE, levels);
            scorer.levels(architectures);
            for (int i = 0; i < architectures; i++) {
                assertThat((double) scorer.mean(i)).isCloseTo(levels[i], Offset.offset(1e-5));
                assertThat(scorer.deviation(i)).isPositive();
            }
            long queries = 0;
            for (int from = 0; from < architectures; from += scorer.batch()) {
                int count = Math.min(scorer.batch(), architectures - from);
                int scored = scorer.score(from, count);
                assertThat(scorer.first(count)).isEqualTo(scored);
                queries += scored;
                for (int i = 0; i < count; i++) {
                    int n = scorer.neighbours(i).count();
                    assertThat(scorer.first(i + 1) - scorer.first(i)).isEqualTo(n);
                    for (int j = 0; j < n; j += 1 + n / 40) {
                        codes.copyFrom(codes, from + i, architectures);
                        space.edits().apply(scorer.neighbours(i).edit(j), codes, architectures);
                        predictor.differences(codes, from + i, codes, architectures, 1, ENGINE, expected);
                        assertThat((double) scorer.mean(scorer.first(i) + j) - levels[from + i])
                                .isCloseTo(expected[0], Offset.offset(2e-5));
                    }
                }
            }
            assertThat(scorer.queries()).isEqualTo(queries);
        } finally {
            scorer.close();
        }
    }

    /** Following an architecture for 300 edits gives the bits of starting where it arrived, on any instructions. */
    @ParameterizedTest
    @MethodSource("designs")
    void followsArchitecturesExactly(String name, PredictorDesign design) {
        SearchSpace space = SearchSpaces.byName(name);
        Predictor predictor = train(space, design);
        NeighbourScorer follower = new NeighbourScorer(space, NeighbourEnumerator.of(space, Simd.best()), ENGINE, 2);
        NeighbourScorer scalar = new NeighbourScorer(
                space, NeighbourEnumerator.of(space, Simd.scalar()), MlpEngine.of(Simd.scalar()), 1);
        follower.use(predictor);
        scalar.use(predictor);
        Philox random = new Philox(6);
        try (CodeSlab start = space.newSlab(1)) {
            space.sample(random, start, 0);
            follower.place(1, start, 0);
            for (int step = 0; step < 300; step++) {
                int n = follower.score(1, 1);
                if (step % 60 == 59) {
                    assertThat(scalar.score(follower.codes(), 1)).isEqualTo(n);
                    for (int j = 0; j < n; j++) {
                        assertThat(follower.mean(j)).isEqualTo(scalar.mean(j));
                        assertThat(follower.deviation(j)).isEqualTo(scalar.deviation(j));
                        assertThat(follower.neighbours().edit(j))
                                .isEqualTo(scalar.neighbours().edit(j));
                    }
                }
                follower.move(0, random.nextInt(n));
                assertThat(space.isValid(follower.codes(), 1)).isTrue();
            }
        } finally {
            follower.close();
            scalar.close();
        }
    }
}
