package org.deltanas.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.Direction;
import org.deltanas.proxy.Label;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourFilter;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeltaNasTest {
    private final CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName("block:8x4");

    private static DeltaNasOptions rounds(long seed, int queries) {
        return DeltaNasOptions.rounds(seed).withQueries(queries);
    }

    private static DeltaNasOptions pairs(long seed, int queries, int edits) {
        return DeltaNasOptions.paper(seed).withQueries(queries).withEdits(edits).withWalk(40, 30);
    }

    /** A label made of a function of one architecture. */
    private record FunctionLabel(boolean sameWithinClass, ToDoubleBiFunction<CodeSlab, Integer> value)
            implements Label {
        @Override
        public String name() {
            return "function";
        }

        @Override
        public void evaluate(CodeSlab codes, int from, int count, double[] values) {
            for (int i = 0; i < count; i++) {
                values[i] = value.applyAsDouble(codes, from + i);
            }
        }
    }

    private static SearchResult run(LabelOracle oracle, DeltaNasOptions options, Simd simd, int threads) {
        try (Workers workers = new Workers(threads)) {
            return DeltaNas.run(oracle, options, null, simd, workers, SearchListener.NONE);
        }
    }

    private SearchResult run(Label label, Direction direction, DeltaNasOptions options) {
        try (LabelOracle oracle = new LabelOracle(space, label, direction, 0, 0)) {
            return run(oracle, options, Simd.best(), 2);
        }
    }

    /** The largest and the smallest value over the whole space. */
    private double[] extremes(SyntheticLabel label) {
        double[] extremes = {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < 65_536; i++) {
                for (int p = 0; p < 8; p++) {
                    space.setOption(codes, 0, p, (i >>> (2 * p)) & 3);
                }
                extremes[0] = Math.max(extremes[0], label.value(codes, 0));
                extremes[1] = Math.min(extremes[1], label.value(codes, 0));
            }
        }
        return extremes;
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void findsTheOptimumOf65536InALabelledFew(Direction direction) {
        SyntheticLabel label = new SyntheticLabel(space, 0.3);
        double optimum = extremes(label)[direction == Direction.MAX ? 0 : 1];
        int solved = 0;
        for (int seed = 0; seed < 5; seed++) {
            SearchResult result = run(label, direction, rounds(seed, 150));
            assertThat(result.queries()).isEqualTo(150);
            assertThat(result.neighbourQueries()).isGreaterThan(1_000);
            solved += result.label() == optimum ? 1 : 0;
        }
        assertThat(solved).isGreaterThanOrEqualTo(4);
    }

    @Test
    void thePapersTwoStepsBeatRandomSearchAtTheSameBudget() {
        SyntheticLabel label = new SyntheticLabel(space, 0.3);
        int won = 0;
        for (int seed = 0; seed < 5; seed++) {
            SearchResult delta = run(label, Direction.MAX, pairs(seed, 300, 1 + seed % 2));
            assertThat(delta.validation().tau()).isGreaterThan(0.3);
            try (LabelOracle oracle = new LabelOracle(space, label, Direction.MAX, 0, 0)) {
                SearchResult random = Search.run(new RandomSearch(space, seed), oracle, 300, SearchListener.NONE);
                assertThat(random.queries()).isEqualTo(300);
                assertThat(delta.queries()).isLessThanOrEqualTo(300);
                won += delta.label() >= random.label() ? 1 : 0;
            }
        }
        assertThat(won).isEqualTo(5);
    }

    static List<Simd> all() {
        return List.of(Simd.scalar(), Simd.vector(128), Simd.vector(256), Simd.vector(512));
    }

    @ParameterizedTest
    @MethodSource("all")
    void sameDecisionsOnAnyInstructionsAndThreads(Simd simd) {
        for (DeltaNasOptions options : List.of(rounds(3, 48), pairs(3, 120, 1))) {
            assertThat(decisions(options, simd, 2)).isEqualTo(decisions(options, Simd.best(), 1));
        }
    }

    /** All that a run decided: every labelled architecture in order, and what it reported. */
    private List<String> decisions(DeltaNasOptions options, Simd simd, int threads) {
        try (LabelOracle oracle = new LabelOracle(space, new SyntheticLabel(space, 0.5), Direction.MAX, 0.1, 4)) {
            SearchResult result = run(oracle, options, simd, threads);
            List<String> decisions = new ArrayList<>();
            for (int q = 0; q < oracle.queries(); q++) {
                decisions.add(space.format(oracle.evaluated(), q) + " " + oracle.label(q));
            }
            decisions.add(result.best() + " " + result.predicted() + " " + result.neighbourQueries());
            decisions.add(result.validation() + " " + result.trace());
            return decisions;
        }
    }

    /** The first labels, and with a pool no larger than they are random ones. */
    @Test
    void startsFarApart() {
        DeltaNasOptions options = rounds(1, 8);
        List<String> random = new ArrayList<>();
        try (CodeSlab code = space.newSlab(1)) {
            Philox draw = new Philox(1, 1);
            for (int i = 0; i < 8; i++) {
                space.sample(draw, code, 0);
                random.add(space.format(code, 0));
            }
        }
        assertThat(labelled(options.withStart(8, 1))).isEqualTo(random);
        List<String> spread = labelled(options);
        assertThat(spread).hasSize(8).first().isEqualTo(random.getFirst());
        assertThat(fewestPlacesThatDiffer(spread)).isGreaterThan(fewestPlacesThatDiffer(random));
    }

    private List<String> labelled(DeltaNasOptions options) {
        try (LabelOracle oracle = new LabelOracle(space, new SyntheticLabel(space, 0.3), Direction.MAX, 0, 0)) {
            run(oracle, options, Simd.best(), 1);
            return IntStream.range(0, oracle.queries())
                    .mapToObj(q -> space.format(oracle.evaluated(), q))
                    .toList();
        }
    }

    private static int fewestPlacesThatDiffer(List<String> architectures) {
        int fewest = Integer.MAX_VALUE;
        for (String a : architectures) {
            for (String b : architectures.subList(0, architectures.indexOf(a))) {
                fewest = Math.min(fewest, (int) IntStream.range(0, a.length())
                        .filter(i -> a.charAt(i) != b.charAt(i))
                        .count());
            }
        }
        return fewest;
    }

    /** Rounds of two up to 47 labels, then a sixteenth of what there is: the batches that a label sees. */
    @Test
    void roundsGrowWithTheLabels() {
        List<Integer> batches = new ArrayList<>();
        Label label = new SyntheticLabel(space, 0.3) {
            @Override
            public void evaluate(CodeSlab codes, int from, int count, double[] values) {
                batches.add(count);
                super.evaluate(codes, from, count, values);
            }
        };
        run(label, Direction.MAX, rounds(1, 70));
        assertThat(batches.getFirst()).isEqualTo(8);
        int known = 8;
        for (int batch : batches.subList(1, batches.size())) {
            assertThat(batch).isEqualTo(Math.min(Math.max(2, known / 16), 70 - known));
            known += batch;
        }
        assertThat(known).isEqualTo(70);
    }

    @Test
    void theTraceRisesToTheBestAndThePredictionIsOnTheLabelsScale() {
        SyntheticLabel label = new SyntheticLabel(space, 0.3);
        SearchResult result = run(label, Direction.MAX, rounds(1, 100));
        double before = Double.NEGATIVE_INFINITY;
        for (SearchResult.TracePoint point : result.trace()) {
            assertThat(point.best()).isGreaterThan(before);
            before = point.best();
        }
        assertThat(before).isEqualTo(result.label());
        assertThat(result.predicted()).isBetween(result.label() - 2, result.label() + 2);
        assertThat(label.calls()).isEqualTo(100);
    }

    @Test
    void aSpaceSmallerThanTheBudgetIsLabelledOnceAndNoMore() {
        CategoricalSpace tiny = (CategoricalSpace) SearchSpaces.byName("block:3x2");
        SyntheticLabel label = new SyntheticLabel(tiny, 0.3);
        try (LabelOracle oracle = new LabelOracle(tiny, label, Direction.MAX, 0, 0)) {
            SearchResult result = run(oracle, rounds(1, 150), Simd.best(), 1);
            assertThat(result.queries()).isEqualTo(8);
            assertThat(label.calls()).isEqualTo(8);
        }
    }

    /** Half of the labels missing, a tenth of the networks dead. */
    @Test
    void missingAndDeadLabelsRankLast() {
        SyntheticLabel label = new SyntheticLabel(space, 0.3);
        Label patchy = new FunctionLabel(false, (codes, row) -> {
            long hash = codes.hash(row) >>> 1;
            return hash % 2 == 0 ? Double.NaN : hash % 5 == 0 ? Double.NEGATIVE_INFINITY : label.value(codes, row);
        });
        for (Direction direction : Direction.values()) {
            for (DeltaNasOptions options : List.of(rounds(1, 100), pairs(1, 200, 1))) {
                SearchResult result = run(patchy, direction, options);
                assertThat(result.label()).isFinite();
                assertThat(result.trace().getLast().best()).isEqualTo(result.label());
            }
        }
    }

    @Test
    void aLabelThatIsAlwaysTheSameOrAlwaysMissingEndsWell() {
        for (double constant : new double[] {7, Double.NaN, Double.NEGATIVE_INFINITY}) {
            Label label = new FunctionLabel(true, (codes, row) -> constant);
            for (DeltaNasOptions options : List.of(rounds(1, 60), pairs(1, 60, 1))) {
                SearchResult result = run(label, Direction.MAX, options);
                assertThat(result.queries()).isLessThanOrEqualTo(60);
                assertThat(result.best() == null).isEqualTo(constant != 7);
                assertThat(result.validation()).isNull();
            }
        }
    }

    @Test
    void twoQueriesAreAPair() {
        for (int queries : new int[] {2, 3}) {
            SearchResult result = run(new SyntheticLabel(space, 0.3), Direction.MAX, pairs(1, queries, 1));
            assertThat(result.queries()).isBetween(2, queries);
            assertThat(result.best()).isNotNull();
            assertThat(result.predictor()).isNotNull();
        }
    }

    @Test
    void oneEvaluationServesAClassWhereTheLabelSaysSo() {
        SearchSpace chains = SearchSpaces.byName("block:6x3");
        List<String> asked = new ArrayList<>();
        Label label = new FunctionLabel(true, (codes, row) -> {
            try (CodeSlab representative = chains.newSlab(1)) {
                chains.canonicalise(codes, row, representative, 0);
                asked.add(chains.format(representative, 0));
                return asked.getLast().chars().sum();
            }
        });
        try (LabelOracle oracle = new LabelOracle(chains, label, Direction.MAX, 0, 0)) {
            SearchResult result = run(oracle, rounds(1, 700), Simd.best(), 1);
            assertThat(result.queries()).isEqualTo(567);
        }
        assertThat(asked).doesNotHaveDuplicates().hasSize(567);
    }

    @Test
    void aFilterKeepsThePopulationOut() {
        SyntheticLabel label = new SyntheticLabel(space, 0);
        NeighbourFilter frozen = (codes, row, edit) -> space.edits().position(edit) != 0;
        try (Workers workers = new Workers(1);
                LabelOracle oracle = new LabelOracle(space, label, Direction.MAX, 0, 0)) {
            SearchResult result =
                    DeltaNas.run(oracle, rounds(1, 60), frozen, Simd.best(), workers, SearchListener.NONE);
            assertThat(result.queries()).isEqualTo(60);
        }
    }

    @Test
    void theListenerEndsASearch() {
        try (Workers workers = new Workers(1);
                LabelOracle oracle = new LabelOracle(space, new SyntheticLabel(space, 0), Direction.MAX, 0, 0)) {
            SearchResult result = DeltaNas.run(
                    oracle, rounds(1, 150), null, Simd.best(), workers, (queries, budget, best) -> queries < 30);
            assertThat(result.stoppedEarly()).isTrue();
            assertThat(result.queries()).isBetween(30, 40);
        }
    }

    @Test
    void optionsAreValidated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rounds(1, 1))
                .withMessageContaining("queries")
                .withMessageContaining("not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rounds(1, Integer.MAX_VALUE))
                .withMessageContaining("2147483647");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LabelOracle(space, new SyntheticLabel(space, 0), Direction.MAX, -1, 0))
                .withMessageContaining("-1");
    }
}
