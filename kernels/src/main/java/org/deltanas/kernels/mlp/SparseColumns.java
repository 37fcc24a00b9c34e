package org.deltanas.kernels.mlp;

import java.util.Arrays;

/**
 * The entries of {@link SparseRows} by column: in each column by ascending row, and where a row names it more than once
 * in that row's order. Grows when full; in steady state it allocates nothing. Owned by one thread.
 */
public final class SparseColumns {
    /** Where each column begins; one more than is needed in the end, for counting. */
    private final int[] starts;

    private int[] rows = new int[0];
    private float[] values = new float[0];

    /** Room for so many columns. */
    SparseColumns(int columns) {
        starts = new int[columns + 2];
    }

    /** Takes the entries of the first {@code count} of some rows in place of those from before. */
    void fill(SparseRows from, int count) {
        int entries = from.start(count);
        if (rows.length < entries) {
            rows = new int[2 * entries];
            values = new float[2 * entries];
        }
        Arrays.fill(starts, 0);
        int[] columns = from.columns();
        for (int e = 0; e < entries; e++) {
            starts[columns[e] + 2]++;
        }
        for (int c = 2; c < starts.length; c++) {
            starts[c] += starts[c - 1];
        }
        float[] toSort = from.values();
        for (int r = 0; r < count; r++) {
            for (int e = from.start(r); e < from.start(r + 1); e++) {
                int to = starts[columns[e] + 1]++;
                rows[to] = r;
                values[to] = toSort[e];
            }
        }
    }

    /** The number of columns. */
    int count() {
        return starts.length - 2;
    }

    /** The first entry of a column; {@code start(count())} is the end of the last. */
    int start(int column) {
        return starts[column];
    }

    int[] rows() {
        return rows;
    }

    float[] values() {
        return values;
    }
}
