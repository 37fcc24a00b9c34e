package org.deltanas.predict;

import org.deltanas.kernels.mlp.SparseRows;

/** Subtracts sparse rows. Allocation free; owned by one thread. */
final class RowDifference {
    private final float[] dense;
    private final int firstColumn;

    /**
     * Room for rows of {@code columns} columns.
     *
     * @param firstColumn added to every column of a difference
     */
    RowDifference(int columns, int firstColumn) {
        this.dense = new float[columns];
        this.firstColumn = firstColumn;
    }

    /** Appends the entries of b - a that are not zero to the row being filled, in the order of b's columns, then a's. */
    void addEntries(SparseRows a, int rowA, SparseRows b, int rowB, SparseRows out) {
        for (int e = b.start(rowB); e < b.start(rowB + 1); e++) {
            dense[b.column(e)] += b.value(e);
        }
        for (int e = a.start(rowA); e < a.start(rowA + 1); e++) {
            dense[a.column(e)] -= a.value(e);
        }
        move(b, rowB, out);
        move(a, rowA, out);
    }

    private void move(SparseRows rows, int row, SparseRows out) {
        for (int e = rows.start(row); e < rows.start(row + 1); e++) {
            int column = rows.column(e);
            if (dense[column] != 0) {
                out.add(firstColumn + column, dense[column]);
                dense[column] = 0;
            }
        }
    }
}
