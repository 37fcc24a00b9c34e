package org.deltanas.search;

import java.util.Arrays;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.LevelTables;
import org.deltanas.predict.NeighbourScorer;
import org.deltanas.predict.Predictor;
import org.deltanas.space.CodeIndex;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Edits;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/**
 * A group of members that walk uphill over one-edit neighbours (Algorithm 2 of the paper): each steps to its best
 * predicted neighbour, and the best architectures met on the way are kept as candidates.
 *
 * <p>A population is cut into groups of {@value #MEMBERS}, whatever the number of threads; a group shares a visited set
 * and owns all it works on, so that groups run side by side and the result depends on the seed alone. A value is the
 * ensemble's mean level plus {@code exploration} of its deviations. Allocation free after the first steps.
 */
final class Walk implements AutoCloseable {
    /** Members in a group. */
    static final int MEMBERS = 32;

    private final SearchSpace space;
    private final Edits edits;
    private final DeltaNasOptions.Walks options;
    private final CodeSlab neighbour;
    private final boolean[] settled;
    /** What each member is worth where it stands. */
    private final float[] values;

    private final CodeIndex visited;
    private final CandidatePool pool;
    private final NeighbourScorer scorer;
    private final Philox random = new Philox(0);
    private final int count;

    /**
     * A group.
     *
     * @param tables where potentials are looked up once that is worth it, shared by all groups
     * @param count members, 1 to {@value #MEMBERS}
     * @param candidates how many candidates are kept
     */
    Walk(
            LabelOracle oracle,
            DeltaNasOptions.Walks options,
            NeighbourEnumerator enumerator,
            MlpEngine engine,
            LevelTables tables,
            int count,
            int candidates) {
        this.space = oracle.space();
        this.edits = space.edits();
        this.options = options;
        this.count = count;
        this.neighbour = space.newSlab(1);
        this.settled = new boolean[count];
        this.values = new float[count];
        this.visited = CodeIndex.of(space, count * (Math.min(options.iterations(), 1000) + 1));
        this.pool = new CandidatePool(space, oracle, candidates);
        this.scorer = new NeighbourScorer(space, enumerator, engine, count, tables);
    }

    /** Where the members stand; to be filled before {@link #start}. */
    CodeSlab members() {
        return scorer.codes();
    }

    CandidatePool pool() {
        return pool;
    }

    /** Neighbours scored in all walks. */
    long neighbourQueries() {
        return scorer.queries();
    }

    /** How many of them were looked up in a table. */
    long neighbourLookUps() {
        return scorer.lookUps();
    }

    /**
     * Starts a walk from where the members stand.
     *
     * @param seed the seed of the search
     * @param stream names the random numbers of this walk
     */
    void start(Predictor predictor, long seed, long stream) {
        scorer.use(predictor, (float) options.exploration());
        random.reset(seed, stream);
        pool.clear();
        visited.clear();
        Arrays.fill(settled, false);
        for (int m = 0; m < count; m++) {
            scorer.place(m, members(), m);
            visited.add(members(), m);
        }
        measure();
    }

    private void measure() {
        if (options.stopWhenNoneBetter()) {
            scorer.levels(count);
            for (int m = 0; m < count; m++) {
                values[m] = scorer.value(m);
            }
        }
    }

    /**
     * Moves every member that has not settled by one step.
     *
     * @return whether any member moved or was replaced
     */
    boolean step() {
        boolean moved = false;
        for (int from = 0; from < count; ) {
            if (settled[from]) {
                from++;
                continue;
            }
            int to = from + 1;
            while (to < count && to - from < scorer.batch() && !settled[to]) {
                to++;
            }
            scorer.score(from, to - from);
            for (int m = from; m < to; m++) {
                settled[m] = !move(m, m - from);
                moved |= !settled[m];
            }
            from = to;
        }
        boolean replaced = options.resample() > 0 && replace();
        if ((moved && !scorer.levelsAreAbsolute()) || replaced) {
            measure();
        }
        return moved || replaced;
    }

    /** Puts random architectures in the place of some members. */
    private boolean replace() {
        boolean replaced = false;
        for (int m = 0; m < count; m++) {
            if (random.nextDouble() < options.resample()) {
                space.sample(random, members(), m);
                scorer.place(m, members(), m);
                settled[m] = false;
                replaced = true;
                if (options.visitedSet()) {
                    visited.add(members(), m);
                }
            }
        }
        return replaced;
    }

    private boolean move(int m, int scored) {
        int first = scorer.first(scored);
        int n = scorer.first(scored + 1) - first;
        float best = options.stopWhenNoneBetter() ? values[m] : Float.NEGATIVE_INFINITY;
        int bestNeighbour = -1;
        int highest = scorer.best(scored);
        if (highest < 0 || !(scorer.value(first + highest) > Math.min(best, pool.threshold()))) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            float value = scorer.value(first + i);
            boolean candidate = value > pool.threshold();
            boolean better = value > best;
            if (!candidate && !better) {
                continue;
            }
            materialise(m, scored, i);
            if (candidate) {
                pool.offer(neighbour, 0, value);
            }
            if (better && !(options.visitedSet() && visited.contains(neighbour, 0))) {
                best = value;
                bestNeighbour = i;
            }
        }
        if (bestNeighbour < 0) {
            return false;
        }
        scorer.move(scored, bestNeighbour);
        values[m] = best;
        if (options.visitedSet()) {
            visited.add(members(), m);
        }
        return true;
    }

    private void materialise(int m, int scored, int i) {
        Neighbours neighbours = scorer.neighbours(scored);
        neighbour.copyFrom(members(), m, 0);
        neighbour.setWord(0, edits.word(neighbours.edit(i)), neighbours.value(i));
    }

    @Override
    public void close() {
        scorer.close();
        neighbour.close();
        visited.close();
        pool.close();
    }
}
