package org.deltanas.kernels.mlp;

import java.lang.invoke.MethodHandles;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.VectorWidth;

/** Finds what differs between two rows of small numbers, or has been found before. Instances hold no state; no method allocates. */
interface RowDifferences {
    /** Entries past the last that may be written. */
    int SLACK = 16;

    /** On the given instructions; narrower vectors than of 512 bits gain nothing over scalar code. */
    static RowDifferences of(Simd simd) {
        return simd.isVector() && simd.bits() == 512
                ? VectorWidth.specialise(
                        MethodHandles.lookup(), RowDifferences.class, VectorRowDifferences.class, simd.bits())
                : ScalarRowDifferences.INSTANCE;
    }

    /**
     * Lists the bytes that differ, ascending.
     *
     * @param words longs in a row, a multiple of 2
     * @param columnOf for each byte its column
     * @param columns receives the columns from {@code at} on
     * @param values receives what is after less what was before
     * @return the end of what was listed
     */
    int bytes(
            long[] before,
            int from,
            long[] after,
            int to,
            int words,
            int[] columnOf,
            int[] columns,
            float[] values,
            int at);

    /** As {@link #bytes}, of 16-bit numbers; {@code words} is a multiple of 4. */
    int shorts(
            long[] before,
            int from,
            long[] after,
            int to,
            int words,
            int[] columnOf,
            int[] columns,
            float[] values,
            int at);

    /**
     * Copies entries from bytes.
     *
     * @param columnOf columns, unsigned, from {@code from} on; has {@link #SLACK} bytes more behind the last
     * @param valueOf values, signed, as many
     * @param columns receives the columns from {@code at} on
     * @param values receives the values
     */
    void widen(byte[] columnOf, byte[] valueOf, int from, int count, int[] columns, float[] values, int at);
}
