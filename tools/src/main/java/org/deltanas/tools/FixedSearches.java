package org.deltanas.tools;

import java.util.List;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.proxy.Direction;
import org.deltanas.proxy.ParameterCount;
import org.deltanas.search.DeltaNas;
import org.deltanas.search.DeltaNasOptions;
import org.deltanas.search.LabelOracle;
import org.deltanas.search.SearchListener;
import org.deltanas.search.SearchResult;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;

/**
 * Searches that never change, run one after the other: rounds on two spaces, then one long walk as the paper's loop has
 * it. Their label is a parameter count, a whole number, so that no rounding of a score can tip a decision.
 *
 * @param signature every decision in one number
 * @param labels label evaluations
 * @param neighbourQueries predicted differences
 * @param walkSeconds wall-clock seconds spent walking
 */
record FixedSearches(String signature, long labels, long neighbourQueries, double walkSeconds) {
    private static final int LABELS = 48;
    private static final int WALKERS = 64;
    private static final int STEPS = 100;

    private record Search(String space, DeltaNasOptions options) {}

    static FixedSearches run(long seed, Simd simd, Workers workers) {
        Signature signature = new Signature();
        long labels = 0;
        long neighbourQueries = 0;
        double walkSeconds = 0;
        for (Search search : searches(seed)) {
            SearchResult result = run(search, seed, simd, workers, signature);
            signature.add(result);
            labels += result.queries();
            neighbourQueries += result.neighbourQueries();
            walkSeconds += result.walkSeconds();
        }
        return new FixedSearches(signature.toString(), labels, neighbourQueries, walkSeconds);
    }

    private static List<Search> searches(long seed) {
        DeltaNasOptions rounds = DeltaNasOptions.rounds(seed).withQueries(LABELS);
        DeltaNasOptions paper = DeltaNasOptions.paper(seed).withQueries(LABELS).withWalk(WALKERS, STEPS);
        return List.of(
                new Search("block:20x4", rounds), new Search("nasbench201", rounds), new Search("block:20x4", paper));
    }

    private static SearchResult run(Search search, long seed, Simd simd, Workers workers, Signature signature) {
        SearchSpace space = SearchSpaces.byName(search.space());
        try (RecordedLabel label = new RecordedLabel(new ParameterCount(space), signature);
                LabelOracle oracle = new LabelOracle(space, label, Direction.MAX, 0, seed)) {
            return DeltaNas.run(oracle, search.options(), null, simd, workers, SearchListener.NONE);
        }
    }
}
