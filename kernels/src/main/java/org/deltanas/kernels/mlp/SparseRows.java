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
    private static final long LOW_BITS_OF_SHORTS = 0x7FFF7FFF7FFF7FFFL;
    /** Factors that bring the lowest bits of eight bytes, or of four 16-bit numbers, together as the highest bits. */
    private static final long GATHER_BYTES = 0x0102040810204080L;

    private static final long GATHER_SHORTS = (1L << 60) | (1L << 45) | (1L << 30) | (1L << 15);

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
        makeRoom(1);
        columns[entries] = column;
        values[entries++] = value;
    }

    /**
     * Appends an entry to the row being filled unless it is zero; without a branch, for values of which nobody can tell
     * beforehand.
     */
    public void addUnlessZero(int column, int value) {
        add(column, value);
        entries -= value == 0 ? 1 : 0;
    }

    /**
     * Appends the differences of those of eight bytes that change to the row being filled, lowest byte first.
     *
     * @param before eight signed bytes
     * @param after eight signed bytes
     * @param firstColumn the column of the lowest
     */
    public void addByteDifferences(long before, long after, int firstColumn) {
        makeRoom(Long.BYTES);
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

    /**
     * Appends the differences of two rows of signed bytes to the row being filled, of those bytes alone that differ.
     *
     * @param before a row, eight bytes a long, the lowest first
     * @param from its first long
     * @param after another row
     * @param to its first long
     * @param words longs in a row, 4 or 8
     * @param columns for each byte of a row its column
     * @param firstColumn where the column of the first byte stands in {@code columns}
     */
    public void addByteDifferences(
            long[] before, int from, long[] after, int to, int words, int[] columns, int firstColumn) {
        // What differs is gathered first: one loop over all entries is mispredicted once, a loop for each long often.
        long changed = changedBytes(before[from] ^ after[to])
                | (changedBytes(before[from + 1] ^ after[to + 1]) << 8)
                | (changedBytes(before[from + 2] ^ after[to + 2]) << 16)
                | (changedBytes(before[from + 3] ^ after[to + 3]) << 24);
        if (words == 8) {
            changed |= changedBytes(before[from + 4] ^ after[to + 4]) << 32
                    | (changedBytes(before[from + 5] ^ after[to + 5]) << 40)
                    | (changedBytes(before[from + 6] ^ after[to + 6]) << 48)
                    | (changedBytes(before[from + 7] ^ after[to + 7]) << 56);
        }
        makeRoom(Long.SIZE);
        int[] toColumns = this.columns;
        float[] toValues = values;
        int n = entries;
        for (; changed != 0; changed &= changed - 1) {
            int b = Long.numberOfTrailingZeros(changed);
            int w = b >> 3;
            int shift = b << 3;
            toColumns[n] = columns[firstColumn + b];
            toValues[n++] = (byte) (after[to + w] >>> shift) - (byte) (before[from + w] >>> shift);
        }
        entries = n;
    }

    /**
     * Appends the differences of two rows of signed 16-bit numbers to the row being filled, of those alone that differ.
     *
     * @param before a row, four numbers a long, the lowest first
     * @param from its first long
     * @param after another row
     * @param to its first long
     * @param words longs in a row, at most 16
     * @param columns for each number of a row its column
     * @param firstColumn where the column of the first number stands in {@code columns}
     */
    public void addShortDifferences(
            long[] before, int from, long[] after, int to, int words, int[] columns, int firstColumn) {
        long changed = 0;
        for (int w = 0; w < words; w++) {
            long x = before[from + w] ^ after[to + w];
            long highest = (((x & LOW_BITS_OF_SHORTS) + LOW_BITS_OF_SHORTS) | x) & ~LOW_BITS_OF_SHORTS;
            changed |= (((highest >>> 15) * GATHER_SHORTS) >>> 60) << (4 * w);
        }
        makeRoom(Long.SIZE);
        int[] toColumns = this.columns;
        float[] toValues = values;
        int n = entries;
        for (; changed != 0; changed &= changed - 1) {
            int i = Long.numberOfTrailingZeros(changed);
            int w = i >> 2;
            int shift = i << 4;
            toColumns[n] = columns[firstColumn + i];
            toValues[n++] = (short) (after[to + w] >>> shift) - (short) (before[from + w] >>> shift);
        }
        entries = n;
    }

    /** For each byte that is not 0 a bit, from the lowest on. */
    private static long changedBytes(long x) {
        long highest = (((x & LOW_BITS) + LOW_BITS) | x) & ~LOW_BITS;
        return ((highest >>> 7) * GATHER_BYTES) >>> 56;
    }

    private void makeRoom(int count) {
        if (entries + count > columns.length) {
            columns = Arrays.copyOf(columns, 2 * entries + count);
            values = Arrays.copyOf(values, columns.length);
        }
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
