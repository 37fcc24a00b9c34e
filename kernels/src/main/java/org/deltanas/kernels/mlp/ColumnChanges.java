package org.deltanas.kernels.mlp;

import java.util.Arrays;

/**
 * Edits that put some columns in the place of others, each with value 1, by groups: all edits of a group take the same
 * {@code arity} columns away, and each puts as many others in. Where an edit changes one choice of an architecture, a group
 * is a place and the columns taken away are those of the option there.
 *
 * <p>The columns put in are listed here, or stand in a table of the features' own, which is not copied.
 *
 * <p>A buffer owned by one thread, refilled after {@link #clear}; grows when full and allocates nothing in steady state.
 */
public final class ColumnChanges {
    /** The most changes in a group: larger ones come in parts. */
    public static final int MAX_GROUP = 48;

    private int arity = 1;
    private int groups;
    private int rows;
    private int lastGroup;
    private int[] removed = new int[16];
    private int[] begins = new int[16];
    private int[] ends = new int[16];
    private int[] own = new int[64];
    private int[] added = own;

    /** No changes yet. */
    public ColumnChanges() {}

    /**
     * Forgets all changes; those that come are listed by {@link #startGroup} and {@link #addRow}.
     *
     * @param newArity columns that each change takes away and puts in, at least 1
     */
    public void clear(int newArity) {
        arity = newArity;
        groups = 0;
        rows = 0;
        lastGroup = 0;
        added = own;
    }

    /**
     * Forgets all changes; those that come, of arity 1, are named by {@link #addGroup}.
     *
     * @param columns columns that are put in
     */
    public void clear(int[] columns) {
        arity = 1;
        groups = 0;
        rows = 0;
        lastGroup = 0;
        added = columns;
    }

    /**
     * Appends a group.
     *
     * @param removedColumn the column that its changes take away
     * @param from the columns that they put in are at {@code [from, from + count)} of the table
     * @param count at most {@value #MAX_GROUP}
     */
    public void addGroup(int removedColumn, int from, int count) {
        int g = groups;
        if (g == ends.length) {
            grow();
        }
        removed[g] = removedColumn;
        begins[g] = from;
        rows += count;
        ends[g] = rows;
        groups = g + 1;
    }

    /** Starts a group whose changes take away the columns that {@link #setRemoved} names. */
    public void startGroup() {
        if (groups == ends.length || (groups + 1) * arity > removed.length) {
            grow();
        }
        begins[groups] = rows;
        ends[groups++] = rows;
    }

    private void grow() {
        begins = Arrays.copyOf(begins, 2 * ends.length);
        ends = Arrays.copyOf(ends, 2 * ends.length);
        removed = Arrays.copyOf(removed, Math.max(ends.length, removed.length) * arity);
    }

    /** The changes in the group that was started last. */
    public int groupSize() {
        return rows - begins[groups - 1];
    }

    /** Names the column that the group's changes take away as their {@code i}th. */
    public void setRemoved(int i, int column) {
        removed[(groups - 1) * arity + i] = column;
    }

    /** Appends a change to the group; its columns are named by {@link #setAdded}. */
    public void addRow() {
        if ((rows + 1) * arity > own.length) {
            own = Arrays.copyOf(own, Math.max(2 * own.length, (rows + 1) * arity));
            added = own;
        }
        ends[groups - 1] = ++rows;
    }

    /** Names the column that the change appended last puts in as its {@code i}th. */
    public void setAdded(int i, int column) {
        own[(rows - 1) * arity + i] = column;
    }

    /** Appends what a change takes away, as entries of -1, and what it puts in to the row being filled. */
    public void addEntries(int row, SparseRows out) {
        int g = groupOf(row);
        for (int i = 0; i < arity; i++) {
            out.add(removed(g, i), -1);
        }
        for (int i = 0; i < arity; i++) {
            out.add(added(g, row, i), 1);
        }
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

    /** The first change of a group; {@code start(groups())} is the number of changes. */
    public int start(int group) {
        return group == 0 ? 0 : ends[group - 1];
    }

    /** The group of a change; fast where changes are asked for in order. */
    public int groupOf(int row) {
        int g = row >= start(lastGroup) ? lastGroup : 0;
        while (ends[g] <= row) {
            g++;
        }
        lastGroup = g;
        return g;
    }

    /** The {@code i}th column that the changes of a group take away. */
    public int removed(int group, int i) {
        return removed[group * arity + i];
    }

    /** The {@code i}th column that a change of a group puts in. */
    public int added(int group, int row, int i) {
        return added[(begins[group] + row - start(group)) * arity + i];
    }

    int[] removed() {
        return removed;
    }

    /** For each group the place of its first change in {@link #added()}, in changes. */
    int[] begins() {
        return begins;
    }

    int[] added() {
        return added;
    }
}
