package org.deltanas.kernels.mlp;

import java.util.Arrays;

/**
 * Rows of (column, value) entries, appended one after the other: active features of architectures, or feature
 * differences of edits.
 *
 * <p>Grows when full; in steady state, refilled after {@link #clear}, it allocates nothing. Not safe for use by two
 * threads at once.
 */
public final class SparseRows {
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

    private int[] starts;
    private int[] columns;
    private float[] values;
    private int rows;
    private int entries;

    /** Empty rows with some room. */
    public SparseRows(int rowCapacity, int entryCapacity) {
        starts = new int[rowCapacity + 1];
        columns = new int[entryCapacity];
        values = new float[entryCapacity];
    }

    /** Forgets all rows, keeps the room. */
    public void clear() {
        rows = 0;
        entries = 0;
    }

    /** Appends an entry to the row being filled. */
    public void add(int column, float value) {
        if (entries == columns.length) {
            columns = Arrays.copyOf(columns, 2 * entries + 16);
            values = Arrays.copyOf(values, columns.length);
        }
        columns[entries] = column;
        values[entries++] = value;
    }

    /**
     * Appends the differences of those of eight bytes that change to the row being filled, lowest byte first.
     *
     * @param before eight signed bytes
     * @param after eight signed bytes
     * @param firstColumn the column of the lowest
     */
    public void addByteDifferences(long before, long after, int firstColumn) {
        if (entries + Long.BYTES > columns.length) {
            columns = Arrays.copyOf(columns, 2 * entries + 16);
            values = Arrays.copyOf(values, columns.length);
        }
        int[] toColumns = columns;
        float[] toValues = values;
        int n = entries;
        long changed = before ^ after;
        // The highest bit of each byte that is not 0.
        long bytes = (((changed & LOW_BITS) + LOW_BITS) | changed) & ~LOW_BITS;
        for (; bytes != 0; bytes &= bytes - 1) {
            int shift = Long.numberOfTrailingZeros(bytes) - 7;
            toColumns[n] = firstColumn + (shift >> 3);
            toValues[n++] = (byte) (after >>> shift) - (byte) (before >>> shift);
        }
        entries = n;
    }

    /** Ends the row being filled. */
    public void endRow() {
        if (rows + 2 > starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length + 2);
        }
        starts[++rows] = entries;
    }

    /** Appends a whole row of other rows. */
    public void addRow(SparseRows from, int row) {
        addEntries(from, row, 0, 1);
        endRow();
    }

    /**
     * Appends the entries of a row to the row being filled.
     *
     * @param from other rows, or these
     * @param firstColumn added to every column
     * @param factor multiplies every value
     */
    public void addEntries(SparseRows from, int row, int firstColumn, float factor) {
        int end = from.start(row + 1);
        for (int e = from.start(row); e < end; e++) {
            add(firstColumn + from.columns[e], factor * from.values[e]);
        }
    }

    /** Adds a number to the column of every entry. */
    public void shiftColumns(int by) {
        for (int e = 0; e < entries; e++) {
            columns[e] += by;
        }
    }

    /** Ended rows. */
    public int rows() {
        return rows;
    }

    /** Entries in all rows, the one being filled included. */
    public int entries() {
        return entries;
    }

    /** The first entry of a row; {@code start(rows())} is the end of the last. */
    public int start(int row) {
        return starts[row];
    }

    /** The column of an entry. */
    public int column(int entry) {
        return columns[entry];
    }

    /** The value of an entry. */
    public float value(int entry) {
        return values[entry];
    }

    int[] columns() {
        return columns;
    }

    float[] values() {
        return values;
    }
}
