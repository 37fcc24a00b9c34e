package org.deltanas.space;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.deltanas.kernels.VectorWidth;

/**
 * Edits in lanes: of each position the list of flips for its option, whole vectors of it. A template for {@link
 * VectorWidth#specialise}.
 */
final class VectorEditKernel implements NeighbourEnumerator.Kernel {
    private static final VectorSpecies<Long> LONGS = VectorWidth.longs(VectorWidth.of(MethodHandles.lookup()));
    private static final int L = LONGS.length();

    VectorEditKernel() {}

    @Override
    public int edits(NeighbourEnumerator.FieldTable table, int from, int to, long word, Neighbours out, int count) {
        long[] ids = out.edits();
        long[] values = out.values();
        long[] flips = table.flips;
        long[] edits = table.edits;
        int[] shifts = table.shifts;
        int[] fields = table.fields;
        int[] lists = table.lists;
        int[] rooms = table.rooms;
        int[] others = table.others;
        LongVector whole = LongVector.broadcast(LONGS, word);
        int n = count;
        for (int p = from; p < to; p++) {
            int shift = shifts[p];
            int list = lists[p] + ((int) (word >>> shift) & fields[p]) * rooms[p];
            LongVector edit = LongVector.broadcast(LONGS, edits[p]);
            // By a vector: shifts by a number box vectors once several widths have run in one JVM.
            LongVector bits = LongVector.broadcast(LONGS, shift);
            int end = n + others[p];
            int i = n;
            do {
                LongVector flip = LongVector.fromArray(LONGS, flips, list);
                flip.add(edit).intoArray(ids, i);
                flip.lanewise(VectorOperators.LSHL, bits)
                        .lanewise(VectorOperators.XOR, whole)
                        .intoArray(values, i);
                list += L;
                i += L;
            } while (i < end);
            n = end;
        }
        return n;
    }
}
