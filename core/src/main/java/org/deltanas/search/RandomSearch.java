package org.deltanas.search;

import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * Random search, the baseline of every searcher: architectures drawn uniformly from the valid codes of the space, with
 * replacement. With {@link Repeats#FREE} that is drawing without replacement.
 */
public final class RandomSearch implements Searcher {
    private static final long DRAW = 0x72616E64L;

    private final SearchSpace space;
    private final Philox random;

    /** A search of a space. */
    public RandomSearch(SearchSpace space, long seed) {
        this.space = space;
        this.random = new Philox(seed, DRAW);
    }

    @Override
    public int ask(CodeSlab out, int most) {
        for (int i = 0; i < most; i++) {
            space.sample(random, out, i);
        }
        return most;
    }

    /** {@inheritDoc} Does not listen. */
    @Override
    public void tell(CodeSlab asked, int count, double[] qualities) {}
}
