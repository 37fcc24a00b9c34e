package org.deltanas.kernels.mlp;

import static org.deltanas.kernels.mlp.MlpKernels.HIDDEN;

/**
 * The kernels in scalar Java: the definition that the vector kernels are held to. Without FMA hardware {@code Math.fma}
 * is exact but some 80 times slower.
 */
final class ScalarMlpKernels implements MlpKernels {

    @Override
    public void sparseLayer(
            float[] base, float[] weights, SparseRows rows, int from, int count, float[] out, boolean relu) {
        int[] columns = rows.columns();
        float[] values = rows.values();
        for (int r = 0; r < count; r++) {
            int o = r * HIDDEN;
            System.arraycopy(base, 0, out, o, HIDDEN);
            for (int e = rows.start(from + r); e < rows.start(from + r + 1); e++) {
                int w = columns[e] * HIDDEN;
                for (int j = 0; j < HIDDEN; j++) {
                    out[o + j] = Math.fma(values[e], weights[w + j], out[o + j]);
                }
            }
            if (relu) {
                for (int j = 0; j < HIDDEN; j++) {
                    out[o + j] = relu(out[o + j]);
                }
            }
        }
    }

    @Override
    public void sparseLayerGradient(float[] gradient, SparseRows rows, int from, int count, float[] delta) {
        int[] columns = rows.columns();
        float[] values = rows.values();
        for (int r = 0; r < count; r++) {
            for (int e = rows.start(from + r); e < rows.start(from + r + 1); e++) {
                int g = columns[e] * HIDDEN;
                for (int j = 0; j < HIDDEN; j++) {
                    gradient[g + j] = Math.fma(values[e], delta[r * HIDDEN + j], gradient[g + j]);
                }
            }
        }
    }

    @Override
    public void dense(
            int rows, int steps, float[] a, int rowStride, int stepStride, float[] b, float[] start, float[] out) {
        for (int i = 0; i < rows; i++) {
            int o = i * HIDDEN;
            for (int j = 0; j < HIDDEN; j++) {
                out[o + j] = start == null ? 0 : start[j];
            }
            for (int k = 0; k < steps; k++) {
                float x = a[i * rowStride + k * stepStride];
                for (int j = 0; j < HIDDEN; j++) {
                    out[o + j] = Math.fma(x, b[k * HIDDEN + j], out[o + j]);
                }
            }
        }
    }

    @Override
    public void dot(int rows, float[] hidden, float[] weights, float bias, float[] out, int outOffset) {
        for (int r = 0; r < rows; r++) {
            int h = r * HIDDEN;
            float s0 = chain(hidden, h, weights, 0) + chain(hidden, h, weights, 8);
            float s1 = chain(hidden, h, weights, 1) + chain(hidden, h, weights, 9);
            float s2 = chain(hidden, h, weights, 2) + chain(hidden, h, weights, 10);
            float s3 = chain(hidden, h, weights, 3) + chain(hidden, h, weights, 11);
            float s4 = chain(hidden, h, weights, 4) + chain(hidden, h, weights, 12);
            float s5 = chain(hidden, h, weights, 5) + chain(hidden, h, weights, 13);
            float s6 = chain(hidden, h, weights, 6) + chain(hidden, h, weights, 14);
            float s7 = chain(hidden, h, weights, 7) + chain(hidden, h, weights, 15);
            out[outOffset + r] = (((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7))) + bias;
        }
    }

    private static float chain(float[] hidden, int offset, float[] weights, int c) {
        float s = 0;
        for (int j = c; j < HIDDEN; j += 16) {
            s = Math.fma(relu(hidden[offset + j]), weights[j], s);
        }
        return s;
    }

    /** ReLU on the bits: negative numbers and -0 become 0; a NaN without a sign stays one. */
    static float relu(float x) {
        return Float.intBitsToFloat(Math.max(Float.floatToRawIntBits(x), 0));
    }
}
