package org.deltanas.predict;

import java.util.Arrays;
import org.deltanas.kernels.Simd;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;

/**
 * Changes of a categorical space by rows: a row belongs to a position and holds for each option there one change to another
 * option, as a whole number and the edit. The best of an architecture is the largest number over all rows, the first of
 * equals; with a row for each change of each position, that looks at every neighbour, and with the best change alone at none
 * in particular.
 *
 * <p>Rows are as long as a vector of 512 bits and repeat themselves where a position has fewer options, so that whatever bits
 * are above its field fall away. Only for codes of one word and up to {@value #PERIOD} options, see {@link #fit}.
 */
final class ChangeRows {
    /** Options in a row. */
    static final int PERIOD = 16;

    private final int[] firsts;
    private final int[] counts;
    private final int[] shifts;
    private final int[] keys;
    private final int[] edits;

    /** Finds best changes of whole vectors of architectures. */
    interface Kernel {
        /**
         * Finds the best by the rows' own numbers.
         *
         * @param edits receives the edits of the best, from 0
         * @param values receives the floats that their numbers are {@linkplain #key keys} of
         * @return how many of {@code count} architectures were done
         */
        int best(ChangeRows rows, CodeSlab codes, int from, int count, int[] edits, float[] values);

        /**
         * Finds the best by a table over all architectures.
         *
         * @param rows steps from an architecture's number to its neighbour's
         * @param numbers rows, one for each position, whose sum is an architecture's number
         * @param table keys by number
         */
        int bestInTable(
                ChangeRows rows,
                ChangeRows numbers,
                int[] table,
                CodeSlab codes,
                int from,
                int count,
                int[] edits,
                float[] values);
    }

    /**
     * Makes room for rows.
     *
     * @param all whether every change has a row, rather than each position
     */
    ChangeRows(CategoricalSpace space, boolean all) {
        this.firsts = new int[space.positions() + 1];
        for (int p = 0; p < space.positions(); p++) {
            firsts[p + 1] = firsts[p] + (all ? space.options(p) - 1 : 1);
        }
        int count = firsts[space.positions()];
        this.counts = new int[count];
        this.shifts = new int[count];
        this.keys = new int[count * PERIOD];
        this.edits = new int[count * PERIOD];
        for (int p = 0; p < space.positions(); p++) {
            Arrays.fill(shifts, firsts[p], firsts[p + 1], space.shift(p));
            Arrays.fill(counts, firsts[p], firsts[p + 1], space.options(p));
        }
    }

    /** The kernel for a space, or null if it does not fit or there are no such vectors. */
    static Kernel fit(CategoricalSpace space, Simd simd) {
        boolean fits = simd.bits() == 512 && space.words() == 1;
        for (int p = 0; p < space.positions(); p++) {
            fits &= space.options(p) <= PERIOD;
        }
        return fits ? new ChangeLanes() : null;
    }

    /** A whole number that orders as {@link Float#compare} does. */
    static int key(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    /** The first row of a position. */
    int first(int position) {
        return firsts[position];
    }

    /** Sets what a row holds for an option. */
    void set(int row, int option, int number, int edit) {
        int options = counts[row];
        int period = Integer.highestOneBit(2 * options - 1);
        for (int i = option; i < PERIOD; i += period) {
            keys[row * PERIOD + i] = number;
            edits[row * PERIOD + i] = edit;
        }
    }

    int[] shifts() {
        return shifts;
    }

    int[] keys() {
        return keys;
    }

    int[] edits() {
        return edits;
    }
}
