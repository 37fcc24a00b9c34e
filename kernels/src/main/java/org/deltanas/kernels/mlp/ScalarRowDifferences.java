package org.deltanas.kernels.mlp;

/**
 * Eight numbers of a long at a time. What differs in many longs is gathered first: one loop over all entries is mispredicted
 * once, a loop for each long often.
 */
final class ScalarRowDifferences implements RowDifferences {
    static final RowDifferences INSTANCE = new ScalarRowDifferences();

    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;
    private static final long LOW_BITS_OF_SHORTS = 0x7FFF7FFF7FFF7FFFL;
    /** Factors that bring the lowest bits of eight bytes, or of four 16-bit numbers, together as the highest bits. */
    private static final long GATHER_BYTES = 0x0102040810204080L;

    private static final long GATHER_SHORTS = (1L << 60) | (1L << 45) | (1L << 30) | (1L << 15);

    private ScalarRowDifferences() {}

    @Override
    public int bytes(
            long[] before,
            int from,
            long[] after,
            int to,
            int words,
            int[] columnOf,
            int[] columns,
            float[] values,
            int at) {
        int n = at;
        for (int first = 0; first < words; first += 8) {
            int end = Math.min(8, words - first);
            int b = from + first;
            int a = to + first;
            long changed = 0;
            for (int w = 0; w < end; w++) {
                changed |= changedBytes(before[b + w] ^ after[a + w]) << (8 * w);
            }
            for (; changed != 0; changed &= changed - 1) {
                int i = Long.numberOfTrailingZeros(changed);
                int w = i >> 3;
                int shift = i << 3;
                columns[n] = columnOf[8 * first + i];
                values[n++] = (byte) (after[a + w] >>> shift) - (byte) (before[b + w] >>> shift);
            }
        }
        return n;
    }

    /** For each byte that is not 0 a bit, from the lowest on. */
    private static long changedBytes(long x) {
        long highest = (((x & LOW_BITS) + LOW_BITS) | x) & ~LOW_BITS;
        return ((highest >>> 7) * GATHER_BYTES) >>> 56;
    }

    @Override
    public int shorts(
            long[] before,
            int from,
            long[] after,
            int to,
            int words,
            int[] columnOf,
            int[] columns,
            float[] values,
            int at) {
        int n = at;
        for (int first = 0; first < words; first += 16) {
            int end = Math.min(16, words - first);
            int b = from + first;
            int a = to + first;
            long changed = 0;
            for (int w = 0; w < end; w++) {
                long x = before[b + w] ^ after[a + w];
                long highest = (((x & LOW_BITS_OF_SHORTS) + LOW_BITS_OF_SHORTS) | x) & ~LOW_BITS_OF_SHORTS;
                changed |= (((highest >>> 15) * GATHER_SHORTS) >>> 60) << (4 * w);
            }
            for (; changed != 0; changed &= changed - 1) {
                int i = Long.numberOfTrailingZeros(changed);
                int w = i >> 2;
                int shift = i << 4;
                columns[n] = columnOf[4 * first + i];
                values[n++] = (short) (after[a + w] >>> shift) - (short) (before[b + w] >>> shift);
            }
        }
        return n;
    }

    @Override
    public void widen(byte[] columnOf, byte[] valueOf, int from, int count, int[] columns, float[] values, int at) {
        for (int e = 0; e < count; e++) {
            columns[at + e] = columnOf[from + e] & 0xFF;
            values[at + e] = valueOf[from + e];
        }
    }
}
