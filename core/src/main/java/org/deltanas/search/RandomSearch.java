package org.deltanas.search;

import java.util.Arrays;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;

/** Labels architectures drawn uniformly, each at most once: the baseline of every searcher. */
public final class RandomSearch {
    private static final long DRAW = 0x72616E64L;
    private static final int BATCH = 16;
    private static final int MAX_REPEATS = 10_000;

    private RandomSearch() {}

    /**
     * Spends a budget.
     *
     * @param oracle a fresh oracle
     * @param queries label evaluations allowed; fewer are used where the space runs out
     */
    public static SearchResult run(LabelOracle oracle, int queries, long seed, SearchListener listener) {
        Philox random = new Philox(seed, DRAW);
        boolean goOn = true;
        int repeats = 0;
        try (CodeSlab batch = oracle.space().newSlab(BATCH)) {
            while (goOn && oracle.queries() < queries && repeats < MAX_REPEATS) {
                int before = oracle.queries();
                int count = Math.min(BATCH, queries - before);
                for (int i = 0; i < count; i++) {
                    oracle.space().sample(random, batch, i);
                }
                oracle.evaluate(batch, 0, count);
                repeats = oracle.queries() == before ? repeats + count : 0;
                goOn = listener.onProgress(oracle.queries(), queries, oracle.bestLabel());
            }
        }
        double[] predictions = new double[oracle.queries()];
        Arrays.fill(predictions, Double.NaN);
        return new SearchResult(oracle, predictions, null, 0, null, 0, 0, !goOn, 0);
    }
}
