package org.deltanas.predict;

import java.util.Arrays;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.SearchSpace;

/**
 * The inner loop of a search with nothing around it: a population of {@value #POPULATION} whose members enumerate, score
 * and step to their best neighbour, for ever. How many neighbours a second that are says what a predictor costs. For people
 * and reports; no result depends on it. Owned by one thread; a {@link #step} allocates nothing once warm.
 */
public final class ScoringLoop implements AutoCloseable {
    /** Members of the population. */
    public static final int POPULATION = 256;

    /** Timed apart, so that a moment in which the machine did something else is one of many. */
    private static final int SLICES = 9;

    private static final long SLICE_NANOS = 15_000_000L;

    /** C2 compiles on a thread of its own, which a busy machine keeps waiting: so warming up takes at least this long... */
    private static final long LEAST_NANOS = 500_000_000L;

    /** ...and until no slice was faster than the fastest before by a twentieth for this long... */
    private static final long SETTLED_NANOS = 350_000_000L;

    /** ...but no longer. */
    private static final long MOST_NANOS = 4_000_000_000L;

    private static final double RISE = 1.05;

    private final SearchSpace space;
    private final NeighbourScorer scorer;
    private final Philox random;

    /**
     * A population of random architectures of the predictor's space.
     *
     * @param random draws the population, and those that start anew
     */
    public ScoringLoop(SearchSpace space, Predictor predictor, MlpEngine engine, Philox random) {
        this.space = space;
        this.random = random;
        this.scorer = new NeighbourScorer(space, NeighbourEnumerator.of(space, engine.simd()), engine, POPULATION);
        scorer.use(predictor);
        for (int i = 0; i < POPULATION; i++) {
            replace(i);
        }
    }

    private void replace(int slot) {
        CodeSlab codes = scorer.codes();
        space.sample(random, codes, slot);
        scorer.place(slot, codes, slot);
    }

    /**
     * Every member steps to its best neighbour; then a random one starts anew.
     *
     * @return the number of neighbours scored
     */
    public long step() {
        long before = scorer.queries();
        for (int from = 0; from < POPULATION; from += scorer.batch()) {
            int count = Math.min(scorer.batch(), POPULATION - from);
            scorer.score(from, count);
            for (int i = 0; i < count; i++) {
                scorer.move(i, scorer.best(i));
            }
        }
        replace(random.nextInt(POPULATION));
        return scorer.queries() - before;
    }

    /**
     * How many neighbours a second this thread scores: steps until that does not rise any more, and then takes the median
     * of {@value #SLICES} slices of 15 ms. Takes .7 to 4.2 seconds, a new shape of network longer
     * than one that was measured before.
     */
    public double neighboursPerSecond() {
        long start = System.nanoTime();
        long risen = start;
        double best = 0;
        for (long now = start;
                now - start < LEAST_NANOS || (now - risen < SETTLED_NANOS && now - start < MOST_NANOS);
                now = System.nanoTime()) {
            double rate = slice();
            if (rate > RISE * best) {
                best = rate;
                risen = System.nanoTime();
            }
        }
        double[] rates = new double[SLICES];
        for (int i = 0; i < SLICES; i++) {
            rates[i] = slice();
        }
        Arrays.sort(rates);
        return rates[SLICES / 2];
    }

    private double slice() {
        long neighbours = 0;
        long start = System.nanoTime();
        long now = start;
        while (now - start < SLICE_NANOS) {
            neighbours += step();
            now = System.nanoTime();
        }
        return neighbours * 1e9 / (now - start);
    }

    @Override
    public void close() {
        scorer.close();
    }
}
