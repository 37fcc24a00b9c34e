package org.deltanas.kernels.mlp;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.VectorWidth;
import org.deltanas.kernels.num.ElementaryArrays;

/**
 * The kernels on the Vector API, one output a lane. A template for {@link VectorWidth#specialise}.
 *
 * <p>ReLU is an integer maximum on the bits, one instruction where {@code FloatVector.max} takes six. The second layer's
 * tile is 12 rows by 2 vectors at 512 bits: 24 independent chains against a latency of 4 cycles on 2 FMA ports, and for
 * 24 multiply-adds 2 vector loads and 12 broadcasts that fold into them; narrower vectors have 16 registers on many
 * processors, which 6 rows by 2 fill. Kernels are unrolled by hand, each without a helper that returns a vector: where
 * such a helper is not inlined, C2 boxes its result.
 */
final class VectorMlpKernels implements MlpKernels {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final int BITS = VectorWidth.of(LOOKUP);
    private static final MlpShape SHAPE = VectorWidth.constant(LOOKUP, MlpShape.class, 0);
    private static final int H1 = SHAPE.hidden1();
    private static final int H2 = SHAPE.hidden2();
    private static final int LAST = SHAPE.last();
    private static final boolean RELU = SHAPE.activation() == Activation.RELU;
    private static final boolean SQUARED = SHAPE.activation() == Activation.SQUARED_RELU;
    private static final boolean SILU = SHAPE.activation() == Activation.SILU;

    private static final ElementaryArrays ELEMENTARY = ElementaryArrays.of(Simd.vector(BITS));

    private static final VectorSpecies<Float> S = VectorWidth.floats(BITS);
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, S.vectorShape());
    private static final int L = S.length();
    private static final int PAIR = 2 * L;
    /** Whether rows of the first layer can be made four vectors at a time. */
    private static final boolean WIDE = H1 % (2 * PAIR) == 0;

    private static final int TILE_ROWS = L == 16 ? 12 : 6;

    private static final VectorMask<Float> BIT0 = lanes(1);
    private static final VectorMask<Float> BIT1 = lanes(2);
    private static final VectorMask<Float> BIT2 = lanes(4);
    private static final VectorMask<Float> BIT3 = lanes(8);
    private static final VectorShuffle<Float> FLIP0 = VectorShuffle.fromOp(S, i -> (i ^ 1) & (L - 1));
    private static final VectorShuffle<Float> FLIP1 = VectorShuffle.fromOp(S, i -> (i ^ 2) & (L - 1));
    private static final VectorShuffle<Float> FLIP2 = VectorShuffle.fromOp(S, i -> (i ^ 4) & (L - 1));
    private static final VectorShuffle<Float> FLIP3 = VectorShuffle.fromOp(S, i -> (i ^ 8) & (L - 1));

    VectorMlpKernels() {}

    /** The lanes whose number has a bit set. */
    private static VectorMask<Float> lanes(int bit) {
        long mask = 0;
        for (int i = 0; i < L; i++) {
            mask |= (i & bit) != 0 ? 1L << i : 0;
        }
        return VectorMask.fromLong(S, mask);
    }

    @Override
    public MlpShape shape() {
        return SHAPE;
    }

    // The first layer.

    @Override
    public void accumulate(
            float[] base, int baseOffset, float[] weights, SparseRows rows, int row, float[] out, int outOffset) {
        for (int j = 0; j < H1; j += WIDE ? 2 * PAIR : PAIR) {
            if (WIDE) {
                accumulateWide(base, baseOffset + j, weights, j, rows, row, out, outOffset + j);
            } else {
                accumulateBlock(base, baseOffset + j, weights, j, rows, row, out, outOffset + j);
            }
        }
    }

    private static void accumulateWide(
            float[] base, int b, float[] weights, int j, SparseRows rows, int row, float[] out, int o) {
        int[] columns = rows.columns();
        float[] values = rows.values();
        FloatVector a0 = FloatVector.fromArray(S, base, b);
        FloatVector a1 = FloatVector.fromArray(S, base, b + L);
        FloatVector a2 = FloatVector.fromArray(S, base, b + 2 * L);
        FloatVector a3 = FloatVector.fromArray(S, base, b + 3 * L);
        int end = rows.start(row + 1);
        for (int e = rows.start(row); e < end; e++) {
            FloatVector x = FloatVector.broadcast(S, values[e]);
            int w = columns[e] * H1 + j;
            a0 = x.fma(FloatVector.fromArray(S, weights, w), a0);
            a1 = x.fma(FloatVector.fromArray(S, weights, w + L), a1);
            a2 = x.fma(FloatVector.fromArray(S, weights, w + 2 * L), a2);
            a3 = x.fma(FloatVector.fromArray(S, weights, w + 3 * L), a3);
        }
        a0.intoArray(out, o);
        a1.intoArray(out, o + L);
        a2.intoArray(out, o + 2 * L);
        a3.intoArray(out, o + 3 * L);
    }

    private static void accumulateBlock(
            float[] base, int b, float[] weights, int j, SparseRows rows, int row, float[] out, int o) {
        int[] columns = rows.columns();
        float[] values = rows.values();
        FloatVector a0 = FloatVector.fromArray(S, base, b);
        FloatVector a1 = FloatVector.fromArray(S, base, b + L);
        int end = rows.start(row + 1);
        for (int e = rows.start(row); e < end; e++) {
            FloatVector x = FloatVector.broadcast(S, values[e]);
            int w = columns[e] * H1 + j;
            a0 = x.fma(FloatVector.fromArray(S, weights, w), a0);
            a1 = x.fma(FloatVector.fromArray(S, weights, w + L), a1);
        }
        a0.intoArray(out, o);
        a1.intoArray(out, o + L);
    }

    @Override
    public void edited(
            float[] accumulator,
            int offset,
            float[] weights,
            int weightsOffset,
            SparseRows rows,
            int from,
            int count,
            Mlp.Hidden out,
            int outRow) {
        float[] hidden = out.first();
        int o = Mlp.Hidden.START + outRow * H1;
        for (int j = 0; WIDE && j < H1; j += 2 * PAIR) {
            editedWide(accumulator, offset + j, weights, weightsOffset + j, rows, from, count, hidden, o + j);
        }
        for (int j = 0; !WIDE && j < H1; j += PAIR) {
            editedBlock(accumulator, offset + j, weights, weightsOffset + j, rows, from, count, hidden, o + j);
        }
        if (SILU) {
            ELEMENTARY.silu(hidden, o, count * H1);
        }
    }

    private static void editedWide(
            float[] accumulator,
            int a,
            float[] weights,
            int firstWeight,
            SparseRows rows,
            int from,
            int count,
            float[] out,
            int outOffset) {
        int[] columns = rows.columns();
        float[] values = rows.values();
        FloatVector base0 = FloatVector.fromArray(S, accumulator, a);
        FloatVector base1 = FloatVector.fromArray(S, accumulator, a + L);
        FloatVector base2 = FloatVector.fromArray(S, accumulator, a + 2 * L);
        FloatVector base3 = FloatVector.fromArray(S, accumulator, a + 3 * L);
        int o = outOffset;
        int e = rows.start(from);
        for (int r = 0; r < count; r++) {
            FloatVector a0 = base0;
            FloatVector a1 = base1;
            FloatVector a2 = base2;
            FloatVector a3 = base3;
            for (int end = rows.start(from + r + 1); e < end; e++) {
                FloatVector x = FloatVector.broadcast(S, values[e]);
                int w = columns[e] * H1 + firstWeight;
                a0 = x.fma(FloatVector.fromArray(S, weights, w), a0);
                a1 = x.fma(FloatVector.fromArray(S, weights, w + L), a1);
                a2 = x.fma(FloatVector.fromArray(S, weights, w + 2 * L), a2);
                a3 = x.fma(FloatVector.fromArray(S, weights, w + 3 * L), a3);
            }
            if (RELU || SQUARED) {
                a0 = a0.reinterpretAsInts().max(0).reinterpretAsFloats();
                a1 = a1.reinterpretAsInts().max(0).reinterpretAsFloats();
                a2 = a2.reinterpretAsInts().max(0).reinterpretAsFloats();
                a3 = a3.reinterpretAsInts().max(0).reinterpretAsFloats();
            }
            if (SQUARED) {
                a0 = a0.mul(a0);
                a1 = a1.mul(a1);
                a2 = a2.mul(a2);
                a3 = a3.mul(a3);
            }
            a0.intoArray(out, o);
            a1.intoArray(out, o + L);
            a2.intoArray(out, o + 2 * L);
            a3.intoArray(out, o + 3 * L);
            o += H1;
        }
    }

    private static void editedBlock(
            float[] accumulator,
            int a,
            float[] weights,
            int firstWeight,
            SparseRows rows,
            int from,
            int count,
            float[] out,
            int outOffset) {
        int[] columns = rows.columns();
        float[] values = rows.values();
        FloatVector base0 = FloatVector.fromArray(S, accumulator, a);
        FloatVector base1 = FloatVector.fromArray(S, accumulator, a + L);
        int o = outOffset;
        int e = rows.start(from);
        for (int r = 0; r < count; r++) {
            FloatVector a0 = base0;
            FloatVector a1 = base1;
            for (int end = rows.start(from + r + 1); e < end; e++) {
                FloatVector x = FloatVector.broadcast(S, values[e]);
                int w = columns[e] * H1 + firstWeight;
                a0 = x.fma(FloatVector.fromArray(S, weights, w), a0);
                a1 = x.fma(FloatVector.fromArray(S, weights, w + L), a1);
            }
            if (RELU || SQUARED) {
                a0 = a0.reinterpretAsInts().max(0).reinterpretAsFloats();
                a1 = a1.reinterpretAsInts().max(0).reinterpretAsFloats();
            }
            if (SQUARED) {
                a0 = a0.mul(a0);
                a1 = a1.mul(a1);
            }
            a0.intoArray(out, o);
            a1.intoArray(out, o + L);
            o += H1;
        }
    }

    @Override
    public void replaced(
            float[] accumulator,
            int offset,
            float[] weights,
            int weightsOffset,
            ColumnChanges changes,
            int from,
            int count,
            Mlp.Hidden out,
            int outRow) {
        boolean single = changes.arity() == 1;
        float[] hidden = out.first();
        int o = Mlp.Hidden.START + outRow * H1;
        for (int j = 0; j < H1; j += WIDE ? 2 * PAIR : PAIR) {
            int a = offset + j;
            int w = weightsOffset + j;
            if (WIDE && single) {
                replacedWide(accumulator, a, weights, w, changes, from, count, hidden, o + j);
            } else if (WIDE) {
                replacedWideMany(accumulator, a, weights, w, changes, from, count, hidden, o + j);
            } else {
                replacedBlock(accumulator, a, weights, w, changes, from, count, hidden, o + j);
            }
        }
        if (SILU) {
            ELEMENTARY.silu(hidden, o, count * H1);
        }
    }

    /**
     * Four vectors of each row, one column for another. Two rows at a time: C2 passes a spilled address through the body of the
     * inner loop, and what that takes is then halved.
     */
    private static void replacedWide(
            float[] accumulator,
            int a,
            float[] weights,
            int firstWeight,
            ColumnChanges changes,
            int from,
            int count,
            float[] out,
            int outOffset) {
        int[] removed = changes.removed();
        int[] added = changes.added();
        int[] begins = changes.begins();
        FloatVector acc0 = FloatVector.fromArray(S, accumulator, a);
        FloatVector acc1 = FloatVector.fromArray(S, accumulator, a + L);
        FloatVector acc2 = FloatVector.fromArray(S, accumulator, a + 2 * L);
        FloatVector acc3 = FloatVector.fromArray(S, accumulator, a + 3 * L);
        int o = outOffset;
        int g = changes.groupOf(from);
        for (int r = from; r < from + count; g++) {
            int w = removed[g] * H1 + firstWeight;
            FloatVector base0 = acc0.sub(FloatVector.fromArray(S, weights, w));
            FloatVector base1 = acc1.sub(FloatVector.fromArray(S, weights, w + L));
            FloatVector base2 = acc2.sub(FloatVector.fromArray(S, weights, w + 2 * L));
            FloatVector base3 = acc3.sub(FloatVector.fromArray(S, weights, w + 3 * L));
            int shift = begins[g] - changes.start(g);
            int end = Math.min(changes.start(g + 1), from + count);
            int i = r + shift;
            for (; i + 1 < end + shift; i += 2) {
                w = added[i] * H1 + firstWeight;
                FloatVector a0 = base0.add(FloatVector.fromArray(S, weights, w));
                FloatVector a1 = base1.add(FloatVector.fromArray(S, weights, w + L));
                FloatVector a2 = base2.add(FloatVector.fromArray(S, weights, w + 2 * L));
                FloatVector a3 = base3.add(FloatVector.fromArray(S, weights, w + 3 * L));
                if (RELU || SQUARED) {
                    a0 = a0.reinterpretAsInts().max(0).reinterpretAsFloats();
                    a1 = a1.reinterpretAsInts().max(0).reinterpretAsFloats();
                    a2 = a2.reinterpretAsInts().max(0).reinterpretAsFloats();
                    a3 = a3.reinterpretAsInts().max(0).reinterpretAsFloats();
                }
                if (SQUARED) {
                    a0 = a0.mul(a0);
                    a1 = a1.mul(a1);
                    a2 = a2.mul(a2);
                    a3 = a3.mul(a3);
                }
                a0.intoArray(out, o);
                a1.intoArray(out, o + L);
                a2.intoArray(out, o + 2 * L);
                a3.intoArray(out, o + 3 * L);
                w = added[i + 1] * H1 + firstWeight;
                FloatVector c0 = base0.add(FloatVector.fromArray(S, weights, w));
                FloatVector c1 = base1.add(FloatVector.fromArray(S, weights, w + L));
                FloatVector c2 = base2.add(FloatVector.fromArray(S, weights, w + 2 * L));
                FloatVector c3 = base3.add(FloatVector.fromArray(S, weights, w + 3 * L));
                if (RELU || SQUARED) {
                    c0 = c0.reinterpretAsInts().max(0).reinterpretAsFloats();
                    c1 = c1.reinterpretAsInts().max(0).reinterpretAsFloats();
                    c2 = c2.reinterpretAsInts().max(0).reinterpretAsFloats();
                    c3 = c3.reinterpretAsInts().max(0).reinterpretAsFloats();
                }
                if (SQUARED) {
                    c0 = c0.mul(c0);
                    c1 = c1.mul(c1);
                    c2 = c2.mul(c2);
                    c3 = c3.mul(c3);
                }
                c0.intoArray(out, o + H1);
                c1.intoArray(out, o + H1 + L);
                c2.intoArray(out, o + H1 + 2 * L);
                c3.intoArray(out, o + H1 + 3 * L);
                o += 2 * H1;
            }
            if (i < end + shift) {
                w = added[i] * H1 + firstWeight;
                FloatVector a0 = base0.add(FloatVector.fromArray(S, weights, w));
                FloatVector a1 = base1.add(FloatVector.fromArray(S, weights, w + L));
                FloatVector a2 = base2.add(FloatVector.fromArray(S, weights, w + 2 * L));
                FloatVector a3 = base3.add(FloatVector.fromArray(S, weights, w + 3 * L));
                if (RELU || SQUARED) {
                    a0 = a0.reinterpretAsInts().max(0).reinterpretAsFloats();
                    a1 = a1.reinterpretAsInts().max(0).reinterpretAsFloats();
                    a2 = a2.reinterpretAsInts().max(0).reinterpretAsFloats();
                    a3 = a3.reinterpretAsInts().max(0).reinterpretAsFloats();
                }
                if (SQUARED) {
                    a0 = a0.mul(a0);
                    a1 = a1.mul(a1);
                    a2 = a2.mul(a2);
                    a3 = a3.mul(a3);
                }
                a0.intoArray(out, o);
                a1.intoArray(out, o + L);
                a2.intoArray(out, o + 2 * L);
                a3.intoArray(out, o + 3 * L);
                o += H1;
            }
            r = end;
        }
    }

    /** Four vectors of each row, some columns for as many others. */
    private static void replacedWideMany(
            float[] accumulator,
            int a,
            float[] weights,
            int firstWeight,
            ColumnChanges changes,
            int from,
            int count,
            float[] out,
            int outOffset) {
        int arity = changes.arity();
        int[] removed = changes.removed();
        int[] added = changes.added();
        int[] begins = changes.begins();
        FloatVector acc0 = FloatVector.fromArray(S, accumulator, a);
        FloatVector acc1 = FloatVector.fromArray(S, accumulator, a + L);
        FloatVector acc2 = FloatVector.fromArray(S, accumulator, a + 2 * L);
        FloatVector acc3 = FloatVector.fromArray(S, accumulator, a + 3 * L);
        int o = outOffset;
        int g = changes.groupOf(from);
        for (int r = from; r < from + count; g++) {
            FloatVector base0 = acc0;
            FloatVector base1 = acc1;
            FloatVector base2 = acc2;
            FloatVector base3 = acc3;
            for (int i = g * arity; i < (g + 1) * arity; i++) {
                int w = removed[i] * H1 + firstWeight;
                base0 = base0.sub(FloatVector.fromArray(S, weights, w));
                base1 = base1.sub(FloatVector.fromArray(S, weights, w + L));
                base2 = base2.sub(FloatVector.fromArray(S, weights, w + 2 * L));
                base3 = base3.sub(FloatVector.fromArray(S, weights, w + 3 * L));
            }
            int shift = begins[g] - changes.start(g);
            int end = Math.min(changes.start(g + 1), from + count);
            int i = (r + shift) * arity;
            for (; r < end; r++) {
                FloatVector a0 = base0;
                FloatVector a1 = base1;
                FloatVector a2 = base2;
                FloatVector a3 = base3;
                for (int last = i + arity; i < last; i++) {
                    int w = added[i] * H1 + firstWeight;
                    a0 = a0.add(FloatVector.fromArray(S, weights, w));
                    a1 = a1.add(FloatVector.fromArray(S, weights, w + L));
                    a2 = a2.add(FloatVector.fromArray(S, weights, w + 2 * L));
                    a3 = a3.add(FloatVector.fromArray(S, weights, w + 3 * L));
                }
                if (RELU || SQUARED) {
                    a0 = a0.reinterpretAsInts().max(0).reinterpretAsFloats();
                    a1 = a1.reinterpretAsInts().max(0).reinterpretAsFloats();
                    a2 = a2.reinterpretAsInts().max(0).reinterpretAsFloats();
                    a3 = a3.reinterpretAsInts().max(0).reinterpretAsFloats();
                }
                if (SQUARED) {
                    a0 = a0.mul(a0);
                    a1 = a1.mul(a1);
                    a2 = a2.mul(a2);
                    a3 = a3.mul(a3);
                }
                a0.intoArray(out, o);
                a1.intoArray(out, o + L);
                a2.intoArray(out, o + 2 * L);
                a3.intoArray(out, o + 3 * L);
                o += H1;
            }
        }
    }

    private static void replacedBlock(
            float[] accumulator,
            int a,
            float[] weights,
            int firstWeight,
            ColumnChanges changes,
            int from,
            int count,
            float[] out,
            int outOffset) {
        int arity = changes.arity();
        int[] removed = changes.removed();
        int[] added = changes.added();
        int[] begins = changes.begins();
        FloatVector acc0 = FloatVector.fromArray(S, accumulator, a);
        FloatVector acc1 = FloatVector.fromArray(S, accumulator, a + L);
        FloatVector base0 = acc0;
        FloatVector base1 = acc1;
        int o = outOffset;
        int g = changes.groupOf(from);
        int end = from;
        int shift = 0;
        for (int r = from; r < from + count; r++) {
            if (r == end) {
                base0 = acc0;
                base1 = acc1;
                for (int i = g * arity; i < (g + 1) * arity; i++) {
                    int w = removed[i] * H1 + firstWeight;
                    base0 = base0.sub(FloatVector.fromArray(S, weights, w));
                    base1 = base1.sub(FloatVector.fromArray(S, weights, w + L));
                }
                shift = begins[g] - changes.start(g);
                end = changes.start(++g);
            }
            FloatVector a0 = base0;
            FloatVector a1 = base1;
            for (int i = (r + shift) * arity; i < (r + shift + 1) * arity; i++) {
                int w = added[i] * H1 + firstWeight;
                a0 = a0.add(FloatVector.fromArray(S, weights, w));
                a1 = a1.add(FloatVector.fromArray(S, weights, w + L));
            }
            if (RELU || SQUARED) {
                a0 = a0.reinterpretAsInts().max(0).reinterpretAsFloats();
                a1 = a1.reinterpretAsInts().max(0).reinterpretAsFloats();
            }
            if (SQUARED) {
                a0 = a0.mul(a0);
                a1 = a1.mul(a1);
            }
            a0.intoArray(out, o);
            a1.intoArray(out, o + L);
            o += H1;
        }
    }

    @Override
    public void replace(float[] accumulator, int offset, float[] weights, ColumnChanges changes, int change) {
        int g = changes.groupOf(change);
        for (int i = 0; i < changes.arity(); i++) {
            int removed = changes.removed(g, i) * H1;
            int added = changes.added(g, change, i) * H1;
            for (int j = 0; j < H1; j += L) {
                FloatVector.fromArray(S, accumulator, offset + j)
                        .sub(FloatVector.fromArray(S, weights, removed + j))
                        .add(FloatVector.fromArray(S, weights, added + j))
                        .intoArray(accumulator, offset + j);
            }
        }
    }

    // The rest.

    @Override
    public void outputs(Mlp mlp, int rows, Mlp.Hidden hidden, float[] out, int outOffset) {
        float[] hidden1 = hidden.first();
        float[] hidden2 = hidden.second();
        if (H2 == 0) {
            sums(rows, hidden1, Mlp.Hidden.START, mlp.w3(), mlp.b3()[0], out, outOffset, false);
            return;
        }
        for (int i = 0; i < rows; i += TILE_ROWS) {
            for (int j = 0; j < H2; j += PAIR) {
                if (L == 16) {
                    tile12(i, j, hidden1, mlp.w2(), mlp.b2(), hidden2);
                } else {
                    tile6(i, j, hidden1, mlp.w2(), mlp.b2(), hidden2);
                }
            }
        }
        if (!RELU) {
            activate(hidden2, rows * H2);
        }
        // ReLU costs less here, where it is two instructions beside a load, than in a pass over stored rows. In the
        // tile it
        // would cost nothing, but that would grow too large for the compiler's taste: then it boxes vectors.
        sums(rows, hidden2, 0, mlp.w3(), mlp.b3()[0], out, outOffset, RELU);
    }

    @Override
    public void sums(int rows, float[] last, float[] weights, float bias, float[] out, int outOffset) {
        sums(rows, last, 0, weights, bias, out, outOffset, false);
    }

    /**
     * As many rows at a time as a vector has lanes, the even ones of all of them first: their sums stand in {@code out} until
     * the odd ones join them, and have reached the cache by then.
     */
    private static void sums(
            int rows, float[] last, int offset, float[] weights, float bias, float[] out, int outOffset, boolean relu) {
        for (int odd = 0; odd < 2; odd++) {
            for (int r = 0; r < rows; r += L) {
                int h = offset + (r + odd) * LAST;
                int o = outOffset + r;
                if (L == 16) {
                    half16(last, h, weights, bias, out, o, odd == 1, relu);
                } else if (L == 8) {
                    half8(last, h, weights, bias, out, o, odd == 1, relu);
                } else {
                    half4(last, h, weights, bias, out, o, odd == 1, relu);
                }
            }
        }
    }

    private static void tile12(int i, int j, float[] a, float[] b, float[] start, float[] out) {
        FloatVector s0 = FloatVector.fromArray(S, start, j);
        FloatVector s1 = FloatVector.fromArray(S, start, j + L);
        FloatVector p0 = s0;
        FloatVector q0 = s1;
        FloatVector p1 = s0;
        FloatVector q1 = s1;
        FloatVector p2 = s0;
        FloatVector q2 = s1;
        FloatVector p3 = s0;
        FloatVector q3 = s1;
        FloatVector p4 = s0;
        FloatVector q4 = s1;
        FloatVector p5 = s0;
        FloatVector q5 = s1;
        FloatVector p6 = s0;
        FloatVector q6 = s1;
        FloatVector p7 = s0;
        FloatVector q7 = s1;
        FloatVector p8 = s0;
        FloatVector q8 = s1;
        FloatVector p9 = s0;
        FloatVector q9 = s1;
        FloatVector p10 = s0;
        FloatVector q10 = s1;
        FloatVector p11 = s0;
        FloatVector q11 = s1;
        int ak = Mlp.Hidden.START + i * H1;
        int bk = j;
        for (int k = 0; k < H1; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bk);
            FloatVector b1 = FloatVector.fromArray(S, b, bk + L);
            FloatVector x = FloatVector.broadcast(S, a[ak]);
            p0 = x.fma(b0, p0);
            q0 = x.fma(b1, q0);
            x = FloatVector.broadcast(S, a[ak + H1]);
            p1 = x.fma(b0, p1);
            q1 = x.fma(b1, q1);
            x = FloatVector.broadcast(S, a[ak + 2 * H1]);
            p2 = x.fma(b0, p2);
            q2 = x.fma(b1, q2);
            x = FloatVector.broadcast(S, a[ak + 3 * H1]);
            p3 = x.fma(b0, p3);
            q3 = x.fma(b1, q3);
            x = FloatVector.broadcast(S, a[ak + 4 * H1]);
            p4 = x.fma(b0, p4);
            q4 = x.fma(b1, q4);
            x = FloatVector.broadcast(S, a[ak + 5 * H1]);
            p5 = x.fma(b0, p5);
            q5 = x.fma(b1, q5);
            x = FloatVector.broadcast(S, a[ak + 6 * H1]);
            p6 = x.fma(b0, p6);
            q6 = x.fma(b1, q6);
            x = FloatVector.broadcast(S, a[ak + 7 * H1]);
            p7 = x.fma(b0, p7);
            q7 = x.fma(b1, q7);
            x = FloatVector.broadcast(S, a[ak + 8 * H1]);
            p8 = x.fma(b0, p8);
            q8 = x.fma(b1, q8);
            x = FloatVector.broadcast(S, a[ak + 9 * H1]);
            p9 = x.fma(b0, p9);
            q9 = x.fma(b1, q9);
            x = FloatVector.broadcast(S, a[ak + 10 * H1]);
            p10 = x.fma(b0, p10);
            q10 = x.fma(b1, q10);
            x = FloatVector.broadcast(S, a[ak + 11 * H1]);
            p11 = x.fma(b0, p11);
            q11 = x.fma(b1, q11);
            ak++;
            bk += H2;
        }
        int o = i * H2 + j;
        p0.intoArray(out, o);
        q0.intoArray(out, o + L);
        o += H2;
        p1.intoArray(out, o);
        q1.intoArray(out, o + L);
        o += H2;
        p2.intoArray(out, o);
        q2.intoArray(out, o + L);
        o += H2;
        p3.intoArray(out, o);
        q3.intoArray(out, o + L);
        o += H2;
        p4.intoArray(out, o);
        q4.intoArray(out, o + L);
        o += H2;
        p5.intoArray(out, o);
        q5.intoArray(out, o + L);
        o += H2;
        p6.intoArray(out, o);
        q6.intoArray(out, o + L);
        o += H2;
        p7.intoArray(out, o);
        q7.intoArray(out, o + L);
        o += H2;
        p8.intoArray(out, o);
        q8.intoArray(out, o + L);
        o += H2;
        p9.intoArray(out, o);
        q9.intoArray(out, o + L);
        o += H2;
        p10.intoArray(out, o);
        q10.intoArray(out, o + L);
        o += H2;
        p11.intoArray(out, o);
        q11.intoArray(out, o + L);
    }

    private static void tile6(int i, int j, float[] a, float[] b, float[] start, float[] out) {
        FloatVector s0 = FloatVector.fromArray(S, start, j);
        FloatVector s1 = FloatVector.fromArray(S, start, j + L);
        FloatVector p0 = s0;
        FloatVector q0 = s1;
        FloatVector p1 = s0;
        FloatVector q1 = s1;
        FloatVector p2 = s0;
        FloatVector q2 = s1;
        FloatVector p3 = s0;
        FloatVector q3 = s1;
        FloatVector p4 = s0;
        FloatVector q4 = s1;
        FloatVector p5 = s0;
        FloatVector q5 = s1;
        int ak = Mlp.Hidden.START + i * H1;
        int bk = j;
        for (int k = 0; k < H1; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bk);
            FloatVector b1 = FloatVector.fromArray(S, b, bk + L);
            FloatVector x = FloatVector.broadcast(S, a[ak]);
            p0 = x.fma(b0, p0);
            q0 = x.fma(b1, q0);
            x = FloatVector.broadcast(S, a[ak + H1]);
            p1 = x.fma(b0, p1);
            q1 = x.fma(b1, q1);
            x = FloatVector.broadcast(S, a[ak + 2 * H1]);
            p2 = x.fma(b0, p2);
            q2 = x.fma(b1, q2);
            x = FloatVector.broadcast(S, a[ak + 3 * H1]);
            p3 = x.fma(b0, p3);
            q3 = x.fma(b1, q3);
            x = FloatVector.broadcast(S, a[ak + 4 * H1]);
            p4 = x.fma(b0, p4);
            q4 = x.fma(b1, q4);
            x = FloatVector.broadcast(S, a[ak + 5 * H1]);
            p5 = x.fma(b0, p5);
            q5 = x.fma(b1, q5);
            ak++;
            bk += H2;
        }
        int o = i * H2 + j;
        p0.intoArray(out, o);
        q0.intoArray(out, o + L);
        o += H2;
        p1.intoArray(out, o);
        q1.intoArray(out, o + L);
        o += H2;
        p2.intoArray(out, o);
        q2.intoArray(out, o + L);
        o += H2;
        p3.intoArray(out, o);
        q3.intoArray(out, o + L);
        o += H2;
        p4.intoArray(out, o);
        q4.intoArray(out, o + L);
        o += H2;
        p5.intoArray(out, o);
        q5.intoArray(out, o + L);
    }

    private static void half16(
            float[] hidden, int h, float[] weights, float bias, float[] out, int o, boolean second, boolean relu) {
        IntVector floor = IntVector.broadcast(INTS, relu ? 0 : Integer.MIN_VALUE);
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        FloatVector s4 = FloatVector.zero(S);
        FloatVector s5 = FloatVector.zero(S);
        FloatVector s6 = FloatVector.zero(S);
        FloatVector s7 = FloatVector.zero(S);
        for (int j = 0; j < LAST; j += 16) {
            FloatVector w = FloatVector.fromArray(S, weights, j);
            int u = h + j;
            s0 = w.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s0);
            u += 2 * LAST;
            s1 = w.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s1);
            u += 2 * LAST;
            s2 = w.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s2);
            u += 2 * LAST;
            s3 = w.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s3);
            u += 2 * LAST;
            s4 = w.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s4);
            u += 2 * LAST;
            s5 = w.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s5);
            u += 2 * LAST;
            s6 = w.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s6);
            u += 2 * LAST;
            s7 = w.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s7);
        }
        s0 = s0.blend(s4, BIT3).add(s4.blend(s0, BIT3).rearrange(FLIP3));
        s1 = s1.blend(s5, BIT3).add(s5.blend(s1, BIT3).rearrange(FLIP3));
        s2 = s2.blend(s6, BIT3).add(s6.blend(s2, BIT3).rearrange(FLIP3));
        s3 = s3.blend(s7, BIT3).add(s7.blend(s3, BIT3).rearrange(FLIP3));
        s0 = s0.blend(s2, BIT2).add(s2.blend(s0, BIT2).rearrange(FLIP2));
        s1 = s1.blend(s3, BIT2).add(s3.blend(s1, BIT2).rearrange(FLIP2));
        s0 = s0.blend(s1, BIT1).add(s1.blend(s0, BIT1).rearrange(FLIP1));
        if (second) {
            FloatVector even = FloatVector.fromArray(S, out, o);
            s0 = even.blend(s0, BIT0).add(s0.blend(even, BIT0).rearrange(FLIP0)).add(bias);
        }
        s0.intoArray(out, o);
    }

    private static void half8(
            float[] hidden, int h, float[] weights, float bias, float[] out, int o, boolean second, boolean relu) {
        IntVector floor = IntVector.broadcast(INTS, relu ? 0 : Integer.MIN_VALUE);
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s2a = FloatVector.zero(S);
        FloatVector s2b = FloatVector.zero(S);
        FloatVector s3a = FloatVector.zero(S);
        FloatVector s3b = FloatVector.zero(S);
        for (int j = 0; j < LAST; j += 16) {
            FloatVector wa = FloatVector.fromArray(S, weights, j);
            FloatVector wb = FloatVector.fromArray(S, weights, j + 8);
            int u = h + j;
            s0a = wa.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s0a);
            s0b = wb.fma(
                    FloatVector.fromArray(S, hidden, u + 8)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s0b);
            u += 2 * LAST;
            s1a = wa.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s1a);
            s1b = wb.fma(
                    FloatVector.fromArray(S, hidden, u + 8)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s1b);
            u += 2 * LAST;
            s2a = wa.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s2a);
            s2b = wb.fma(
                    FloatVector.fromArray(S, hidden, u + 8)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s2b);
            u += 2 * LAST;
            s3a = wa.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s3a);
            s3b = wb.fma(
                    FloatVector.fromArray(S, hidden, u + 8)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s3b);
        }
        s0a = s0a.add(s0b);
        s1a = s1a.add(s1b);
        s2a = s2a.add(s2b);
        s3a = s3a.add(s3b);
        s0a = s0a.blend(s2a, BIT2).add(s2a.blend(s0a, BIT2).rearrange(FLIP2));
        s1a = s1a.blend(s3a, BIT2).add(s3a.blend(s1a, BIT2).rearrange(FLIP2));
        s0a = s0a.blend(s1a, BIT1).add(s1a.blend(s0a, BIT1).rearrange(FLIP1));
        if (second) {
            FloatVector even = FloatVector.fromArray(S, out, o);
            s0a = even.blend(s0a, BIT0)
                    .add(s0a.blend(even, BIT0).rearrange(FLIP0))
                    .add(bias);
        }
        s0a.intoArray(out, o);
    }

    private static void half4(
            float[] hidden, int h, float[] weights, float bias, float[] out, int o, boolean second, boolean relu) {
        IntVector floor = IntVector.broadcast(INTS, relu ? 0 : Integer.MIN_VALUE);
        FloatVector s0a = FloatVector.zero(S);
        FloatVector s0b = FloatVector.zero(S);
        FloatVector s0c = FloatVector.zero(S);
        FloatVector s0d = FloatVector.zero(S);
        FloatVector s1a = FloatVector.zero(S);
        FloatVector s1b = FloatVector.zero(S);
        FloatVector s1c = FloatVector.zero(S);
        FloatVector s1d = FloatVector.zero(S);
        for (int j = 0; j < LAST; j += 16) {
            FloatVector wa = FloatVector.fromArray(S, weights, j);
            FloatVector wb = FloatVector.fromArray(S, weights, j + 4);
            FloatVector wc = FloatVector.fromArray(S, weights, j + 8);
            FloatVector wd = FloatVector.fromArray(S, weights, j + 12);
            int u = h + j;
            s0a = wa.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s0a);
            s0b = wb.fma(
                    FloatVector.fromArray(S, hidden, u + 4)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s0b);
            s0c = wc.fma(
                    FloatVector.fromArray(S, hidden, u + 8)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s0c);
            s0d = wd.fma(
                    FloatVector.fromArray(S, hidden, u + 12)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s0d);
            u += 2 * LAST;
            s1a = wa.fma(
                    FloatVector.fromArray(S, hidden, u)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s1a);
            s1b = wb.fma(
                    FloatVector.fromArray(S, hidden, u + 4)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s1b);
            s1c = wc.fma(
                    FloatVector.fromArray(S, hidden, u + 8)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s1c);
            s1d = wd.fma(
                    FloatVector.fromArray(S, hidden, u + 12)
                            .reinterpretAsInts()
                            .max(floor)
                            .reinterpretAsFloats(),
                    s1d);
        }
        s0a = s0a.add(s0c).add(s0b.add(s0d));
        s1a = s1a.add(s1c).add(s1b.add(s1d));
        s0a = s0a.blend(s1a, BIT1).add(s1a.blend(s0a, BIT1).rearrange(FLIP1));
        if (second) {
            FloatVector even = FloatVector.fromArray(S, out, o);
            s0a = even.blend(s0a, BIT0)
                    .add(s0a.blend(even, BIT0).rearrange(FLIP0))
                    .add(bias);
        }
        s0a.intoArray(out, o);
    }

    @Override
    public int indexOfMax(float[] values, int from, int to) {
        if (to - from < L) {
            return ScalarMlpKernels.firstOfLargest(values, from, to);
        }
        return indexOf(largestKey(values, from, to), values, from, to);
    }

    /** By keys that are ordered as the numbers are: a maximum of integers is one instruction, of floats it is six. */
    private static int largestKey(float[] values, int from, int to) {
        IntVector first = FloatVector.fromArray(S, values, from).reinterpretAsInts();
        IntVector largest = first.lanewise(VectorOperators.XOR, Integer.MAX_VALUE, first.lt(0));
        // The last vector overlaps the one before: a maximum does not mind.
        for (int i = from + L; i < to; i += L) {
            IntVector bits =
                    FloatVector.fromArray(S, values, Math.min(i, to - L)).reinterpretAsInts();
            largest = bits.lanewise(VectorOperators.XOR, Integer.MAX_VALUE, bits.lt(0))
                    .max(largest);
        }
        int key = largest.reduceLanes(VectorOperators.MAX);
        return key < 0 ? key ^ Integer.MAX_VALUE : key;
    }

    /** 64 lanes at a time: where among them the number sought is cannot be foreseen, so nothing branches on it. */
    private static int indexOf(int sought, float[] values, int from, int to) {
        for (int i = from; ; i += Long.SIZE) {
            long found = 0;
            for (int j = i; j < Math.min(i + Long.SIZE, to); j += L) {
                int start = Math.min(j, to - L);
                long lanes = FloatVector.fromArray(S, values, start)
                        .reinterpretAsInts()
                        .compare(VectorOperators.EQ, sought)
                        .toLong();
                // What overlaps the vector before says the same of the same lanes.
                found |= start >= i ? lanes << (start - i) : lanes >>> (i - start);
            }
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found);
            }
        }
    }

    // Training.

    @Override
    public void activate(float[] values, int count) {
        if (SILU) {
            ELEMENTARY.silu(values, 0, count);
            return;
        }
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(S, values, i)
                    .reinterpretAsInts()
                    .max(0)
                    .reinterpretAsFloats();
            if (SQUARED) {
                x = x.mul(x);
            }
            x.intoArray(values, i);
        }
    }

    @Override
    public void activationGradient(float[] before, int count, float[] gradient) {
        if (SILU) {
            ScalarMlpKernels.multiplyBySlope(Activation.SILU, before, count, gradient);
            return;
        }
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(S, before, i);
            FloatVector g = FloatVector.fromArray(S, gradient, i);
            FloatVector slope =
                    SQUARED ? x.reinterpretAsInts().max(0).reinterpretAsFloats().mul(2) : FloatVector.broadcast(S, 1);
            FloatVector.zero(S)
                    .blend(g.mul(slope), x.compare(VectorOperators.GT, 0))
                    .intoArray(gradient, i);
        }
    }

    @Override
    public void dense(
            int rows,
            int width,
            int steps,
            float[] a,
            int rowStride,
            int stepStride,
            float[] b,
            float[] start,
            float[] out) {
        int full = rows & -4;
        for (int i = 0; i < full; i += 4) {
            for (int j = 0; j < width; j += PAIR) {
                denseTile(i, j, width, steps, a, rowStride, stepStride, b, start, out);
            }
        }
        for (int i = full; i < rows; i++) {
            for (int j = 0; j < width; j += PAIR) {
                denseRow(i, j, width, steps, a, rowStride, stepStride, b, start, out);
            }
        }
    }

    private static void denseTile(
            int i,
            int j,
            int width,
            int steps,
            float[] a,
            int rowStride,
            int stepStride,
            float[] b,
            float[] start,
            float[] out) {
        FloatVector s0 = start == null ? FloatVector.zero(S) : FloatVector.fromArray(S, start, j);
        FloatVector s1 = start == null ? FloatVector.zero(S) : FloatVector.fromArray(S, start, j + L);
        FloatVector p0 = s0;
        FloatVector q0 = s1;
        FloatVector p1 = s0;
        FloatVector q1 = s1;
        FloatVector p2 = s0;
        FloatVector q2 = s1;
        FloatVector p3 = s0;
        FloatVector q3 = s1;
        int a0 = i * rowStride;
        int a1 = a0 + rowStride;
        int a2 = a1 + rowStride;
        int a3 = a2 + rowStride;
        int bk = j;
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bk);
            FloatVector b1 = FloatVector.fromArray(S, b, bk + L);
            FloatVector x = FloatVector.broadcast(S, a[a0]);
            p0 = x.fma(b0, p0);
            q0 = x.fma(b1, q0);
            a0 += stepStride;
            x = FloatVector.broadcast(S, a[a1]);
            p1 = x.fma(b0, p1);
            q1 = x.fma(b1, q1);
            a1 += stepStride;
            x = FloatVector.broadcast(S, a[a2]);
            p2 = x.fma(b0, p2);
            q2 = x.fma(b1, q2);
            a2 += stepStride;
            x = FloatVector.broadcast(S, a[a3]);
            p3 = x.fma(b0, p3);
            q3 = x.fma(b1, q3);
            a3 += stepStride;
            bk += width;
        }
        int o = i * width + j;
        p0.intoArray(out, o);
        q0.intoArray(out, o + L);
        o += width;
        p1.intoArray(out, o);
        q1.intoArray(out, o + L);
        o += width;
        p2.intoArray(out, o);
        q2.intoArray(out, o + L);
        o += width;
        p3.intoArray(out, o);
        q3.intoArray(out, o + L);
    }

    private static void denseRow(
            int i,
            int j,
            int width,
            int steps,
            float[] a,
            int rowStride,
            int stepStride,
            float[] b,
            float[] start,
            float[] out) {
        FloatVector s0 = start == null ? FloatVector.zero(S) : FloatVector.fromArray(S, start, j);
        FloatVector s1 = start == null ? FloatVector.zero(S) : FloatVector.fromArray(S, start, j + L);
        FloatVector p0 = s0;
        FloatVector q0 = s1;
        int a0 = i * rowStride;
        int bk = j;
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bk);
            FloatVector b1 = FloatVector.fromArray(S, b, bk + L);
            FloatVector x = FloatVector.broadcast(S, a[a0]);
            p0 = x.fma(b0, p0);
            q0 = x.fma(b1, q0);
            a0 += stepStride;
            bk += width;
        }
        int o = i * width + j;
        p0.intoArray(out, o);
        q0.intoArray(out, o + L);
    }

    @Override
    public void sparseGradient(float[] gradient, SparseColumns columns, float[] delta) {
        for (int c = 0; c < columns.count(); c++) {
            for (int j = 0; j < H1; j += WIDE ? 2 * PAIR : PAIR) {
                if (WIDE) {
                    columnWide(gradient, c, j, columns, delta);
                } else {
                    columnBlock(gradient, c, j, columns, delta);
                }
            }
        }
    }

    private static void columnWide(float[] gradient, int column, int j, SparseColumns columns, float[] delta) {
        int[] rows = columns.rows();
        float[] values = columns.values();
        int g = column * H1 + j;
        FloatVector s0 = FloatVector.fromArray(S, gradient, g);
        FloatVector s1 = FloatVector.fromArray(S, gradient, g + L);
        FloatVector s2 = FloatVector.fromArray(S, gradient, g + 2 * L);
        FloatVector s3 = FloatVector.fromArray(S, gradient, g + 3 * L);
        int end = columns.start(column + 1);
        for (int e = columns.start(column); e < end; e++) {
            FloatVector x = FloatVector.broadcast(S, values[e]);
            int d = rows[e] * H1 + j;
            s0 = x.fma(FloatVector.fromArray(S, delta, d), s0);
            s1 = x.fma(FloatVector.fromArray(S, delta, d + L), s1);
            s2 = x.fma(FloatVector.fromArray(S, delta, d + 2 * L), s2);
            s3 = x.fma(FloatVector.fromArray(S, delta, d + 3 * L), s3);
        }
        s0.intoArray(gradient, g);
        s1.intoArray(gradient, g + L);
        s2.intoArray(gradient, g + 2 * L);
        s3.intoArray(gradient, g + 3 * L);
    }

    private static void columnBlock(float[] gradient, int column, int j, SparseColumns columns, float[] delta) {
        int[] rows = columns.rows();
        float[] values = columns.values();
        int g = column * H1 + j;
        FloatVector s0 = FloatVector.fromArray(S, gradient, g);
        FloatVector s1 = FloatVector.fromArray(S, gradient, g + L);
        int end = columns.start(column + 1);
        for (int e = columns.start(column); e < end; e++) {
            FloatVector x = FloatVector.broadcast(S, values[e]);
            int d = rows[e] * H1 + j;
            s0 = x.fma(FloatVector.fromArray(S, delta, d), s0);
            s1 = x.fma(FloatVector.fromArray(S, delta, d + L), s1);
        }
        s0.intoArray(gradient, g);
        s1.intoArray(gradient, g + L);
    }

    @Override
    public void columnSums(int count, int width, float[] rows, float[] factors, float[] sums) {
        for (int j = 0; j < width; j += PAIR) {
            FloatVector s0 = FloatVector.fromArray(S, sums, j);
            FloatVector s1 = FloatVector.fromArray(S, sums, j + L);
            for (int r = 0; r < count; r++) {
                FloatVector f = FloatVector.broadcast(S, factors == null ? 1 : factors[r]);
                s0 = f.fma(FloatVector.fromArray(S, rows, r * width + j), s0);
                s1 = f.fma(FloatVector.fromArray(S, rows, r * width + j + L), s1);
            }
            s0.intoArray(sums, j);
            s1.intoArray(sums, j + L);
        }
    }

    @Override
    public void outer(int count, int width, float[] column, float[] row, float[] out) {
        for (int r = 0; r < count; r++) {
            FloatVector x = FloatVector.broadcast(S, column[r]);
            for (int j = 0; j < width; j += L) {
                x.mul(FloatVector.fromArray(S, row, j)).intoArray(out, r * width + j);
            }
        }
    }
}
