package org.deltanas.predict;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.deltanas.kernels.VectorWidth;
import org.deltanas.space.CodeSlab;

/**
 * Best changes of sixteen architectures at a time: shift each position's field down, permute its tables by it, and keep the
 * larger. A template for {@link VectorWidth#specialise} at 512 bits.
 */
final class VectorBestChanges implements BestChanges.Kernel {
    private static final VectorSpecies<Integer> INTS = VectorWidth.ints(VectorWidth.of(MethodHandles.lookup()));
    private static final VectorSpecies<Long> LONGS = VectorWidth.longs(VectorWidth.of(MethodHandles.lookup()));
    private static final int L = INTS.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    VectorBestChanges() {}

    @Override
    public int find(
            CodeSlab codes,
            int from,
            int count,
            int[] shifts,
            int[] keys,
            int[] edits,
            int[] bestEdits,
            float[] bestValues) {
        MemorySegment segment = codes.segment();
        int done = 0;
        for (; done <= count - L; done += L) {
            int at = (from + done) * Long.BYTES;
            LongVector low = LongVector.fromMemorySegment(LONGS, segment, at, ORDER);
            LongVector high = LongVector.fromMemorySegment(LONGS, segment, at + LONGS.vectorByteSize(), ORDER);
            IntVector best = IntVector.broadcast(INTS, Integer.MIN_VALUE);
            IntVector edit = IntVector.broadcast(INTS, -1);
            IntVector window = IntVector.zero(INTS);
            // 32 bits of each code at a time, from the lowest bit of the first position that needs more.
            int start = -Integer.SIZE;
            for (int p = 0; p < shifts.length; p++) {
                int shift = shifts[p] - start;
                if (shift > Integer.SIZE - 4) {
                    start = shifts[p];
                    shift = 0;
                    window = (IntVector) low.lanewise(VectorOperators.LSHR, start)
                            .convertShape(VectorOperators.L2I, INTS, 0)
                            .add(high.lanewise(VectorOperators.LSHR, start)
                                    .convertShape(VectorOperators.L2I, INTS, -1));
                }
                IntVector option = window.lanewise(VectorOperators.LSHR, shift).and(BestChanges.PERIOD - 1);
                IntVector key = option.selectFrom(IntVector.fromArray(INTS, keys, p * BestChanges.PERIOD));
                VectorMask<Integer> better = key.compare(VectorOperators.GT, best);
                best = best.blend(key, better);
                edit = edit.blend(option.selectFrom(IntVector.fromArray(INTS, edits, p * BestChanges.PERIOD)), better);
            }
            edit.intoArray(bestEdits, done);
            best.lanewise(
                            VectorOperators.XOR,
                            best.lanewise(VectorOperators.ASHR, 31).and(Integer.MAX_VALUE))
                    .reinterpretAsFloats()
                    .intoArray(bestValues, done);
        }
        return done;
    }
}
