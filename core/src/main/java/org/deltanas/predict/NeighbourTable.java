package org.deltanas.predict;

import org.deltanas.space.CodeSlab;
import org.deltanas.space.Neighbours;

/**
 * What a {@link NeighbourScorer} looks up instead of computing it. Values, means and deviations are levels of neighbours, or
 * differences to them where only those are in the table, and have the bits of those that are computed. Owned by one thread.
 */
abstract class NeighbourTable {
    /** Numbers that may be overwritten behind the last value. */
    static final int SLACK = 4;

    /**
     * Looks up what all neighbours of an architecture are worth, in the order of their edits.
     *
     * @param out receives the values from {@code offset}
     * @return the number of neighbours
     */
    abstract int values(CodeSlab codes, int row, float[] out, int offset);

    /** Looks up what some neighbours of an architecture are worth, in their order. */
    abstract void values(CodeSlab codes, int row, Neighbours neighbours, float[] out, int offset);

    /**
     * Finds the best neighbours of many architectures at once, as far as it can; here not at all.
     *
     * @param each whether each neighbour is to be looked up and compared, rather than the best that are known beforehand
     * @param edits receives the edits that lead to them, from 0
     * @param worth receives what they are worth
     * @return how many of the {@code count} architectures were done, the first of them
     */
    int best(CodeSlab codes, int from, int count, boolean each, int[] edits, float[] worth) {
        return 0;
    }

    /** The edit that leads to neighbour {@code j} of all neighbours of an architecture. */
    abstract int edit(CodeSlab codes, int row, int j);

    /** The ensemble's mean for the neighbour that an edit leads to. */
    abstract float mean(CodeSlab codes, int row, int edit);

    /** The ensemble's deviation for the neighbour that an edit leads to. */
    abstract float deviation(CodeSlab codes, int row, int edit);

    /** Whether levels of architectures are in the table, rather than differences. */
    abstract boolean hasLevels();

    /** The ensemble's mean level of an architecture; only if the table {@link #hasLevels}. */
    abstract float level(CodeSlab codes, int row);

    /** The ensemble's deviation about {@link #level}. */
    abstract float levelDeviation(CodeSlab codes, int row);
}
