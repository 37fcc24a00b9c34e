package org.deltanas.predict;

import org.deltanas.encode.OneHotFeatures;
import org.deltanas.kernels.mlp.ColumnChanges;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Neighbours;

/**
 * {@link DifferenceModel} over one-hot columns: all that the networks can ever say is in a table by position, option and
 * option after the edit, made when a predictor comes.
 */
final class DifferenceTableModel extends DifferenceModel {
    private final CategoricalSpace space;
    private final OneHotFeatures oneHot;
    private final ColumnChanges changes = new ColumnChanges();
    private final SparseRows rows;
    /** For each column of an option where its differences are, less the first column of its position. */
    private final int[] starts;

    private final int size;
    private float[][] table = new float[0][];

    DifferenceTableModel(Predictor predictor, OneHotFeatures oneHot, CategoricalSpace space, MlpEngine engine) {
        super(predictor, space, engine);
        this.space = space;
        this.oneHot = oneHot;
        this.rows = new SparseRows(oneHot.columns(), 2 * oneHot.columns());
        this.starts = new int[oneHot.columns()];
        int next = 0;
        for (int p = 0; p < space.positions(); p++) {
            for (int option = 0; option < space.options(p); option++) {
                starts[oneHot.firstColumn(p) + option] = next - oneHot.firstColumn(p);
                next += space.options(p);
            }
        }
        this.size = next;
    }

    @Override
    void use(Predictor next) {
        super.use(next);
        if (table.length != next.members()) {
            table = new float[next.members()][size];
        }
        for (int p = 0; p < space.positions(); p++) {
            int first = oneHot.firstColumn(p);
            for (int option = 0; option < space.options(p); option++) {
                rows.clear();
                for (int after = 0; after < space.options(p); after++) {
                    rows.add(first + option, -1);
                    rows.add(first + after, 1);
                    rows.endRow();
                }
                predict(rows, table, starts[first + option] + first);
            }
        }
    }

    @Override
    void addDifferences(CodeSlab codes, int slot, Neighbours neighbours, float[][] out, int offset) {
        oneHot.changes(codes, slot, neighbours, changes);
        for (int m = 0; m < out.length; m++) {
            changes.lookUp(table[m], starts, out[m], offset);
        }
    }
}
