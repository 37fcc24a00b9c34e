package org.deltanas.space;

/**
 * The neighbours of one architecture, as {@link NeighbourEnumerator} finds them: for each the edit that leads to it and
 * the value that the one word changed by that edit takes. A buffer owned by one thread and reused; ascending edit ids.
 */
public final class Neighbours {
    /** Vector kernels store whole vectors past the last neighbour. */
    static final int SLACK = 16;

    /** Ids as longs, so that they are made in the same lanes as the values. */
    private final long[] edits;

    private final long[] values;
    private int count;

    /** Room for the neighbours of any architecture of {@code space}. */
    public Neighbours(SearchSpace space) {
        this.edits = new long[space.edits().count() + SLACK];
        this.values = new long[space.edits().count() + SLACK];
    }

    /** The number of neighbours. */
    public int count() {
        return count;
    }

    /** The edit that leads to neighbour {@code i}. */
    public int edit(int i) {
        return (int) edits[i];
    }

    /** The value that the word of {@link #edit} takes in neighbour {@code i}. */
    public long value(int i) {
        return values[i];
    }

    long[] edits() {
        return edits;
    }

    long[] values() {
        return values;
    }

    void setCount(int count) {
        this.count = count;
    }
}
