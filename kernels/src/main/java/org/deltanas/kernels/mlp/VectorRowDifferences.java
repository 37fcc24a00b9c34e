package org.deltanas.kernels.mlp;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.deltanas.kernels.VectorWidth;

/**
 * As many numbers at a time as a vector has integers, those that differ moved to the front: nothing branches on which do. A
 * template for {@link VectorWidth#specialise}.
 */
final class VectorRowDifferences implements RowDifferences {
    private static final int BITS = VectorWidth.of(MethodHandles.lookup());
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, VectorShape.forBitSize(BITS));
    private static final int L = INTS.length();
    /** Longs that hold as many bytes, or 16-bit numbers, as a vector has integers. */
    private static final VectorSpecies<Long> BYTES = VectorSpecies.of(long.class, VectorShape.forBitSize(BITS / 4));

    private static final VectorSpecies<Long> SHORTS = VectorSpecies.of(long.class, VectorShape.forBitSize(BITS / 2));

    private static final VectorSpecies<Byte> ENTRIES = VectorSpecies.of(byte.class, VectorShape.forBitSize(BITS / 4));

    VectorRowDifferences() {}

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
        int column = 0;
        for (int w = 0; w < words; w += BYTES.length()) {
            IntVector x = (IntVector) LongVector.fromArray(BYTES, after, to + w)
                    .reinterpretAsBytes()
                    .convertShape(VectorOperators.B2I, INTS, 0);
            IntVector y = (IntVector) LongVector.fromArray(BYTES, before, from + w)
                    .reinterpretAsBytes()
                    .convertShape(VectorOperators.B2I, INTS, 0);
            IntVector difference = x.sub(y);
            VectorMask<Integer> changed = difference.compare(VectorOperators.NE, 0);
            IntVector.fromArray(INTS, columnOf, column).compress(changed).intoArray(columns, n);
            ((FloatVector) difference.compress(changed).convert(VectorOperators.I2F, 0)).intoArray(values, n);
            n += changed.trueCount();
            column += L;
        }
        return n;
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
        int column = 0;
        for (int w = 0; w < words; w += SHORTS.length()) {
            IntVector x = (IntVector) LongVector.fromArray(SHORTS, after, to + w)
                    .reinterpretAsShorts()
                    .convertShape(VectorOperators.S2I, INTS, 0);
            IntVector y = (IntVector) LongVector.fromArray(SHORTS, before, from + w)
                    .reinterpretAsShorts()
                    .convertShape(VectorOperators.S2I, INTS, 0);
            IntVector difference = x.sub(y);
            VectorMask<Integer> changed = difference.compare(VectorOperators.NE, 0);
            IntVector.fromArray(INTS, columnOf, column).compress(changed).intoArray(columns, n);
            ((FloatVector) difference.compress(changed).convert(VectorOperators.I2F, 0)).intoArray(values, n);
            n += changed.trueCount();
            column += L;
        }
        return n;
    }

    @Override
    public void widen(byte[] columnOf, byte[] valueOf, int from, int count, int[] columns, float[] values, int at) {
        for (int e = 0; e < count; e += L) {
            ByteVector.fromArray(ENTRIES, columnOf, from + e)
                    .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                    .reinterpretAsInts()
                    .intoArray(columns, at + e);
            ((FloatVector) ByteVector.fromArray(ENTRIES, valueOf, from + e)
                            .convertShape(VectorOperators.B2I, INTS, 0)
                            .convert(VectorOperators.I2F, 0))
                    .intoArray(values, at + e);
        }
    }
}
