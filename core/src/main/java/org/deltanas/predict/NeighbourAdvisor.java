package org.deltanas.predict;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.NeighbourFilter;
import org.deltanas.space.SearchSpace;

/**
 * Answers which one-edit neighbours of an architecture a predictor holds for the best, within limits: the way to embed a
 * trained predictor in a program of one's own.
 *
 * <p>What it answers from, a space, a predictor and limits, is fixed when it is made; it is safe for any number of threads.
 * Each thread that asks opens a {@link #session} of its own, which allocates nothing once warm. The same question has the same answer, bit for bit, in every session, on every thread and on any
 * instructions. It starts no threads. To close it closes the sessions that are still open and frees their memory.
 */
public final class NeighbourAdvisor implements AutoCloseable {
    private final SearchSpace space;
    private final Predictor predictor;
    private final NeighbourEnumerator enumerator;
    private final MlpEngine engine;
    private final Set<NeighbourSession> sessions = ConcurrentHashMap.newKeySet();
    private final LevelTables tables;
    /** Set once the table of levels is there. */
    private volatile boolean tabulated;

    private volatile boolean closed;

    private NeighbourAdvisor(SearchSpace space, Predictor predictor, NeighbourFilter limits, MlpEngine engine) {
        if (!predictor.fits(space)) {
            throw new IllegalArgumentException("the predictor sees features '"
                    + predictor.features().id() + "', which the space '" + space.name()
                    + "' does not have: it was trained for another space");
        }
        this.space = space;
        this.predictor = predictor;
        this.enumerator = NeighbourEnumerator.of(space, limits, engine.simd());
        this.engine = engine;
        this.tables = new LevelTables(space, engine);
    }

    /**
     * An advisor without limits, on the best instructions there are.
     *
     * @param predictor trained for this space; the advisor keeps it
     * @throws IllegalArgumentException if the predictor belongs to another space
     */
    public static NeighbourAdvisor of(SearchSpace space, Predictor predictor) {
        return of(space, predictor, null, MlpEngine.of(Simd.best()));
    }

    /**
     * An advisor.
     *
     * @param predictor trained for this space; the advisor keeps it
     * @param limits which neighbours come into question, called by every thread that asks; null if all do
     * @param engine the instructions to use, to be shared by the advisors of a program: what it compiles, they share
     * @throws IllegalArgumentException if the predictor belongs to another space
     */
    public static NeighbourAdvisor of(
            SearchSpace space, Predictor predictor, NeighbourFilter limits, MlpEngine engine) {
        return new NeighbourAdvisor(space, predictor, limits, engine);
    }

    /** The space whose architectures it knows. */
    public SearchSpace space() {
        return space;
    }

    /**
     * Computes the levels of all architectures, where the predictor is a {@link PredictorKind#POTENTIAL potential} and the
     * space small enough, see {@link LevelTables}: sessions opened from now on look neighbours up and answer the same. Never
     * done unasked, since a question that came meanwhile would have to wait for it.
     *
     * @param workers the threads to compute on
     * @return whether neighbours will be looked up
     */
    public boolean tabulate(Workers workers) {
        tabulated = tables.make(predictor, workers);
        return tabulated;
    }

    /**
     * Opens a session, for one thread at a time. It costs buffers for one architecture's neighbours, and for a {@link
     * PredictorKind#DIFFERENCE difference} predictor over one-hot columns the table of all its answers: keep it as long as
     * the thread.
     *
     * @throws IllegalStateException if the advisor is closed
     */
    public NeighbourSession session() {
        NeighbourSession session = new NeighbourSession(this, enumerator, engine, predictor, tabulated ? tables : null);
        sessions.add(session);
        if (closed) {
            // Closed meanwhile: whoever did may have missed this one.
            session.close();
            throw closedAlready();
        }
        return session;
    }

    static IllegalStateException closedAlready() {
        return new IllegalStateException("the advisor or the session is closed");
    }

    void forget(NeighbourSession session) {
        sessions.remove(session);
    }

    /** Closes all sessions: a thread that is in one gets an {@link IllegalStateException}. More than once does nothing. */
    @Override
    public void close() {
        closed = true;
        sessions.forEach(NeighbourSession::close);
    }
}
