package org.deltanas.proxy;

import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * The label {@code edit-distance}: edits from a given architecture, smaller being nearer. It turns a search into one whose
 * optimum is known, as in the noise-free experiments on NAS-Bench-101, where the given architecture is the best cell.
 * Owns a copy of that; allocates what {@link SearchSpace#distance} does.
 */
public final class EditDistance implements Label {
    private final SearchSpace space;
    private final CodeSlab target;

    /** The distance from the architecture in {@code row}, which is copied. */
    public EditDistance(SearchSpace space, CodeSlab codes, int row) {
        this.space = space;
        this.target = space.newSlab(1);
        target.copyFrom(codes, row, 0);
    }

    @Override
    public String name() {
        return "edit-distance";
    }

    /** {@inheritDoc} False: on NAS-Bench-101 dead vertices are counted in, elsewhere codes are compared as they are. */
    @Override
    public boolean sameWithinClass() {
        return false;
    }

    @Override
    public void evaluate(CodeSlab codes, int from, int count, double[] values) {
        for (int i = 0; i < count; i++) {
            values[i] = space.distance(target, 0, codes, from + i);
        }
    }

    @Override
    public void close() {
        target.close();
    }
}
