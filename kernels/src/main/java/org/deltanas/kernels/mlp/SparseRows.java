package org.deltanas.kernels.mlp;

import java.util.Arrays;
import org.deltanas.kernels.Simd;

/**
 * Rows of (column, value) entries, appended one after the other: active features of architectures, or feature
 * differences of edits.
 *
 * <p>Grows when full; in steady state, refilled after {@link #clear}, it allocates nothing. Not safe for use by two
 * threads at once.
 */
public final class SparseRows {
    /** Bytes behind the last entry that {@link #addRows} may read. */
    public static final int BYTES_BEHIND = RowDifferences.SLACK;

    private final RowDifferences differences;
    private int[] starts;
    private int[] columns;
    private float[] values;
    private int rows;
    private int entries;

    /** Empty rows with some room. */
    public SparseRows(int rowCapacity, int entryCapacity) {
        this(rowCapacity, entryCapacity, Simd.scalar());
    }

    /**
     * Empty rows with some room.
     *
     * @param simd what compares rows of numbers; entries are the same
     */
    public SparseRows(int rowCapacity, int entryCapacity, Simd simd) {
        differences = RowDifferences.of(simd);
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
     * Appends the differences of two rows of signed bytes to the row being filled, of those bytes alone that differ.
     *
     * @param before a row, eight bytes a long, the lowest first
     * @param from its first long
     * @param after another row
     * @param to its first long
     * @param words longs in a row, a multiple of 2
     * @param columnOf for each byte of a row its column
     */
    public void addByteDifferences(long[] before, int from, long[] after, int to, int words, int[] columnOf) {
        makeRoom(words * Long.BYTES + RowDifferences.SLACK);
        entries = differences.bytes(before, from, after, to, words, columnOf, columns, values, entries);
    }

    /**
     * Appends the differences of two rows of signed 16-bit numbers to the row being filled, of those alone that differ.
     *
     * @param before a row, four numbers a long, the lowest first
     * @param from its first long
     * @param after another row
     * @param to its first long
     * @param words longs in a row, a multiple of 4
     * @param columnOf for each number of a row its column
     */
    public void addShortDifferences(long[] before, int from, long[] after, int to, int words, int[] columnOf) {
        makeRoom(words * Long.BYTES / Short.BYTES + RowDifferences.SLACK);
        entries = differences.shorts(before, from, after, to, words, columnOf, columns, values, entries);
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

    /**
     * Appends whole rows whose entries are bytes, of arrays with {@value #BYTES_BEHIND} bytes more behind the last.
     *
     * @param count the number of rows
     * @param lengths for each row from {@code firstRow} on its entries, unsigned
     * @param entryCount entries of all these rows
     * @param columnOf for each entry from {@code firstEntry} on its column, unsigned
     * @param valueOf for each entry from {@code firstEntry} on its value, signed
     */
    public void addRows(
            int count, byte[] lengths, int firstRow, int entryCount, byte[] columnOf, byte[] valueOf, int firstEntry) {
        makeRoom(entryCount + RowDifferences.SLACK);
        differences.widen(columnOf, valueOf, firstEntry, entryCount, columns, values, entries);
        if (rows + count + 1 > starts.length) {
            starts = Arrays.copyOf(starts, 2 * (rows + count) + 1);
        }
        int[] toStarts = starts;
        int end = entries;
        for (int i = 0; i < count; i++) {
            end += lengths[firstRow + i] & 0xFF;
            toStarts[rows + 1 + i] = end;
        }
        rows += count;
        entries = end;
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
