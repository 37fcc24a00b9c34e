package org.deltanas.encode;

import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;

/** One column for each option of each position (the adjacency one-hot encoding of cells): an edit changes two. */
public final class OneHotFeatures implements FeatureMap {
    private final CategoricalSpace space;
    private final int[] firstColumn;
    private final int columns;
    private final String id;

    /** The one-hot columns of a space. */
    public OneHotFeatures(CategoricalSpace space) {
        this.space = space;
        this.firstColumn = new int[space.positions()];
        int next = 0;
        for (int p = 0; p < firstColumn.length; p++) {
            firstColumn[p] = next;
            next += space.options(p);
        }
        this.columns = next;
        this.id = space.name() + "/one-hot/1";
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int firstStatistic() {
        return columns;
    }

    @Override
    public double activeColumns() {
        return firstColumn.length;
    }

    @Override
    public void features(CodeSlab codes, int row, SparseRows out) {
        for (int p = 0; p < firstColumn.length; p++) {
            out.add(firstColumn[p] + space.option(codes, row, p), 1);
        }
        out.endRow();
    }

    @Override
    public void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        int p = space.edits().position(edit);
        out.add(firstColumn[p] + space.option(codes, row, p), -1);
        out.add(
                firstColumn[p]
                        + space.optionAfter(edit, codes.word(row, space.edits().word(edit))),
                1);
        out.endRow();
    }
}
