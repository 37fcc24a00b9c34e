package org.deltanas.kernels.mlp;

import static org.deltanas.kernels.mlp.MlpKernels.HIDDEN;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.deltanas.kernels.VectorWidth;

/**
 * The kernels on the Vector API, one output a lane. A template for {@link VectorWidth#specialise}.
 *
 * <p>ReLU is an integer maximum on the bits, one instruction where {@code FloatVector.max} takes six. The tile of
 * {@link #dense} is 4 rows by 4 vectors: 16 independent chains against a latency of 4 cycles on 2 FMA ports, 4 vector
 * loads and 4 broadcasts a step.
 */
final class VectorMlpKernels implements MlpKernels {
    private static final VectorSpecies<Float> S = VectorWidth.floats(VectorWidth.of(MethodHandles.lookup()));
    private static final int L = S.length();
    private static final int BLOCK = 4 * L;

    VectorMlpKernels() {}

    @Override
    public void sparseLayer(
            float[] base, float[] weights, SparseRows rows, int from, int count, float[] out, boolean relu) {
        int[] columns = rows.columns();
        float[] values = rows.values();
        for (int r = 0; r < count; r++) {
            int start = rows.start(from + r);
            int end = rows.start(from + r + 1);
            for (int j = 0; j < HIDDEN; j += BLOCK) {
                sparseBlock(base, weights, j, columns, values, start, end, out, r * HIDDEN + j, relu);
            }
        }
    }

    private static void sparseBlock(
            float[] base,
            float[] weights,
            int j,
            int[] columns,
            float[] values,
            int start,
            int end,
            float[] out,
            int o,
            boolean relu) {
        FloatVector a0 = FloatVector.fromArray(S, base, j);
        FloatVector a1 = FloatVector.fromArray(S, base, j + L);
        FloatVector a2 = FloatVector.fromArray(S, base, j + 2 * L);
        FloatVector a3 = FloatVector.fromArray(S, base, j + 3 * L);
        for (int e = start; e < end; e++) {
            FloatVector x = FloatVector.broadcast(S, values[e]);
            int w = columns[e] * HIDDEN + j;
            a0 = x.fma(FloatVector.fromArray(S, weights, w), a0);
            a1 = x.fma(FloatVector.fromArray(S, weights, w + L), a1);
            a2 = x.fma(FloatVector.fromArray(S, weights, w + 2 * L), a2);
            a3 = x.fma(FloatVector.fromArray(S, weights, w + 3 * L), a3);
        }
        if (relu) {
            a0 = a0.reinterpretAsInts().max(0).reinterpretAsFloats();
            a1 = a1.reinterpretAsInts().max(0).reinterpretAsFloats();
            a2 = a2.reinterpretAsInts().max(0).reinterpretAsFloats();
            a3 = a3.reinterpretAsInts().max(0).reinterpretAsFloats();
        }
        a0.intoArray(out, o);
        a1.intoArray(out, o + L);
        a2.intoArray(out, o + 2 * L);
        a3.intoArray(out, o + 3 * L);
    }

    @Override
    public void sparseLayerGradient(float[] gradient, SparseRows rows, int from, int count, float[] delta) {
        int[] columns = rows.columns();
        float[] values = rows.values();
        for (int r = 0; r < count; r++) {
            for (int e = rows.start(from + r); e < rows.start(from + r + 1); e++) {
                FloatVector x = FloatVector.broadcast(S, values[e]);
                int g = columns[e] * HIDDEN;
                for (int j = 0; j < HIDDEN; j += L) {
                    x.fma(FloatVector.fromArray(S, delta, r * HIDDEN + j), FloatVector.fromArray(S, gradient, g + j))
                            .intoArray(gradient, g + j);
                }
            }
        }
    }

    @Override
    public void dense(
            int rows, int steps, float[] a, int rowStride, int stepStride, float[] b, float[] start, float[] out) {
        int full = rows & -4;
        for (int i = 0; i < full; i += 4) {
            for (int j = 0; j < HIDDEN; j += BLOCK) {
                denseTile(i, j, steps, a, rowStride, stepStride, b, start, out);
            }
        }
        for (int i = full; i < rows; i++) {
            for (int j = 0; j < HIDDEN; j += BLOCK) {
                denseRow(i, j, steps, a, rowStride, stepStride, b, start, out);
            }
        }
    }

    private static void denseTile(
            int i, int j, int steps, float[] a, int rowStride, int stepStride, float[] b, float[] start, float[] out) {
        FloatVector s0 = start == null ? FloatVector.zero(S) : FloatVector.fromArray(S, start, j);
        FloatVector s1 = start == null ? FloatVector.zero(S) : FloatVector.fromArray(S, start, j + L);
        FloatVector s2 = start == null ? FloatVector.zero(S) : FloatVector.fromArray(S, start, j + 2 * L);
        FloatVector s3 = start == null ? FloatVector.zero(S) : FloatVector.fromArray(S, start, j + 3 * L);
        FloatVector c00 = s0;
        FloatVector c01 = s1;
        FloatVector c02 = s2;
        FloatVector c03 = s3;
        FloatVector c10 = s0;
        FloatVector c11 = s1;
        FloatVector c12 = s2;
        FloatVector c13 = s3;
        FloatVector c20 = s0;
        FloatVector c21 = s1;
        FloatVector c22 = s2;
        FloatVector c23 = s3;
        FloatVector c30 = s0;
        FloatVector c31 = s1;
        FloatVector c32 = s2;
        FloatVector c33 = s3;
        int a0 = i * rowStride;
        int a1 = a0 + rowStride;
        int a2 = a1 + rowStride;
        int a3 = a2 + rowStride;
        int bk = j;
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bk);
            FloatVector b1 = FloatVector.fromArray(S, b, bk + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bk + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, bk + 3 * L);
            FloatVector x = FloatVector.broadcast(S, a[a0]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(S, a[a1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(S, a[a2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(S, a[a3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            a0 += stepStride;
            a1 += stepStride;
            a2 += stepStride;
            a3 += stepStride;
            bk += HIDDEN;
        }
        int o = i * HIDDEN + j;
        c00.intoArray(out, o);
        c01.intoArray(out, o + L);
        c02.intoArray(out, o + 2 * L);
        c03.intoArray(out, o + 3 * L);
        o += HIDDEN;
        c10.intoArray(out, o);
        c11.intoArray(out, o + L);
        c12.intoArray(out, o + 2 * L);
        c13.intoArray(out, o + 3 * L);
        o += HIDDEN;
        c20.intoArray(out, o);
        c21.intoArray(out, o + L);
        c22.intoArray(out, o + 2 * L);
        c23.intoArray(out, o + 3 * L);
        o += HIDDEN;
        c30.intoArray(out, o);
        c31.intoArray(out, o + L);
        c32.intoArray(out, o + 2 * L);
        c33.intoArray(out, o + 3 * L);
    }

    private static void denseRow(
            int i, int j, int steps, float[] a, int rowStride, int stepStride, float[] b, float[] start, float[] out) {
        FloatVector c0 = start == null ? FloatVector.zero(S) : FloatVector.fromArray(S, start, j);
        FloatVector c1 = start == null ? FloatVector.zero(S) : FloatVector.fromArray(S, start, j + L);
        FloatVector c2 = start == null ? FloatVector.zero(S) : FloatVector.fromArray(S, start, j + 2 * L);
        FloatVector c3 = start == null ? FloatVector.zero(S) : FloatVector.fromArray(S, start, j + 3 * L);
        int ak = i * rowStride;
        int bk = j;
        for (int k = 0; k < steps; k++) {
            FloatVector x = FloatVector.broadcast(S, a[ak]);
            c0 = x.fma(FloatVector.fromArray(S, b, bk), c0);
            c1 = x.fma(FloatVector.fromArray(S, b, bk + L), c1);
            c2 = x.fma(FloatVector.fromArray(S, b, bk + 2 * L), c2);
            c3 = x.fma(FloatVector.fromArray(S, b, bk + 3 * L), c3);
            ak += stepStride;
            bk += HIDDEN;
        }
        int o = i * HIDDEN + j;
        c0.intoArray(out, o);
        c1.intoArray(out, o + L);
        c2.intoArray(out, o + 2 * L);
        c3.intoArray(out, o + 3 * L);
    }

    // One method a width, each without a helper that returns a vector: where such a helper is not inlined, C2 boxes it.

    @Override
    public void dot(int rows, float[] hidden, float[] weights, float bias, float[] out, int outOffset) {
        for (int r = 0; r < rows; r++) {
            int h = r * HIDDEN;
            float sum =
                    L == 16 ? dot16(hidden, h, weights) : L == 8 ? dot8(hidden, h, weights) : dot4(hidden, h, weights);
            out[outOffset + r] = sum + bias;
        }
    }

    private static float dot16(float[] hidden, int h, float[] weights) {
        FloatVector s = FloatVector.zero(S);
        for (int j = 0; j < HIDDEN; j += 16) {
            FloatVector x = FloatVector.fromArray(S, hidden, h + j)
                    .reinterpretAsInts()
                    .max(0)
                    .reinterpretAsFloats();
            s = x.fma(FloatVector.fromArray(S, weights, j), s);
        }
        FloatVector half = ((FloatVector) s.reinterpretShape(FloatVector.SPECIES_256, 0))
                .add((FloatVector) s.reinterpretShape(FloatVector.SPECIES_256, 1));
        FloatVector t = ((FloatVector) half.reinterpretShape(FloatVector.SPECIES_128, 0))
                .add((FloatVector) half.reinterpretShape(FloatVector.SPECIES_128, 1));
        return (t.lane(0) + t.lane(2)) + (t.lane(1) + t.lane(3));
    }

    private static float dot8(float[] hidden, int h, float[] weights) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        for (int j = 0; j < HIDDEN; j += 16) {
            FloatVector x0 = FloatVector.fromArray(S, hidden, h + j)
                    .reinterpretAsInts()
                    .max(0)
                    .reinterpretAsFloats();
            FloatVector x1 = FloatVector.fromArray(S, hidden, h + j + 8)
                    .reinterpretAsInts()
                    .max(0)
                    .reinterpretAsFloats();
            s0 = x0.fma(FloatVector.fromArray(S, weights, j), s0);
            s1 = x1.fma(FloatVector.fromArray(S, weights, j + 8), s1);
        }
        FloatVector half = s0.add(s1);
        FloatVector t = ((FloatVector) half.reinterpretShape(FloatVector.SPECIES_128, 0))
                .add((FloatVector) half.reinterpretShape(FloatVector.SPECIES_128, 1));
        return (t.lane(0) + t.lane(2)) + (t.lane(1) + t.lane(3));
    }

    private static float dot4(float[] hidden, int h, float[] weights) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        for (int j = 0; j < HIDDEN; j += 16) {
            FloatVector x0 = FloatVector.fromArray(S, hidden, h + j)
                    .reinterpretAsInts()
                    .max(0)
                    .reinterpretAsFloats();
            FloatVector x1 = FloatVector.fromArray(S, hidden, h + j + 4)
                    .reinterpretAsInts()
                    .max(0)
                    .reinterpretAsFloats();
            FloatVector x2 = FloatVector.fromArray(S, hidden, h + j + 8)
                    .reinterpretAsInts()
                    .max(0)
                    .reinterpretAsFloats();
            FloatVector x3 = FloatVector.fromArray(S, hidden, h + j + 12)
                    .reinterpretAsInts()
                    .max(0)
                    .reinterpretAsFloats();
            s0 = x0.fma(FloatVector.fromArray(S, weights, j), s0);
            s1 = x1.fma(FloatVector.fromArray(S, weights, j + 4), s1);
            s2 = x2.fma(FloatVector.fromArray(S, weights, j + 8), s2);
            s3 = x3.fma(FloatVector.fromArray(S, weights, j + 12), s3);
        }
        FloatVector t = s0.add(s2).add(s1.add(s3));
        return (t.lane(0) + t.lane(2)) + (t.lane(1) + t.lane(3));
    }
}
