package org.deltanas.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.SearchSpace;

/**
 * One thread's line to a {@link NeighbourAdvisor}: asks for the best neighbours of one architecture after the other.
 *
 * <p>To be used by one thread at a time. {@link #find} and the methods that read its answer allocate nothing once they are
 * compiled; those that take or return strings do. An answer stays until the next question. A session is closed by its owner,
 * or by the advisor when that is closed; afterwards whoever asks gets an {@link IllegalStateException}.
 */
public final class NeighbourSession implements AutoCloseable {
    private final NeighbourAdvisor advisor;
    private final SearchSpace space;
    private final NeighbourScorer scorer;
    private final float[] differences;
    private final BestPlaces best;
    /** Where strings become codes and codes strings. */
    private final CodeSlab notation;

    private volatile boolean closed;

    /**
     * A neighbour and what the predictor says of it.
     *
     * @param architecture the neighbour in its benchmark's notation
     * @param edit the {@linkplain SearchSpace#edits edit} that leads to it
     * @param difference the predicted difference, see {@link NeighbourSession#difference}
     */
    public record Advice(String architecture, int edit, float difference) {}

    NeighbourSession(
            NeighbourAdvisor advisor,
            NeighbourEnumerator enumerator,
            MlpEngine engine,
            Predictor predictor,
            LevelTables tables) {
        this.advisor = advisor;
        this.space = advisor.space();
        this.differences = new float[space.maxNeighbours()];
        this.best = new BestPlaces(space.maxNeighbours());
        this.notation = space.newSlab(1);
        this.scorer = new NeighbourScorer(space, enumerator, engine, 1, tables);
        scorer.use(predictor);
    }

    /**
     * Finds the neighbours with the largest predicted differences, among equals those with the smallest edits.
     *
     * @param codes a slab of codes of the advisor's space; it is read only, and may change once this returns
     * @param row the architecture
     * @param most how many to find at most, at least 1
     * @return how many were found: {@code most}, or as many as there are within the limits
     * @throws IllegalArgumentException if {@code most} is not positive or the row holds no architecture of the space
     * @throws IllegalStateException if the session or the advisor is closed
     */
    public int find(CodeSlab codes, int row, int most) {
        check(codes, row, most);
        best.clear();
        return answer(codes, row, most);
    }

    /**
     * The neighbours with the largest predicted differences, best first, among equals those with the smallest edits.
     * Allocates.
     *
     * @param architecture in its benchmark's notation
     * @param most how many to answer at most, at least 1
     * @throws org.deltanas.space.InvalidArchitectureException if the string is no architecture of the space
     * @throws IllegalArgumentException if {@code most} is not positive
     * @throws IllegalStateException if the session or the advisor is closed
     */
    public List<Advice> best(String architecture, int most) {
        checkOpen();
        space.parse(architecture, notation, 0);
        int found = find(notation, 0, most);
        List<Advice> advice = new ArrayList<>(found);
        for (int i = 0; i < found; i++) {
            advice.add(new Advice(architecture(i), edit(i), difference(i)));
        }
        return advice;
    }

    private int answer(CodeSlab codes, int row, int most) {
        scorer.place(0, codes, row);
        int count = scorer.score(0, 1);
        scorer.differences(0, differences);
        best.find(differences, count, most);
        return best.count();
    }

    private void checkOpen() {
        if (closed) {
            throw NeighbourAdvisor.closedAlready();
        }
    }

    private void check(CodeSlab codes, int row, int most) {
        checkOpen();
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 neighbour must be asked for, not " + most);
        }
        Objects.checkIndex(row, codes.rows());
        if (codes.words() != space.words() || !space.isValid(codes, row)) {
            throw new IllegalArgumentException(
                    "row " + row + " of the slab holds no architecture of the space '" + space.name() + "'");
        }
    }

    /** How many neighbours the last {@link #find} found. */
    public int count() {
        return best.count();
    }

    /**
     * The edit that leads to a neighbour that was found.
     *
     * @param rank 0 for the best, up to {@link #count} exclusive
     */
    public int edit(int rank) {
        return scorer.neighbours().edit(best.place(rank));
    }

    /**
     * The predicted difference F(a, b) from the architecture to a neighbour, positive where the neighbour is better: the
     * ensemble's mean level of the neighbour less that of the architecture itself, on the scale of {@link Predictor}.
     *
     * @param rank 0 for the best, up to {@link #count} exclusive
     */
    public float difference(int rank) {
        return differences[best.place(rank)];
    }

    /**
     * Writes the code of a neighbour into a row.
     *
     * @param rank 0 for the best, up to {@link #count} exclusive
     * @param to a slab of codes of the advisor's space, which may be the one that the question came from
     */
    public void write(int rank, CodeSlab to, int row) {
        int edit = edit(rank);
        to.copyFrom(scorer.codes(), 0, row);
        space.edits().apply(edit, to, row);
    }

    /**
     * A neighbour in its benchmark's notation. Allocates.
     *
     * @param rank 0 for the best, up to {@link #count} exclusive
     */
    public String architecture(int rank) {
        write(rank, notation, 0);
        return space.format(notation, 0);
    }

    /** Frees the session's memory. More than once does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        advisor.forget(this);
        scorer.close();
        notation.close();
    }
}
