package org.deltanas.kernels.mlp;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.deltanas.kernels.num.Philox;

/**
 * A multi-layer perceptron from sparse columns to one number, with one or two hidden layers, in single precision.
 *
 * <p>Mutable arrays, no copies: owned by whoever trains it, to be shared read-only afterwards. The same class holds
 * weights and their gradient.
 */
public final class Mlp {
    private final int columns;
    private final MlpShape shape;
    private final float[] w1;
    private final float[] b1;
    private final float[] w2;
    private final float[] b2;
    private final float[] w3;
    private final float[] b3 = new float[1];
    private final List<float[]> tensors;

    /** All zeros. */
    public Mlp(int columns, MlpShape shape) {
        this.columns = columns;
        this.shape = shape;
        this.w1 = new float[columns * shape.hidden1()];
        this.b1 = new float[shape.hidden1()];
        this.w2 = new float[shape.hidden1() * shape.hidden2()];
        this.b2 = new float[shape.hidden2()];
        this.w3 = new float[shape.last()];
        this.tensors = List.of(w1, w2, w3, b1, b2, b3);
    }

    /** The number of input columns. */
    public int columns() {
        return columns;
    }

    /** The hidden layers. */
    public MlpShape shape() {
        return shape;
    }

    /**
     * Draws weights uniformly within plus and minus {@code sqrt(3 gain / fan-in)} (He et al., ICCV 2015: gain 2 before
     * a ReLU), biases zero.
     *
     * @param activeColumns how many columns are active in an architecture: the fan-in of the first layer
     */
    public void initialise(Philox random, double activeColumns) {
        draw(random, w1, Math.sqrt(6.0 / activeColumns));
        draw(random, w2, Math.sqrt(6.0 / shape.hidden1()));
        draw(random, w3, Math.sqrt(3.0 / shape.last()));
        Arrays.fill(b1, 0);
        Arrays.fill(b2, 0);
        b3[0] = 0;
    }

    private static void draw(Philox random, float[] weights, double bound) {
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
    }

    /** First-layer weights, {@code hidden1} for each column. */
    public float[] w1() {
        return w1;
    }

    /** First-layer biases. */
    public float[] b1() {
        return b1;
    }

    /** Second-layer weights, one row of outputs for each input; empty if there is no second hidden layer. */
    public float[] w2() {
        return w2;
    }

    /** Second-layer biases. */
    public float[] b2() {
        return b2;
    }

    /** Last-layer weights. */
    public float[] w3() {
        return w3;
    }

    /** Last-layer bias, one number. */
    public float[] b3() {
        return b3;
    }

    /** All arrays: weights of the three layers first, then their biases. */
    public List<float[]> tensors() {
        return tensors;
    }

    /**
     * Rounds the first layer so that it adds up exactly: for each of its outputs to multiples of a power of two, {@code
     * 2^-23} of what the output can be at most. Then every sum of weights times integers within their bounds has one value,
     * in whatever order it is added up, and an accumulator that follows an architecture from edit to edit is what it would be
     * from scratch, bit for bit.
     *
     * @param largest for each column the largest size of its values, which are integers
     */
    public void roundFirstLayer(IntUnaryOperator largest) {
        int width = shape.hidden1();
        for (int j = 0; j < width; j++) {
            double unit = Math.scalb(1.0, exponent(bound(j, largest)) - 23);
            b1[j] = (float) (Math.rint(b1[j] / unit) * unit);
            for (int c = 0; c < columns; c++) {
                int w = c * width + j;
                w1[w] = (float) (Math.rint(w1[w] / unit) * unit);
            }
        }
    }

    /** Whether the first layer adds up exactly, as {@link #roundFirstLayer} makes it. */
    public boolean addsUpExactly(IntUnaryOperator largest) {
        int width = shape.hidden1();
        for (int j = 0; j < width; j++) {
            double unit = Math.scalb(1.0, exponent(bound(j, largest)) - 24);
            boolean exact = b1[j] / unit == Math.rint(b1[j] / unit);
            for (int c = 0; c < columns; c++) {
                double units = w1[c * width + j] / unit;
                exact &= units == Math.rint(units);
            }
            if (!exact) {
                return false;
            }
        }
        return true;
    }

    /** The most that an output of the first layer can be. */
    private double bound(int j, IntUnaryOperator largest) {
        double bound = Math.abs(b1[j]);
        for (int c = 0; c < columns; c++) {
            bound += Math.abs((double) w1[c * shape.hidden1() + j]) * largest.applyAsInt(c);
        }
        return bound;
    }

    /** The least e with x below two to the power of e. */
    private static int exponent(double x) {
        return Math.getExponent(Math.max(x, Float.MIN_NORMAL)) + 1;
    }

    /** Room for the hidden layers of some rows. Owned by one thread. */
    public static final class Hidden {
        /**
         * Where rows of the first layer begin in their array. An array's numbers begin 16 bytes into an object: where objects are
         * aligned to 64 bytes ({@code -XX:ObjectAlignmentInBytes=64}), the 12th and all a multiple of 16 behind it lie at the
         * start of a cache line, and vectors of 512 bits do not straddle two.
         */
        public static final int START = 12;

        private final int capacity;
        private float[] first = new float[0];
        private float[] second = new float[0];

        /** Room for {@code rows} rows at a time, at least. */
        public Hidden(int rows) {
            capacity = MlpKernels.padded(rows);
        }

        /** Makes room for a shape; allocates if it is wider than those before. */
        public void fit(MlpShape shape) {
            if (first.length < START + capacity * shape.hidden1()) {
                first = new float[START + capacity * shape.hidden1()];
            }
            if (second.length < capacity * shape.hidden2()) {
                second = new float[capacity * shape.hidden2()];
            }
        }

        /** Rows at a time. */
        public int capacity() {
            return capacity;
        }

        /** Rows of the first hidden layer, from {@link #START} on. */
        public float[] first() {
            return first;
        }

        /** Rows of the second hidden layer. */
        public float[] second() {
            return second;
        }
    }

    /**
     * Computes outputs of sparse rows. Allocation free once {@code hidden} fits.
     *
     * @param kernels of this network's shape
     * @param out receives {@code count} outputs from {@code outOffset}; has room for a multiple of
     *     {@value MlpKernels#BLOCK} of them
     */
    public void forward(
            MlpKernels kernels, SparseRows rows, int from, int count, Hidden hidden, float[] out, int outOffset) {
        hidden.fit(shape);
        for (int r = 0; r < count; r += hidden.capacity()) {
            int n = Math.min(hidden.capacity(), count - r);
            kernels.edited(b1, 0, w1, 0, rows, from + r, n, hidden, 0);
            kernels.outputs(this, n, hidden, out, outOffset + r);
        }
    }
}
