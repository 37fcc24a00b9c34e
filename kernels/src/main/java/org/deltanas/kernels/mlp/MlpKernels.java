package org.deltanas.kernels.mlp;

import java.lang.invoke.MethodHandles;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.VectorWidth;

/**
 * The arithmetic of a multi-layer perceptron whose layers are {@value #HIDDEN} wide.
 *
 * <p>All implementations give the same bits. Every output is one chain of fused multiply-adds in a fixed order: its
 * start value, then the terms by ascending index. {@link #dot} keeps 16 chains, chain {@code c} over the indices
 * {@code j = c mod 16}, and adds them by halving: {@code c + 8}, {@code c + 4}, {@code c + 2}, {@code c + 1}. No method
 * allocates; instances hold no state and are safe for any number of threads.
 */
public interface MlpKernels {
    /** The width of a layer. */
    int HIDDEN = 64;

    /** The kernels for an instruction set. */
    static MlpKernels of(Simd simd) {
        return simd.isVector()
                ? VectorWidth.specialise(MethodHandles.lookup(), MlpKernels.class, VectorMlpKernels.class, simd.bits())
                : new ScalarMlpKernels();
    }

    /**
     * First layer over sparse rows: {@code out[r] = base + sum over entries of value * weights[column]}, followed by
     * ReLU if {@code relu}.
     *
     * @param base {@value #HIDDEN} numbers
     * @param weights one row of {@value #HIDDEN} numbers for each column
     * @param rows the sparse rows
     * @param from the first row
     * @param count the number of rows
     * @param out receives {@code count} rows of {@value #HIDDEN} numbers from its start
     */
    void sparseLayer(float[] base, float[] weights, SparseRows rows, int from, int count, float[] out, boolean relu);

    /**
     * Adds an outer product for each entry: {@code gradient[column] += value * delta[row]}, rows and entries ascending.
     *
     * @param gradient one row of {@value #HIDDEN} numbers for each column
     * @param delta one row of {@value #HIDDEN} numbers for each sparse row
     */
    void sparseLayerGradient(float[] gradient, SparseRows rows, int from, int count, float[] delta);

    /**
     * A dense product: {@code out[i][j] = start[i or 0][j] + sum over k of a[i * rowStride + k * stepStride] * b[k][j]}
     * for {@code i < rows}, {@code j < HIDDEN}, {@code k < steps} ascending.
     *
     * @param start {@value #HIDDEN} numbers that every row starts from, or null for zero
     * @param a the left matrix, by two strides, so that it can be read transposed
     * @param b rows of {@value #HIDDEN} numbers
     * @param out rows of {@value #HIDDEN} numbers
     */
    void dense(int rows, int steps, float[] a, int rowStride, int stepStride, float[] b, float[] start, float[] out);

    /**
     * The last layer: {@code out[r] = bias + dot(relu(hidden[r]), weights)}.
     *
     * @param hidden rows of {@value #HIDDEN} numbers before their ReLU
     */
    void dot(int rows, float[] hidden, float[] weights, float bias, float[] out, int outOffset);
}
