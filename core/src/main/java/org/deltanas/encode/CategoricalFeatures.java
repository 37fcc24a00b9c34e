package org.deltanas.encode;

import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;

/** One column for each position, its option as a number, as a statistic (the categorical encoding): an edit changes one. */
final class CategoricalFeatures implements FeatureMap {
    private final CategoricalSpace space;
    private final String id;

    CategoricalFeatures(CategoricalSpace space) {
        this.space = space;
        this.id = space.id() + "/categorical/1";
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int columns() {
        return space.positions();
    }

    @Override
    public int firstStatistic() {
        return 0;
    }

    @Override
    public int largest(int column) {
        return space.options(column) - 1;
    }

    @Override
    public double activeColumns() {
        return space.positions();
    }

    @Override
    public void features(CodeSlab codes, int row, SparseRows out) {
        for (int p = 0; p < space.positions(); p++) {
            int option = space.option(codes, row, p);
            if (option != 0) {
                out.add(p, option);
            }
        }
        out.endRow();
    }

    @Override
    public void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        int p = space.edits().position(edit);
        int after = space.optionAfter(edit, codes.word(row, space.edits().word(edit)));
        out.add(p, after - space.option(codes, row, p));
        out.endRow();
    }
}
