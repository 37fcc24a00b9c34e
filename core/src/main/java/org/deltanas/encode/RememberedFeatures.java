package org.deltanas.encode;

import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/** Another map of a space of few codes, the same but for how differences to neighbours come about: they are remembered. */
abstract class RememberedFeatures implements FeatureMap {
    final FeatureMap map;
    final SearchSpace space;

    /**
     * Remembers a map.
     *
     * @throws IllegalArgumentException if it has more columns, or its space more bits, than there is room for
     */
    RememberedFeatures(FeatureMap map, int mostColumns, SearchSpace space, int mostBits) {
        if (map.columns() > mostColumns || space.bits() > mostBits) {
            throw new IllegalArgumentException(map.id() + " has " + map.columns() + " columns of " + space.bits()
                    + " bits, more than " + mostColumns + " of " + mostBits);
        }
        this.map = map;
        this.space = space;
    }

    @Override
    public final String id() {
        return map.id();
    }

    @Override
    public final int columns() {
        return map.columns();
    }

    @Override
    public final int firstStatistic() {
        return map.firstStatistic();
    }

    @Override
    public final double activeColumns() {
        return map.activeColumns();
    }

    @Override
    public final int largest(int column) {
        return map.largest(column);
    }

    @Override
    public final void features(CodeSlab codes, int row, SparseRows out) {
        map.features(codes, row, out);
    }

    @Override
    public final void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        map.difference(codes, row, edit, out);
    }
}
