package org.deltanas.search;

import java.util.Arrays;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.NeighbourScorer;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.PredictorKind;
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
    private final DeltaNasOptions options;
    private final CodeSlab members;
    private final CodeSlab neighbour;
    private final boolean[] settled;
    private final CodeIndex visited;
    private final CandidatePool pool;
    private final NeighbourScorer scorer;
    private final Philox random = new Philox(0);
    private final int count;
    private final float exploration;

    /**
     * A group.
     *
     * @param count members, 1 to {@value #MEMBERS}
     * @param candidates how many candidates are kept
     */
    Walk(
            LabelOracle oracle,
            DeltaNasOptions options,
            PredictorKind kind,
            NeighbourEnumerator enumerator,
            MlpKernels kernels,
            int count,
            int candidates) {
        this.space = oracle.space();
        this.edits = space.edits();
        this.options = options;
        this.count = count;
        this.exploration = (float) options.exploration();
        this.members = space.newSlab(count);
        this.neighbour = space.newSlab(1);
        this.settled = new boolean[count];
        this.visited = CodeIndex.of(space, count * (Math.min(options.iterations(), 1000) + 1));
        this.pool = new CandidatePool(space, oracle, candidates);
        this.scorer = NeighbourScorer.of(kind, space, enumerator, kernels);
    }

    /** Where the members stand. */
    CodeSlab members() {
        return members;
    }

    CandidatePool pool() {
        return pool;
    }

    /** Neighbours scored in all walks. */
    long neighbourQueries() {
        return scorer.queries();
    }

    /**
     * Starts a walk from where the members stand.
     *
     * @param stream names the random numbers of this walk
     */
    void start(Predictor predictor, long stream) {
        scorer.use(predictor);
        random.reset(options.seed(), stream);
        pool.clear();
        visited.clear();
        Arrays.fill(settled, false);
        for (int m = 0; m < count; m++) {
            visited.add(members, m);
        }
    }

    /**
     * Moves every member that has not settled by one step.
     *
     * @return whether any member moved or was replaced
     */
    boolean step() {
        boolean moved = false;
        for (int m = 0; m < count; m++) {
            if (!settled[m]) {
                settled[m] = !move(m);
                moved |= !settled[m];
            }
        }
        if (options.resample() > 0) {
            for (int m = 0; m < count; m++) {
                if (random.nextDouble() < options.resample()) {
                    space.sample(random, members, m);
                    settled[m] = false;
                    moved = true;
                    if (options.visitedSet()) {
                        visited.add(members, m);
                    }
                }
            }
        }
        return moved;
    }

    private boolean move(int m) {
        int n = scorer.score(members, m);
        float best = options.stopWhenNoneBetter() ? value(n) : Float.NEGATIVE_INFINITY;
        int bestEdit = -1;
        for (int i = 0; i < n; i++) {
            float value = value(i);
            boolean candidate = value > pool.threshold();
            boolean better = value > best;
            if (!candidate && !better) {
                continue;
            }
            materialise(m, i);
            if (candidate) {
                pool.offer(neighbour, 0, value);
            }
            if (better && !(options.visitedSet() && visited.contains(neighbour, 0))) {
                best = value;
                bestEdit = scorer.neighbours().edit(i);
            }
        }
        if (bestEdit < 0) {
            return false;
        }
        edits.apply(bestEdit, members, m);
        if (options.visitedSet()) {
            visited.add(members, m);
        }
        return true;
    }

    private float value(int i) {
        return scorer.mean(i) + exploration * scorer.deviation(i);
    }

    private void materialise(int m, int i) {
        Neighbours neighbours = scorer.neighbours();
        neighbour.copyFrom(members, m, 0);
        neighbour.setWord(0, edits.word(neighbours.edit(i)), neighbours.value(i));
    }

    @Override
    public void close() {
        members.close();
        neighbour.close();
        visited.close();
        pool.close();
    }
}
