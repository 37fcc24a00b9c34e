package org.deltanas.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.deltanas.proxy.Direction;
import org.deltanas.proxy.EditDistance;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench101Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The noise-free experiment of SEP crossover on NAS-Bench-101: how far the nearest cell so far is from the best one, in
 * edits, after so many evaluations, the mean over seeds. 100 members, of which 10 compete.
 *
 * <p>Expected are the means of an independent program over 50 seeds; the distances of single runs have a deviation of 1
 * to 2.
 */
class EditDistanceAnchorTest {
    private static final String BEST = "110011000101000100101:13p33";
    private static final int[] AFTER = {200, 500, 1_000};

    @ParameterizedTest
    @CsvSource({
        "RANDOM, 5.40, 4.78, 4.52",
        "EACH_CHOICE, 4.08, 2.72, 2.12",
        "ONE_EDIT, 3.20, 0.80, 0.68",
        "STANDARD, 3.64, 0.84, 0.74",
        "SEP, 2.36, 0.22, 0.20"
    })
    void tenSeeds(String searcher, double after200, double after500, double after1000) {
        double[] means = means(searcher, 10);
        assertThat(means[0]).isCloseTo(after200, Offset.offset(1.3));
        assertThat(means[1]).isCloseTo(after500, Offset.offset(1.3));
        assertThat(means[2]).isCloseTo(after1000, Offset.offset(1.3));
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "RANDOM, 5.40, 4.78, 4.52",
        "EACH_CHOICE, 4.08, 2.72, 2.12",
        "ONE_EDIT, 3.20, 0.80, 0.68",
        "STANDARD, 3.64, 0.84, 0.74",
        "SEP, 2.36, 0.22, 0.20"
    })
    void fiftySeeds(String searcher, double after200, double after500, double after1000) {
        double[] means = means(searcher, 50);
        assertThat(means[0]).isCloseTo(after200, Offset.offset(0.5));
        assertThat(means[1]).isCloseTo(after500, Offset.offset(0.5));
        assertThat(means[2]).isCloseTo(after1000, Offset.offset(0.5));
    }

    private static double[] means(String searcher, int seeds) {
        NasBench101Space space = new NasBench101Space();
        double[] means = new double[AFTER.length];
        try (CodeSlab best = space.newSlab(1)) {
            space.parse(BEST, best, 0);
            try (EditDistance label = new EditDistance(space, best, 0)) {
                for (int seed = 0; seed < seeds; seed++) {
                    SearchResult result = run(searcher, space, label, seed);
                    assertThat(result.evaluations()).isEqualTo(1_000);
                    for (int i = 0; i < AFTER.length; i++) {
                        means[i] += bestAfter(result, AFTER[i]) / seeds;
                    }
                }
            }
        }
        return means;
    }

    private static SearchResult run(String name, NasBench101Space space, EditDistance label, long seed) {
        try (LabelOracle oracle = new LabelOracle(space, label, Direction.MIN, 0, 0);
                Searcher searcher = searcher(name, space, seed)) {
            return Search.run(searcher, oracle, 1_000, Repeats.COUNTED, SearchListener.NONE);
        }
    }

    private static Searcher searcher(String name, NasBench101Space space, long seed) {
        return switch (name) {
            case "RANDOM" -> new RandomSearch(space, seed);
            case "EACH_CHOICE" -> new RegularizedEvolution(space, EvolutionOptions.asSep(seed, Crossover.NONE), null);
            case "ONE_EDIT" ->
                new RegularizedEvolution(
                        space, new EvolutionOptions(seed, 100, 10, Mutation.ONE_EDIT, Crossover.NONE), null);
            default -> new RegularizedEvolution(space, EvolutionOptions.asSep(seed, Crossover.valueOf(name)), null);
        };
    }

    private static double bestAfter(SearchResult result, int evaluations) {
        double best = Double.NaN;
        for (SearchResult.TracePoint point : result.trace()) {
            best = point.queries() <= evaluations ? point.best() : best;
        }
        return best;
    }
}
