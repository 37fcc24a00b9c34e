package org.deltanas.kernels.mlp;

import java.util.Arrays;

/**
 * Edits that put some columns in the place of others, by groups: all edits of a group take the same {@code arity} columns
 * away, and each puts {@code arity} others in. Where an edit changes one choice of an architecture, a group is a place and
 * the columns taken away are those of the option there.
 *
 * <p>A buffer owned by one thread, refilled after {@link #clear}; grows when full and allocates nothing in steady state.
 */
public final class ColumnChanges {
    private int arity = 1;
    private int groups;
    private int rows;
    private int[] removed = new int[16];
    private int[] ends = new int[16];
    private int[] added = new int[64];

    /** No changes yet. */
    public ColumnChanges() {}

    /**
     * Forgets all changes.
     *
     * @param newArity columns that each change takes away and puts in, at least 1
     */
    public void clear(int newArity) {
        arity = newArity;
        groups = 0;
        rows = 0;
    }

    /** Starts a group whose changes take away the {@code arity} columns that {@link #setRemoved} names. */
    public void startGroup() {
        if (groups == ends.length || (groups + 1) * arity > removed.length) {
            ends = Arrays.copyOf(ends, 2 * ends.length);
            removed = Arrays.copyOf(removed, Math.max(2 * removed.length, (groups + 1) * arity));
        }
        ends[groups++] = rows;
    }

    /** Names the column that the group's changes take away as their {@code i}th. */
    public void setRemoved(int i, int column) {
        removed[(groups - 1) * arity + i] = column;
    }

    /** Appends a change to the group; its columns are named by {@link #setAdded}. */
    public void addRow() {
        if ((rows + 1) * arity > added.length) {
            added = Arrays.copyOf(added, Math.max(2 * added.length, (rows + 1) * arity));
        }
        ends[groups - 1] = ++rows;
    }

    /** Names the column that the change appended last puts in as its {@code i}th. */
    public void setAdded(int i, int column) {
        added[(rows - 1) * arity + i] = column;
    }

    /**
     * Appends a group of arity 1.
     *
     * @param column the column that its changes take away
     * @param columns the columns that they put in, at {@code [from, from + count)}
     */
    public void addGroup(int column, int[] columns, int from, int count) {
        if (groups == ends.length || rows + count > added.length) {
            grow(count);
        }
        removed[groups] = column;
        int[] to = added;
        int r = rows;
        for (int i = from; i < from + count; i++) {
            to[r++] = columns[i];
        }
        rows = r;
        ends[groups++] = r;
    }

    private void grow(int count) {
        ends = Arrays.copyOf(ends, 2 * ends.length);
        removed = Arrays.copyOf(removed, 2 * removed.length);
        added = Arrays.copyOf(added, Math.max(2 * added.length, rows + count));
    }

    /** Columns that each change takes away and puts in. */
    public int arity() {
        return arity;
    }

    /** The number of changes. */
    public int rows() {
        return rows;
    }

    /** The number of groups. */
    public int groups() {
        return groups;
    }

    /**
     * Looks each change of arity 1 up in a table.
     *
     * @param table numbers
     * @param rows for each column taken away where its numbers are: that of a column put in stands so many places further
     * @param out receives a number for each change from {@code offset}
     */
    public void lookUp(float[] table, int[] rows, float[] out, int offset) {
        for (int g = 0; g < groups; g++) {
            int row = rows[removed[g]];
            for (int r = start(g); r < ends[g]; r++) {
                out[offset + r] = table[row + added[r]];
            }
        }
    }

    /** The first change of a group; {@code start(groups())} is the number of changes. */
    public int start(int group) {
        return group == 0 ? 0 : ends[group - 1];
    }

    /** For each group {@link #arity} columns taken away. */
    int[] removed() {
        return removed;
    }

    /** For each change {@link #arity} columns put in. */
    int[] added() {
        return added;
    }
}
