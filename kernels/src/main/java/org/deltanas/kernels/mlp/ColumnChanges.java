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
    private int[] ownEnds = new int[16];
    private int[] ends = ownEnds;
    /** For each change its group, where that is known beforehand; null if it is to be sought. */
    private int[] groupOf;

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
        groupOf = null;
        added = own;
        ends = ownEnds;
    }

    /**
     * Forgets all changes for those of a layout, whose groups are to be named by {@link #setGroups}. The layout is not
     * copied.
     */
    public void clear(Layout layout) {
        arity = 1;
        groups = layout.ends.length;
        rows = layout.groupOfRow.length;
        groupOf = layout.groupOfRow;
        added = layout.added;
        ends = layout.ends;
        if (groups > begins.length) {
            begins = new int[groups];
        }
        if (groups > removed.length) {
            removed = new int[groups];
        }
    }

    /**
     * Forgets all changes for as many as a layout has, in its groups, of any columns: those are to be named by {@link
     * #setRemoved(int, int, int, int, int)} and {@link #setAdded(int, int, int, int, int)}.
     *
     * @param newArity columns that each change takes away and puts in, 2 or 4
     */
    public void clear(Layout layout, int newArity) {
        clear(layout);
        arity = newArity;
        if (groups * arity > removed.length) {
            removed = new int[groups * arity];
        }
        if (rows * arity > own.length) {
            own = new int[rows * arity];
        }
        added = own;
        for (int g = 0; g < groups; g++) {
            begins[g] = start(g);
        }
    }

    /** Names the columns that the changes of a group take away; the last two are left out where the arity is 2. */
    public void setRemoved(int group, int a, int b, int c, int d) {
        set(removed, group, a, b, c, d);
    }

    /** Names the columns that a change puts in; the last two are left out where the arity is 2. */
    public void setAdded(int row, int a, int b, int c, int d) {
        set(own, row, a, b, c, d);
    }

    private void set(int[] columns, int place, int a, int b, int c, int d) {
        int at = place * arity;
        columns[at] = a;
        columns[at + 1] = b;
        if (arity == 4) {
            columns[at + 2] = c;
            columns[at + 3] = d;
        }
    }

    /**
     * Names the columns of the groups {@code [from, to)} of a layout, whose places are fields of one word of a code.
     *
     * @param word the word, the option of each place in its field
     */
    public void setGroups(Layout layout, int from, int to, long word) {
        int[] removedColumns = removed;
        int[] firstAdded = begins;
        for (int g = from; g < to; g++) {
            int column = layout.firstColumns[g] + ((int) (word >>> layout.shifts[g]) & layout.masks[g]);
            removedColumns[g] = column;
            firstAdded[g] = layout.begins[column] + layout.skips[g];
        }
    }

    /** Starts a group whose changes take away the columns that {@link #setRemoved} names. */
    public void startGroup() {
        if (groups == ends.length || groups == begins.length || (groups + 1) * arity > removed.length) {
            grow();
        }
        begins[groups] = rows;
        ends[groups++] = rows;
    }

    private void grow() {
        int room = 2 * groups + 1;
        begins = Arrays.copyOf(begins, room);
        ownEnds = Arrays.copyOf(ownEnds, room);
        ends = ownEnds;
        removed = Arrays.copyOf(removed, room * arity);
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

    /** The group of a change; fast where changes are asked for in order, or the groups of all were told. */
    public int groupOf(int row) {
        if (groupOf != null) {
            return groupOf[row];
        }
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

    /**
     * All changes of any architecture that is a choice of one option at each of several places, where an option is a column:
     * groups are places, in parts if they have very many options. Immutable.
     */
    public static final class Layout {
        /** For each group where its changes end. */
        private final int[] ends;
        /** For each change its group. */
        private final int[] groupOfRow;
        /** For each group the lowest bit of its place's field, and the field moved to bit 0. */
        private final int[] shifts;

        private final int[] masks;
        /** For each group the column of its place's first option, and how many changes of its place come before it. */
        private final int[] firstColumns;

        private final int[] skips;
        /** For each column where those of the place's other options begin. */
        private final int[] begins;
        /** Those other options' columns. */
        private final int[] added;

        /** The {@code j}th of the columns of the other options, in the order of changes. */
        public int other(int column, int j) {
            return added[begins[column] + j];
        }

        /**
         * Lays places out.
         *
         * @param shifts for each place the lowest bit of its field in its word
         * @param options for each place its options; their columns lie side by side, place after place
         * @param added for each column those of the place's other options, in the order of changes
         */
        public Layout(int[] shifts, int[] options, int[] added) {
            int columns = 0;
            int groups = 0;
            int changes = 0;
            for (int n : options) {
                columns += n;
                groups += Math.ceilDiv(n - 1, MAX_GROUP);
                changes += n - 1;
            }
            this.ends = new int[groups];
            this.groupOfRow = new int[changes];
            this.shifts = new int[groups];
            this.masks = new int[groups];
            this.firstColumns = new int[groups];
            this.skips = new int[groups];
            this.begins = new int[columns];
            this.added = added;
            int group = 0;
            int end = 0;
            int column = 0;
            int begin = 0;
            for (int place = 0; place < options.length; place++) {
                int others = options[place] - 1;
                for (int skip = 0; skip < others; skip += MAX_GROUP) {
                    int size = Math.min(MAX_GROUP, others - skip);
                    Arrays.fill(groupOfRow, end, end + size, group);
                    end += size;
                    ends[group] = end;
                    this.shifts[group] = shifts[place];
                    masks[group] = Integer.highestOneBit(2 * others) - 1;
                    firstColumns[group] = column;
                    skips[group++] = skip;
                }
                for (int i = 0; i <= others; i++) {
                    begins[column++] = begin;
                    begin += others;
                }
            }
        }
    }
}
