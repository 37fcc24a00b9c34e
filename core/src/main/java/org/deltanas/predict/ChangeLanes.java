package org.deltanas.predict;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.deltanas.space.CodeSlab;

/**
 * Best changes of sixteen architectures at a time, on vectors of 512 bits: an architecture is a lane, a {@linkplain ChangeRows
 * row of changes} lies in a register, and each position's option permutes it. Owned by one thread.
 *
 * <p>Measured on one thread of an AMD EPYC (Zen 4), JMH {@code TableScoring}, one fork: differences 7.0 G neighbours a second
 * with each looked up, 18 G implied by best changes; potentials through gathers from a table 1.6 G, against .5 G where {@link
 * NeighbourScorer#score} writes every value.
 */
final class ChangeLanes implements ChangeRows.Kernel {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
    private static final int L = ChangeRows.PERIOD;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VectorShuffle<Integer> LOW = VectorShuffle.fromOp(INTS, i -> 2 * i);
    private static final VectorShuffle<Integer> HIGH = VectorShuffle.fromOp(INTS, i -> 2 * i + 1);

    private static final int BYTES = INTS.vectorByteSize();
    private static final IntVector OPTIONS = IntVector.broadcast(INTS, L - 1);
    private static final IntVector SIGN = IntVector.broadcast(INTS, Integer.SIZE - 1);
    private static final IntVector MAGNITUDE = IntVector.broadcast(INTS, Integer.MAX_VALUE);

    private final int[] indices = new int[L];
    private final int[] codeNumbers = new int[L];

    @Override
    public int best(ChangeRows rows, CodeSlab codes, int from, int count, int[] edits, float[] values) {
        int done = 0;
        for (; done <= count - L; done += L) {
            best(
                    rows.shifts(),
                    rows.keys(),
                    rows.edits(),
                    codes.segment(),
                    (from + done) * Long.BYTES,
                    edits,
                    values,
                    done);
        }
        return done;
    }

    private static void best(
            int[] shifts, int[] keys, int[] edits, MemorySegment codes, int at, int[] outEdits, float[] out, int o) {
        IntVector first = IntVector.fromMemorySegment(INTS, codes, at, ORDER);
        IntVector second = IntVector.fromMemorySegment(INTS, codes, at + BYTES, ORDER);
        IntVector low = first.rearrange(LOW, second);
        IntVector high = first.rearrange(HIGH, second);
        IntVector best = IntVector.broadcast(INTS, Integer.MIN_VALUE);
        IntVector edit = IntVector.broadcast(INTS, -1);
        for (int r = 0; r < shifts.length; r++) {
            int shift = shifts[r];
            // A field may lie across the middle of the word.
            IntVector option = shift >= Integer.SIZE
                    ? high.lanewise(VectorOperators.LSHR, IntVector.broadcast(INTS, shift - Integer.SIZE))
                    : low.lanewise(VectorOperators.LSHR, IntVector.broadcast(INTS, shift))
                            .or(high.add(high)
                                    .lanewise(
                                            VectorOperators.LSHL, IntVector.broadcast(INTS, Integer.SIZE - 1 - shift)));
            option = option.and(OPTIONS);
            IntVector key = option.selectFrom(IntVector.fromArray(INTS, keys, r * L));
            VectorMask<Integer> better = key.compare(VectorOperators.GT, best);
            best = best.blend(key, better);
            edit = edit.blend(option.selectFrom(IntVector.fromArray(INTS, edits, r * L)), better);
        }
        edit.intoArray(outEdits, o);
        best.lanewise(
                        VectorOperators.XOR,
                        best.lanewise(VectorOperators.ASHR, SIGN).and(MAGNITUDE))
                .reinterpretAsFloats()
                .intoArray(out, o);
    }

    @Override
    public int bestInTable(
            ChangeRows rows,
            ChangeRows numbers,
            int[] table,
            CodeSlab codes,
            int from,
            int count,
            int[] edits,
            float[] values) {
        int done = 0;
        for (; done <= count - L; done += L) {
            int at = (from + done) * Long.BYTES;
            number(numbers.shifts(), numbers.keys(), codes.segment(), at, codeNumbers);
            bestInTable(
                    rows.shifts(),
                    rows.keys(),
                    rows.edits(),
                    codes.segment(),
                    at,
                    codeNumbers,
                    table,
                    indices,
                    edits,
                    values,
                    done);
        }
        return done;
    }

    private static void number(int[] shifts, int[] numbers, MemorySegment codes, int at, int[] out) {
        // Codes of listed spaces have fewer than 32 bits.
        IntVector low = IntVector.fromMemorySegment(INTS, codes, at, ORDER)
                .rearrange(LOW, IntVector.fromMemorySegment(INTS, codes, at + BYTES, ORDER));
        IntVector number = IntVector.zero(INTS);
        for (int r = 0; r < shifts.length; r++) {
            IntVector option = low.lanewise(VectorOperators.LSHR, IntVector.broadcast(INTS, shifts[r]))
                    .and(OPTIONS);
            number = number.add(option.selectFrom(IntVector.fromArray(INTS, numbers, r * L)));
        }
        number.intoArray(out, 0);
    }

    private static void bestInTable(
            int[] shifts,
            int[] steps,
            int[] edits,
            MemorySegment codes,
            int at,
            int[] codeNumbers,
            int[] table,
            int[] indices,
            int[] outEdits,
            float[] out,
            int o) {
        IntVector low = IntVector.fromMemorySegment(INTS, codes, at, ORDER)
                .rearrange(LOW, IntVector.fromMemorySegment(INTS, codes, at + BYTES, ORDER));
        IntVector number = IntVector.fromArray(INTS, codeNumbers, 0);
        IntVector best = IntVector.broadcast(INTS, Integer.MIN_VALUE);
        IntVector edit = IntVector.broadcast(INTS, -1);
        for (int r = 0; r < shifts.length; r++) {
            IntVector option = low.lanewise(VectorOperators.LSHR, IntVector.broadcast(INTS, shifts[r]))
                    .and(OPTIONS);
            option.selectFrom(IntVector.fromArray(INTS, steps, r * L))
                    .add(number)
                    .intoArray(indices, 0);
            IntVector key = IntVector.fromArray(INTS, table, 0, indices, 0);
            VectorMask<Integer> better = key.compare(VectorOperators.GT, best);
            best = best.blend(key, better);
            edit = edit.blend(option.selectFrom(IntVector.fromArray(INTS, edits, r * L)), better);
        }
        edit.intoArray(outEdits, o);
        best.lanewise(
                        VectorOperators.XOR,
                        best.lanewise(VectorOperators.ASHR, SIGN).and(MAGNITUDE))
                .reinterpretAsFloats()
                .intoArray(out, o);
    }
}
