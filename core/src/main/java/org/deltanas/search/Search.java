package org.deltanas.search;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.space.CodeSlab;

/** Runs any {@link Searcher} on a {@link LabelOracle}: one budget, one count of queries, one trace for all. */
public final class Search {
    /** Architectures evaluated at a time, at most. */
    static final int BATCH = 64;

    private Search() {}

    /**
     * Spends a budget of labels; repeats are free. Less is spent where the searcher ends by itself, the space runs out or
     * the listener stops it.
     *
     * @param searcher a fresh searcher; closed by the caller
     * @param oracle a fresh oracle, which counts what the search spends
     * @param queries label evaluations allowed, at least 1
     * @param listener hears of progress after every batch
     */
    public static SearchResult run(Searcher searcher, LabelOracle oracle, int queries, SearchListener listener) {
        return run(searcher, oracle, queries, Repeats.FREE, listener);
    }

    /**
     * Spends a budget.
     *
     * @param searcher a fresh searcher; closed by the caller
     * @param oracle a fresh oracle, which counts what the search spends
     * @param queries evaluations allowed, at least 1
     * @param repeats whether asking again for a known architecture is one of them; the trace then counts them too
     * @param listener hears of progress after every batch
     * @throws IllegalArgumentException if {@code queries} is not positive
     */
    public static SearchResult run(
            Searcher searcher, LabelOracle oracle, int queries, Repeats repeats, SearchListener listener) {
        if (queries < 1) {
            throw new IllegalArgumentException("queries must be at least 1, not " + queries);
        }
        boolean counted = repeats == Repeats.COUNTED;
        List<SearchResult.TracePoint> trace = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        double[] qualities = new double[BATCH];
        int spent = 0;
        int known = 0;
        boolean goOn = true;
        try (CodeSlab asked = oracle.space().newSlab(BATCH)) {
            while (goOn && spent < queries && (counted || known < searcher.patience())) {
                int before = oracle.queries();
                int count = searcher.ask(asked, Math.min(BATCH, queries - spent));
                if (count == 0) {
                    break;
                }
                oracle.evaluate(asked, 0, count);
                for (int i = 0; i < count; i++) {
                    double label = oracle.known(asked, i);
                    qualities[i] = oracle.direction().quality(label);
                    if (qualities[i] > best) {
                        best = qualities[i];
                        trace.add(new SearchResult.TracePoint(spent + i + 1L, label));
                    }
                }
                searcher.tell(asked, count, qualities);
                spent = counted ? spent + count : oracle.queries();
                known = oracle.queries() == before ? known + count : 0;
                goOn = listener.onProgress(spent, queries, oracle.bestLabel());
            }
        }
        SearchResult result = searcher.result(oracle, !goOn);
        return counted ? result.counting(spent, trace) : result;
    }
}
