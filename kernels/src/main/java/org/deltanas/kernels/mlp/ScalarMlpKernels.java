package org.deltanas.kernels.mlp;

/**
 * The kernels in scalar Java: the definition that the vector kernels are held to. Without FMA hardware {@code Math.fma}
 * is exact but some 80 times slower.
 */
final class ScalarMlpKernels implements MlpKernels {
    private final MlpShape shape;
    private final Activation activation;
    private final int h1;
    private final int h2;

    ScalarMlpKernels(MlpShape shape) {
        this.shape = shape;
        this.activation = shape.activation();
        this.h1 = shape.hidden1();
        this.h2 = shape.hidden2();
    }

    @Override
    public MlpShape shape() {
        return shape;
    }

    @Override
    public void accumulate(
            float[] base, int baseOffset, float[] weights, SparseRows rows, int row, float[] out, int outOffset) {
        System.arraycopy(base, baseOffset, out, outOffset, h1);
        addEntries(weights, 0, rows, row, out, outOffset);
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
        for (int r = 0; r < count; r++) {
            int o = Mlp.Hidden.START + (outRow + r) * h1;
            System.arraycopy(accumulator, offset, hidden, o, h1);
            addEntries(weights, weightsOffset, rows, from + r, hidden, o);
            activate(hidden, o, h1);
        }
    }

    private void addEntries(float[] weights, int weightsOffset, SparseRows rows, int row, float[] out, int o) {
        int[] columns = rows.columns();
        float[] values = rows.values();
        for (int e = rows.start(row); e < rows.start(row + 1); e++) {
            addColumn(values[e], weights, weightsOffset + columns[e] * h1, out, o);
        }
    }

    private void addColumn(float value, float[] weights, int w, float[] out, int o) {
        for (int j = 0; j < h1; j++) {
            out[o + j] = Math.fma(value, weights[w + j], out[o + j]);
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
        float[] hidden = out.first();
        int g = changes.groupOf(from);
        for (int r = from; r < from + count; r++) {
            g += r < changes.start(g + 1) ? 0 : 1;
            int o = Mlp.Hidden.START + (outRow + r - from) * h1;
            System.arraycopy(accumulator, offset, hidden, o, h1);
            for (int i = 0; i < changes.arity(); i++) {
                addColumn(-1, weights, weightsOffset + changes.removed(g, i) * h1, hidden, o);
            }
            for (int i = 0; i < changes.arity(); i++) {
                addColumn(1, weights, weightsOffset + changes.added(g, r, i) * h1, hidden, o);
            }
            activate(hidden, o, h1);
        }
    }

    @Override
    public void replace(float[] accumulator, int offset, float[] weights, ColumnChanges changes, int change) {
        int g = changes.groupOf(change);
        for (int i = 0; i < changes.arity(); i++) {
            addColumn(-1, weights, changes.removed(g, i) * h1, accumulator, offset);
            addColumn(1, weights, changes.added(g, change, i) * h1, accumulator, offset);
        }
    }

    @Override
    public void outputs(Mlp mlp, int rows, Mlp.Hidden hidden, float[] out, int outOffset) {
        float[] last = hidden.first();
        int offset = Mlp.Hidden.START;
        if (h2 > 0) {
            dense(rows, h2, h1, last, offset, h1, 1, mlp.w2(), mlp.b2(), hidden.second());
            last = hidden.second();
            offset = 0;
            activate(last, rows * h2);
        }
        sums(rows, last, offset, mlp.w3(), mlp.b3()[0], out, outOffset);
    }

    @Override
    public void sums(int rows, float[] last, float[] weights, float bias, float[] out, int outOffset) {
        sums(rows, last, 0, weights, bias, out, outOffset);
    }

    private void sums(int rows, float[] last, int offset, float[] weights, float bias, float[] out, int outOffset) {
        int width = shape.last();
        for (int r = 0; r < rows; r++) {
            int h = offset + r * width;
            float s0 = chain(last, h, weights, 0) + chain(last, h, weights, 8);
            float s1 = chain(last, h, weights, 1) + chain(last, h, weights, 9);
            float s2 = chain(last, h, weights, 2) + chain(last, h, weights, 10);
            float s3 = chain(last, h, weights, 3) + chain(last, h, weights, 11);
            float s4 = chain(last, h, weights, 4) + chain(last, h, weights, 12);
            float s5 = chain(last, h, weights, 5) + chain(last, h, weights, 13);
            float s6 = chain(last, h, weights, 6) + chain(last, h, weights, 14);
            float s7 = chain(last, h, weights, 7) + chain(last, h, weights, 15);
            out[outOffset + r] = (((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7))) + bias;
        }
    }

    private float chain(float[] hidden, int offset, float[] weights, int c) {
        float s = 0;
        for (int j = c; j < shape.last(); j += 16) {
            s = Math.fma(hidden[offset + j], weights[j], s);
        }
        return s;
    }

    @Override
    public int indexOfMax(float[] values, int from, int to) {
        return firstOfLargest(values, from, to);
    }

    static int firstOfLargest(float[] values, int from, int to) {
        int best = -1;
        int largest = Integer.MIN_VALUE;
        for (int i = from; i < to; i++) {
            int key = key(values[i]);
            if (key > largest || best < 0) {
                largest = key;
                best = i;
            }
        }
        return best;
    }

    /** An integer that orders as a number does. */
    private static int key(float x) {
        int bits = Float.floatToRawIntBits(x);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    @Override
    public void activate(float[] values, int count) {
        activate(values, 0, count);
    }

    private void activate(float[] values, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            values[i] = activation.apply(values[i]);
        }
    }

    @Override
    public void activationGradient(float[] before, int count, float[] gradient) {
        multiplyBySlope(activation, before, count, gradient);
    }

    static void multiplyBySlope(Activation activation, float[] before, int count, float[] gradient) {
        for (int i = 0; i < count; i++) {
            gradient[i] =
                    activation == Activation.SILU || before[i] > 0 ? gradient[i] * activation.slope(before[i]) : 0;
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
        dense(rows, width, steps, a, 0, rowStride, stepStride, b, start, out);
    }

    private static void dense(
            int rows,
            int width,
            int steps,
            float[] a,
            int offset,
            int rowStride,
            int stepStride,
            float[] b,
            float[] start,
            float[] out) {
        for (int i = 0; i < rows; i++) {
            int o = i * width;
            for (int j = 0; j < width; j++) {
                out[o + j] = start == null ? 0 : start[j];
            }
            for (int k = 0; k < steps; k++) {
                float x = a[offset + i * rowStride + k * stepStride];
                for (int j = 0; j < width; j++) {
                    out[o + j] = Math.fma(x, b[k * width + j], out[o + j]);
                }
            }
        }
    }

    @Override
    public void sparseGradient(float[] gradient, SparseColumns columns, float[] delta) {
        int[] rows = columns.rows();
        float[] values = columns.values();
        for (int c = 0; c < columns.count(); c++) {
            int g = c * h1;
            for (int e = columns.start(c); e < columns.start(c + 1); e++) {
                for (int j = 0; j < h1; j++) {
                    gradient[g + j] = Math.fma(values[e], delta[rows[e] * h1 + j], gradient[g + j]);
                }
            }
        }
    }

    @Override
    public void columnSums(int count, int width, float[] rows, float[] factors, float[] sums) {
        for (int r = 0; r < count; r++) {
            float f = factors == null ? 1 : factors[r];
            for (int j = 0; j < width; j++) {
                sums[j] = Math.fma(f, rows[r * width + j], sums[j]);
            }
        }
    }

    @Override
    public void outer(int count, int width, float[] column, float[] row, float[] out) {
        for (int r = 0; r < count; r++) {
            for (int j = 0; j < width; j++) {
                out[r * width + j] = column[r] * row[j];
            }
        }
    }
}
