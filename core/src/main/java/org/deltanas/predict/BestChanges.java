package org.deltanas.predict;

import java.lang.invoke.MethodHandles;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.VectorWidth;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;

/**
 * For each position and option the best change to another option: an architecture's best neighbour is then the best over
 * its positions, one look-up each. Owned by one thread.
 *
 * <p>Values are compared as {@link Float#compare} orders them, and the first of equals in the order of edits wins, as where
 * every neighbour is looked at. On vectors a lane is an architecture and a table of options lies in a register; that needs
 * codes of one word and no more options at a position than there are lanes.
 */
final class BestChanges {

    /** Finds best changes in lanes. */
    interface Kernel {
        /**
         * Finds the best changes of whole vectors of architectures.
         *
         * @param shifts for each position the lowest bit of its field
         * @param keys for each position the keys of {@link #PERIOD} options: those of its own, again and again
         * @param edits the edits of the same
         * @return how many of {@code count} architectures were done
         */
        int find(
                CodeSlab codes,
                int from,
                int count,
                int[] shifts,
                int[] keys,
                int[] edits,
                int[] bestEdits,
                float[] bestValues);
    }

    /** Options in a register: a field's higher bits fall away in it, where the table repeats itself. */
    static final int PERIOD = 16;

    private final CategoricalSpace space;
    private final Kernel kernel;
    private final int[] words;
    private final int[] firsts;
    private final int[] shifts;
    /** For each position and option the key of the best change, see {@link #key}, and its edit. */
    private final int[] keys;

    private final int[] edits;
    private final int[] repeatedKeys;
    private final int[] repeatedEdits;

    BestChanges(CategoricalSpace space, Simd simd) {
        this.space = space;
        int n = space.positions();
        this.words = new int[n];
        this.firsts = new int[n + 1];
        this.shifts = new int[n];
        int most = 0;
        for (int p = 0; p < n; p++) {
            firsts[p + 1] = firsts[p] + space.options(p);
            shifts[p] = space.shift(p);
            most = Math.max(most, space.options(p));
        }
        for (int edit = 0; edit < space.edits().count(); edit++) {
            words[space.edits().position(edit)] = space.edits().word(edit);
        }
        this.keys = new int[firsts[n]];
        this.edits = new int[firsts[n]];
        boolean fits = simd.bits() == 512 && space.words() == 1 && most <= PERIOD;
        this.kernel = fits
                ? VectorWidth.specialise(MethodHandles.lookup(), Kernel.class, VectorBestChanges.class, simd.bits())
                : null;
        this.repeatedKeys = new int[fits ? n * PERIOD : 0];
        this.repeatedEdits = new int[repeatedKeys.length];
    }

    /** A whole number that orders as a value does. */
    static int key(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    /** The value of a key. */
    static float value(int key) {
        return Float.intBitsToFloat(key ^ ((key >> 31) & Integer.MAX_VALUE));
    }

    /**
     * Takes what changes are worth.
     *
     * @param values for each position and option those of the changes to other options, in the order of their edits
     * @param starts for each position where its values begin
     * @param editOf the edit of each change
     */
    void use(float[] values, int[] starts, int[] editOf) {
        for (int p = 0; p < words.length; p++) {
            int others = space.options(p) - 1;
            for (int option = 0; option <= others; option++) {
                int from = starts[p] + option * others;
                int best = from;
                for (int place = from + 1; place < from + others; place++) {
                    if (key(values[place]) > key(values[best])) {
                        best = place;
                    }
                }
                keys[firsts[p] + option] = key(values[best]);
                edits[firsts[p] + option] = editOf[best];
            }
        }
        if (kernel != null) {
            repeat(keys, repeatedKeys);
            repeat(edits, repeatedEdits);
        }
    }

    private void repeat(int[] table, int[] repeated) {
        for (int p = 0; p < words.length; p++) {
            int options = Integer.highestOneBit(2 * space.options(p) - 1);
            for (int i = 0; i < PERIOD; i++) {
                int option = Math.min(i % options, space.options(p) - 1);
                repeated[p * PERIOD + i] = table[firsts[p] + option];
            }
        }
    }

    /**
     * Finds the best neighbours of the architectures in rows {@code [from, from + count)}.
     *
     * @param bestEdits receives their edits at {@code [0, count)}
     * @param bestValues receives what they are worth
     */
    void find(CodeSlab codes, int from, int count, int[] bestEdits, float[] bestValues) {
        int done = kernel == null
                ? 0
                : kernel.find(codes, from, count, shifts, repeatedKeys, repeatedEdits, bestEdits, bestValues);
        for (int i = done; i < count; i++) {
            int best = place(codes, from + i, 0);
            for (int p = 1; p < words.length; p++) {
                int place = place(codes, from + i, p);
                if (keys[place] > keys[best]) {
                    best = place;
                }
            }
            bestEdits[i] = edits[best];
            bestValues[i] = value(keys[best]);
        }
    }

    private int place(CodeSlab codes, int row, int position) {
        return firsts[position] + space.optionIn(codes.word(row, words[position]), position);
    }
}
