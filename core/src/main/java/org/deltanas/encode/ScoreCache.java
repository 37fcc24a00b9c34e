package org.deltanas.encode;

import org.deltanas.kernels.num.Philox;

/**
 * Columns of architectures seen lately, by their codes. Every code has one slot, which it shares with others: the last one
 * is kept. So it never grows and never allocates. Not safe for use by two threads at once.
 */
final class ScoreCache {
    /** A few hundred neighbourhoods, or a few megabytes where codes are long. */
    static final int SLOTS = 1 << 14;

    private final int words;
    private final int columns;
    private final boolean[] taken = new boolean[SLOTS];
    private final long[] keys;
    private final int[] values;

    ScoreCache(int words, int columns) {
        this.words = words;
        this.columns = columns;
        this.keys = new long[SLOTS * words];
        this.values = new int[SLOTS * columns];
    }

    /** Copies the columns of a code to {@code out} from {@code at} on; false if they are not there. */
    boolean get(long[] key, int[] out, int at) {
        int slot = slot(key);
        if (!taken[slot]) {
            return false;
        }
        for (int w = 0; w < words; w++) {
            if (keys[slot * words + w] != key[w]) {
                return false;
            }
        }
        System.arraycopy(values, slot * columns, out, at, columns);
        return true;
    }

    /** Keeps the columns of a code, which lie in {@code from} from {@code at} on. */
    void put(long[] key, int[] from, int at) {
        int slot = slot(key);
        taken[slot] = true;
        System.arraycopy(key, 0, keys, slot * words, words);
        System.arraycopy(from, at, values, slot * columns, columns);
    }

    private int slot(long[] key) {
        long hash = 0;
        for (int w = 0; w < words; w++) {
            hash = Philox.mix(hash + 0x9E3779B97F4A7C15L + key[w]);
        }
        return (int) hash & (SLOTS - 1);
    }
}
