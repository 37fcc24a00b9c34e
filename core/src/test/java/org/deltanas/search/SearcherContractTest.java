package org.deltanas.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.proxy.Direction;
import org.deltanas.proxy.Label;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.testing.DefinedSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every searcher promises, on every space; the paper's design of Delta-NAS, from pairs, is in {@link DeltaNasTest}. */
class SearcherContractTest {
    private static final List<String> SPACES = List.of(
            "nasbench101",
            "nasbench201",
            "nasbench301",
            "transnas-micro",
            "transnas-macro",
            "nasbench-macro",
            "natsbench-size",
            "block:20x4",
            "varied",
            "long");
    /** One round of Delta-NAS and of BANANAS: what takes time is training. */
    private static final int QUERIES = 20;

    /** Every searcher, small enough that all of its parts are reached in a few queries. */
    enum Kind {
        DELTA_NAS(false),
        DELTA_NAS_WITH_STANDARD(false),
        DELTA_NAS_WITH_SEP(false),
        RANDOM(true),
        LOCAL_SEARCH(true),
        REGULARIZED_EVOLUTION(true),
        EVOLUTION_EACH_CHOICE(true),
        STANDARD_CROSSOVER(true),
        SEP(true),
        REINFORCE(true),
        BANANAS(true);

        /** Whether it takes any budget; Delta-NAS takes two queries or more. */
        private final boolean anyBudget;

        Kind(boolean anyBudget) {
            this.anyBudget = anyBudget;
        }

        boolean deltaNas() {
            return !anyBudget;
        }

        private Searcher open(LabelOracle oracle, long seed, int queries, Simd simd, Workers workers) {
            SearchSpace space = oracle.space();
            return switch (this) {
                case DELTA_NAS -> deltaNas(oracle, seed, queries, Crossover.NONE, simd, workers);
                case DELTA_NAS_WITH_STANDARD -> deltaNas(oracle, seed, queries, Crossover.STANDARD, simd, workers);
                case DELTA_NAS_WITH_SEP -> deltaNas(oracle, seed, queries, Crossover.SEP, simd, workers);
                case RANDOM -> new RandomSearch(space, seed);
                case LOCAL_SEARCH -> new LocalSearch(space, 10, null, seed);
                case REGULARIZED_EVOLUTION -> evolution(space, seed, Mutation.ONE_EDIT, Crossover.NONE);
                case EVOLUTION_EACH_CHOICE -> evolution(space, seed, Mutation.EACH_CHOICE, Crossover.NONE);
                case STANDARD_CROSSOVER -> evolution(space, seed, Mutation.ONE_EDIT, Crossover.STANDARD);
                case SEP -> evolution(space, seed, Mutation.ONE_EDIT, Crossover.SEP);
                case REINFORCE -> new Reinforce(oracle, ReinforceOptions.of(seed));
                case BANANAS -> new Bananas(oracle, BananasOptions.of(seed), null, simd, workers);
            };
        }

        private static Searcher deltaNas(
                LabelOracle oracle, long seed, int queries, Crossover crossover, Simd simd, Workers workers) {
            DeltaNasOptions options = DeltaNasOptions.rounds(seed)
                    .withQueries(queries)
                    .withWalk(24, 3)
                    .withCrossover(crossover);
            return DeltaNas.of(oracle, options, null, simd, workers);
        }

        private static Searcher evolution(SearchSpace space, long seed, Mutation mutation, Crossover crossover) {
            return new RegularizedEvolution(space, new EvolutionOptions(seed, 12, 5, mutation, crossover), null);
        }
    }

    static Stream<Arguments> everywhere() {
        return SPACES.stream().flatMap(space -> Stream.of(Kind.values()).map(kind -> Arguments.of(kind, space)));
    }

    /** A label that is the same everywhere, or has no value at all, or in places. */
    private record Constant(double value, SyntheticLabel elsewhere) implements Label {
        @Override
        public String name() {
            return "constant";
        }

        @Override
        public boolean sameWithinClass() {
            return false;
        }

        @Override
        public void evaluate(CodeSlab codes, int from, int count, double[] values) {
            for (int i = 0; i < count; i++) {
                boolean here = elsewhere == null || codes.hash(from + i) % 3 != 0;
                values[i] = here ? value : elsewhere.value(codes, from + i);
            }
        }
    }

    private static SearchResult run(Kind kind, LabelOracle oracle, long seed, int queries, Simd simd, int threads) {
        try (Workers workers = new Workers(threads);
                Searcher searcher = kind.open(oracle, seed, queries, simd, workers)) {
            return Search.run(searcher, oracle, queries, SearchListener.NONE);
        }
    }

    private static SearchResult run(Kind kind, SearchSpace space, Label label, long seed, int queries) {
        try (LabelOracle oracle = new LabelOracle(space, label, Direction.MAX, 0, seed)) {
            return run(kind, oracle, seed, queries, Simd.scalar(), 1);
        }
    }

    /** Everything asked, in order, with its label. */
    private static List<String> decisions(Kind kind, SearchSpace space, long seed, Simd simd, int threads) {
        try (LabelOracle oracle = new LabelOracle(space, new SyntheticLabel(space, 0.5), Direction.MAX, 0.05, seed)) {
            SearchResult result = run(kind, oracle, seed, QUERIES, simd, threads);
            assertThat(result.queries()).isEqualTo(oracle.queries());
            List<String> decisions = new ArrayList<>();
            for (int q = 0; q < oracle.queries(); q++) {
                assertThat(space.isValid(oracle.evaluated(), q)).isTrue();
                decisions.add(space.format(oracle.evaluated(), q) + " " + oracle.label(q));
            }
            decisions.add(result.trace().toString());
            return decisions;
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void spendsItsQueriesAndDecidesAlikeForASeed(Kind kind, String name) {
        SearchSpace space = DefinedSpaces.byName(name);
        List<String> decisions = decisions(kind, space, 1, Simd.scalar(), 1);
        assertThat(decisions).hasSize(QUERIES + 1);
        assertThat(decisions).doesNotHaveDuplicates();
        assertThat(decisions(kind, space, 1, Simd.scalar(), 2)).isEqualTo(decisions);
        if (!kind.deltaNas()) {
            assertThat(decisions(kind, space, 2, Simd.scalar(), 1)).isNotEqualTo(decisions);
        }
    }

    /** Networks are compiled anew for each search on vectors, which takes its time: scalar code elsewhere. */
    @Test
    void decidesAlikeOnVectors() {
        SearchSpace space = DefinedSpaces.byName("nasbench201");
        for (Kind kind : List.of(Kind.DELTA_NAS_WITH_SEP, Kind.BANANAS)) {
            assertThat(decisions(kind, space, 1, Simd.vector(256), 1))
                    .isEqualTo(decisions(kind, space, 1, Simd.scalar(), 1));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void survivesTinyBudgetsAndTinySpaces(Kind kind) {
        for (String name : List.of("block:1x2", "block:3x2", "nasbench101", "transnas-macro")) {
            SearchSpace space = DefinedSpaces.byName(name);
            for (int queries : new int[] {1, 2, 3, 18}) {
                if (queries == 1 && !kind.anyBudget) {
                    continue;
                }
                SearchResult result = run(kind, space, new SyntheticLabel(space, 0.5), 1, queries);
                int available = Math.min(
                        queries,
                        space.rawCount().min(BigInteger.valueOf(queries)).intValue());
                assertThat(result.queries()).as("%s, %d queries", name, queries).isEqualTo(available);
                assertThat(result.best()).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void survivesLabelsWithoutValue(Kind kind) {
        for (String name : List.of("nasbench101", "block:20x4")) {
            SearchSpace space = DefinedSpaces.byName(name);
            SyntheticLabel synthetic = new SyntheticLabel(space, 0.5);
            for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 7}) {
                SearchResult nothing = run(kind, space, new Constant(value, null), 1, QUERIES);
                assertThat(nothing.best() == null).isEqualTo(value != 7);
                assertThat(nothing.queries()).isEqualTo(QUERIES);
                SearchResult patchy = run(kind, space, new Constant(value, synthetic), 1, QUERIES);
                assertThat(patchy.label()).isFinite();
                assertThat(patchy.trace().getLast().best()).isEqualTo(patchy.label());
            }
        }
    }

    /** Delta-NAS: see {@link DeltaNasTest}. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RANDOM", "DELTA_NAS", "DELTA_NAS_WITH_STANDARD", "DELTA_NAS_WITH_SEP"})
    void beatsRandomSearch(Kind kind) {
        for (String name : List.of("block:20x4", "nasbench101")) {
            SearchSpace space = DefinedSpaces.byName(name);
            SyntheticLabel label = new SyntheticLabel(space, 0.3);
            double found = 0;
            double random = 0;
            for (int seed = 1; seed <= 3; seed++) {
                found += run(kind, space, label, seed, 80).label();
                random += run(Kind.RANDOM, space, label, seed, 80).label();
            }
            assertThat(found).as(name).isGreaterThan(random);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void repeatsAreCountedIfAskedFor(Kind kind) {
        SearchSpace space = DefinedSpaces.byName("block:3x2");
        int budget = 100;
        try (Workers workers = new Workers(1);
                LabelOracle oracle = new LabelOracle(space, new SyntheticLabel(space, 0.5), Direction.MAX, 0, 1);
                Searcher searcher = kind.open(oracle, 1, budget, Simd.scalar(), workers)) {
            SearchResult result = Search.run(searcher, oracle, budget, Repeats.COUNTED, SearchListener.NONE);
            assertThat(result.queries()).isBetween(2, 8);
            assertThat(result.evaluations()).isBetween((long) result.queries(), (long) budget);
            if (!kind.deltaNas()) {
                assertThat(result.evaluations()).isEqualTo(budget);
            }
            assertThat(result.trace().getLast().best()).isEqualTo(result.label());
            assertThat(result.trace().getLast().queries()).isLessThanOrEqualTo(result.evaluations());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theListenerEndsIt(Kind kind) {
        SearchSpace space = DefinedSpaces.byName("nasbench201");
        try (Workers workers = new Workers(1);
                LabelOracle oracle = new LabelOracle(space, new SyntheticLabel(space, 0.5), Direction.MAX, 0, 1);
                Searcher searcher = kind.open(oracle, 1, 1_000, Simd.scalar(), workers)) {
            SearchResult result =
                    Search.run(searcher, oracle, 1_000, (queries, budget, best) -> queries < 20 && budget == 1_000);
            assertThat(result.stoppedEarly()).isTrue();
            assertThat(result.queries()).isBetween(20, 20 + Search.BATCH);
        }
    }

    @Test
    void namesAreThoseOfTheCommandLine() {
        for (Mutation mutation : Mutation.values()) {
            assertThat(Mutation.byName(mutation.toString())).isEqualTo(mutation);
        }
        for (Crossover crossover : Crossover.values()) {
            assertThat(Crossover.byName(crossover.toString())).isEqualTo(crossover);
        }
        assertThat(Mutation.EACH_CHOICE).hasToString("each-choice");
        assertThat(Crossover.SEP).hasToString("sep");
    }
}
