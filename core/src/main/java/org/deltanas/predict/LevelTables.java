package org.deltanas.predict;

import org.deltanas.encode.ZeroCostFeatures;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.space.ListedSpace;
import org.deltanas.space.SearchSpace;

/**
 * Tables of potentials, shared by the {@linkplain NeighbourScorer scorers} of a search: the levels of all architectures of a
 * space that is small enough {@linkplain ListedSpace to list}, after which a neighbour is looked up.
 *
 * <p>A table costs as much as computing as many neighbours as the space has codes. So it is made when the scorers have
 * computed that many by one predictor, or before by {@link #make}: at worst the work is doubled, and a search that computes
 * fewer, as one in rounds on NAS-Bench-201 does (about 5,400 of 15,625 a round), makes none. Levels have the bits of computed ones:
 * when a table comes, and whether, decides nothing but the time.
 *
 * <p>There are none for other kinds of predictors, in larger spaces, and for {@link ZeroCostFeatures}, which would have to
 * evaluate every architecture. Safe for any number of threads; scorers that come while a table is made help with it.
 */
public final class LevelTables {
    private final SearchSpace space;
    private final MlpEngine engine;
    private final boolean possible;
    private ListedSpace listed;
    private Predictor predictor;
    private LevelTable table;

    /** No tables yet. Costs nothing. */
    public LevelTables(SearchSpace space, MlpEngine engine) {
        this.space = space;
        this.engine = engine;
        this.possible = ListedSpace.exists(space);
    }

    /**
     * Makes the table of a predictor now.
     *
     * @param workers the threads to do it on
     * @return whether the predictor has one
     */
    public boolean make(Predictor trained, Workers workers) {
        LevelTable made = of(trained);
        if (made == null) {
            return false;
        }
        workers.forEach(workers.threads(), (worker, i) -> made.work());
        return made.isComplete();
    }

    /** The table of the predictor that is used now, not made yet or made; null if it has none. */
    synchronized LevelTable of(Predictor used) {
        if (!possible || used.kind() != PredictorKind.POTENTIAL || used.features() instanceof ZeroCostFeatures) {
            return null;
        }
        if (predictor != used) {
            predictor = used;
            table = new LevelTable(this, space, used, engine);
        }
        return table;
    }

    /** The space, listed when first asked for. */
    synchronized ListedSpace listed() {
        if (listed == null) {
            listed = new ListedSpace(space);
        }
        return listed;
    }
}
