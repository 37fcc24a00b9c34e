package org.deltanas.space;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.deltanas.kernels.VectorWidth;

/**
 * Edits in lanes: flip, cut out the field, compare with its limit, and compress the accepted ones to the front. A
 * template for {@link VectorWidth#specialise}.
 */
final class VectorEditKernel implements NeighbourEnumerator.Kernel {
    private static final VectorSpecies<Long> LONGS = VectorWidth.longs(VectorWidth.of(MethodHandles.lookup()));
    private static final int L = LONGS.length();

    VectorEditKernel() {}

    @Override
    public int edits(NeighbourEnumerator.FieldTable table, int from, int to, long word, Neighbours out, int count) {
        long[] ids = out.edits();
        long[] values = out.values();
        int n = count;
        for (int e = from; e < to; e += L) {
            LongVector value = LongVector.fromArray(LONGS, table.masks, e).lanewise(VectorOperators.XOR, word);
            VectorMask<Long> accepted = value.lanewise(
                            VectorOperators.LSHR, LongVector.fromArray(LONGS, table.shifts, e))
                    .lanewise(VectorOperators.AND, LongVector.fromArray(LONGS, table.fields, e))
                    .compare(VectorOperators.LT, LongVector.fromArray(LONGS, table.limits, e));
            if (to - e < L) {
                accepted = accepted.and(LONGS.indexInRange(e, to));
            }
            value.compress(accepted).intoArray(values, n);
            LongVector.fromArray(LONGS, table.ids, e).compress(accepted).intoArray(ids, n);
            n += accepted.trueCount();
        }
        return n;
    }
}
