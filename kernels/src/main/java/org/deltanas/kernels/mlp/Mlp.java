package org.deltanas.kernels.mlp;

import static org.deltanas.kernels.mlp.MlpKernels.HIDDEN;

import java.util.Arrays;
import java.util.List;
import org.deltanas.kernels.num.Philox;

/**
 * A multi-layer perceptron from sparse columns to one number: columns - {@value MlpKernels#HIDDEN} -
 * {@value MlpKernels#HIDDEN} - 1 with ReLU, in single precision.
 *
 * <p>Mutable arrays, no copies: owned by whoever trains it, to be shared read-only afterwards. The same class holds
 * weights and their gradient. Methods allocate nothing.
 */
public final class Mlp {
    private final int columns;
    private final float[] w1;
    private final float[] b1 = new float[HIDDEN];
    private final float[] w2 = new float[HIDDEN * HIDDEN];
    private final float[] b2 = new float[HIDDEN];
    private final float[] w3 = new float[HIDDEN];
    private final float[] b3 = new float[1];

    /** All zeros. */
    public Mlp(int columns) {
        this.columns = columns;
        this.w1 = new float[columns * HIDDEN];
    }

    /** The number of input columns. */
    public int columns() {
        return columns;
    }

    /**
     * Draws weights uniformly within plus and minus {@code sqrt(3 gain / fan-in)} (He et al., ICCV 2015: gain 2 before
     * a ReLU), biases zero.
     *
     * @param activeColumns how many columns are active in an architecture: the fan-in of the first layer
     */
    public void initialise(Philox random, double activeColumns) {
        draw(random, w1, Math.sqrt(6.0 / activeColumns));
        draw(random, w2, Math.sqrt(6.0 / HIDDEN));
        draw(random, w3, Math.sqrt(3.0 / HIDDEN));
        Arrays.fill(b1, 0);
        Arrays.fill(b2, 0);
        b3[0] = 0;
    }

    private static void draw(Philox random, float[] weights, double bound) {
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
    }

    /** First-layer weights, {@value MlpKernels#HIDDEN} for each column. */
    public float[] w1() {
        return w1;
    }

    /** First-layer biases. */
    public float[] b1() {
        return b1;
    }

    /** Second-layer weights, one row of outputs for each input. */
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
        return List.of(w1, w2, w3, b1, b2, b3);
    }

    /**
     * Computes outputs of sparse rows.
     *
     * @param hidden1 receives the first layer after its ReLU, {@code count} rows
     * @param hidden2 receives the second layer before its ReLU, {@code count} rows
     * @param out receives {@code count} outputs from {@code outOffset}
     */
    public void forward(
            MlpKernels kernels,
            SparseRows rows,
            int from,
            int count,
            float[] hidden1,
            float[] hidden2,
            float[] out,
            int outOffset) {
        forwardFrom(kernels, b1, rows, from, count, hidden1, hidden2, out, outOffset);
    }

    /**
     * Computes outputs of rows that are differences to an architecture whose first layer, before its ReLU, is
     * {@code accumulator}.
     */
    public void forwardFrom(
            MlpKernels kernels,
            float[] accumulator,
            SparseRows differences,
            int from,
            int count,
            float[] hidden1,
            float[] hidden2,
            float[] out,
            int outOffset) {
        kernels.sparseLayer(accumulator, w1, differences, from, count, hidden1, true);
        kernels.dense(count, HIDDEN, hidden1, HIDDEN, 1, w2, b2, hidden2);
        kernels.dot(count, hidden2, w3, b3[0], out, outOffset);
    }

    /** The arrays that {@link #backward} works in, for at most {@code rows} rows. */
    public static final class BackwardScratch {
        private final float[] transposed = new float[HIDDEN * HIDDEN];
        private final float[] delta;

        /** Room for {@code rows} rows. */
        public BackwardScratch(int rows) {
            delta = new float[rows * HIDDEN];
        }
    }

    /**
     * Computes the gradient of a loss after {@link #forward} over the same rows.
     *
     * @param hidden1 as left by forward
     * @param hidden2 as left by forward; overwritten
     * @param outGradient for each row the derivative of the loss by its output
     * @param gradient receives the gradient; what it held is lost
     */
    public void backward(
            MlpKernels kernels,
            SparseRows rows,
            int from,
            int count,
            float[] hidden1,
            float[] hidden2,
            float[] outGradient,
            Mlp gradient,
            BackwardScratch scratch) {
        Arrays.fill(gradient.w3, 0);
        Arrays.fill(gradient.b2, 0);
        gradient.b3[0] = 0;
        for (int r = 0; r < count; r++) {
            gradient.b3[0] += outGradient[r];
            lastLayerGradient(outGradient[r], hidden2, r * HIDDEN, gradient);
        }
        kernels.dense(HIDDEN, count, hidden1, 1, HIDDEN, hidden2, null, gradient.w2);
        transpose(w2, scratch.transposed);
        kernels.dense(count, HIDDEN, hidden2, HIDDEN, 1, scratch.transposed, null, scratch.delta);
        Arrays.fill(gradient.b1, 0);
        for (int r = 0; r < count; r++) {
            firstLayerGradient(scratch.delta, hidden1, r * HIDDEN, gradient.b1);
        }
        Arrays.fill(gradient.w1, 0);
        kernels.sparseLayerGradient(gradient.w1, rows, from, count, scratch.delta);
    }

    /** Replaces a row of the second layer by the derivative of the loss by it. */
    private void lastLayerGradient(float d, float[] hidden2, int h, Mlp gradient) {
        for (int j = 0; j < HIDDEN; j++) {
            float x = hidden2[h + j];
            float active = x > 0 ? d : 0;
            gradient.w3[j] += active * x;
            hidden2[h + j] = active * w3[j];
            gradient.b2[j] += hidden2[h + j];
        }
    }

    private static void firstLayerGradient(float[] delta, float[] hidden1, int h, float[] biasGradient) {
        for (int j = 0; j < HIDDEN; j++) {
            float x = hidden1[h + j] > 0 ? delta[h + j] : 0;
            delta[h + j] = x;
            biasGradient[j] += x;
        }
    }

    private static void transpose(float[] from, float[] to) {
        for (int i = 0; i < HIDDEN; i++) {
            for (int j = 0; j < HIDDEN; j++) {
                to[j * HIDDEN + i] = from[i * HIDDEN + j];
            }
        }
    }
}
