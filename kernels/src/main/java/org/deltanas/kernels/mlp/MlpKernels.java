package org.deltanas.kernels.mlp;

/**
 * The arithmetic of multi-layer perceptrons of one {@link MlpShape}; {@link MlpEngine} makes them.
 *
 * <p>All implementations give the same bits. Every sum is one chain of fused multiply-adds in a fixed order: its start
 * value, then the terms by ascending index. The output's sum over the last hidden layer has 16 chains, chain {@code c}
 * over the units {@code j = c mod 16}, which are added by halving: {@code c + 8}, {@code c + 4}, {@code c + 2},
 * {@code c + 1}. No method allocates; instances hold no state and are safe for any number of threads.
 *
 * <p>Rows of hidden units lie one behind the other, {@code hidden1} or {@code hidden2} numbers each. What holds them has
 * room for {@link #padded} rows: tiles at the end may read and write rows past the last.
 */
public interface MlpKernels {
    /** Rows are taken by the dozen and summed by the 16, so that arrays hold a multiple of this. */
    int BLOCK = 48;

    /** The shape. */
    MlpShape shape();

    /** How many rows arrays must have room for when {@code rows} are computed. */
    static int padded(int rows) {
        return Math.ceilDiv(rows, BLOCK) * BLOCK;
    }

    // The first layer.

    /**
     * One row before its activation: {@code out[j] = base[j] + sum over the entries of value * weights[column][j]}.
     *
     * @param base {@code hidden1} numbers from {@code baseOffset}; may be where the result goes
     * @param weights {@code hidden1} numbers for each column
     * @param out receives {@code hidden1} numbers from {@code outOffset}
     */
    void accumulate(
            float[] base, int baseOffset, float[] weights, SparseRows rows, int row, float[] out, int outOffset);

    /**
     * Rows after their activation, each the accumulator and what its entries add to it.
     *
     * @param accumulator {@code hidden1} numbers from {@code offset}
     * @param weights {@code hidden1} numbers for each column, from {@code weightsOffset}
     * @param from the first row of {@code rows}
     * @param count the number of rows
     * @param out receives rows of the first layer from row {@code outRow} on
     */
    void edited(
            float[] accumulator,
            int offset,
            float[] weights,
            int weightsOffset,
            SparseRows rows,
            int from,
            int count,
            Mlp.Hidden out,
            int outRow);

    /**
     * Rows after their activation, each the accumulator with some columns replaced by others: what {@link #edited} computes
     * for entries -1 at the columns taken away and then 1 at those put in.
     *
     * @param weights {@code hidden1} numbers for each column, from {@code weightsOffset}
     * @param from the first of the changes
     * @param count their number
     * @param out receives rows of the first layer from row {@code outRow} on
     */
    void replaced(
            float[] accumulator,
            int offset,
            float[] weights,
            int weightsOffset,
            ColumnChanges changes,
            int from,
            int count,
            Mlp.Hidden out,
            int outRow);

    /**
     * The accumulator after one of the changes: takes the columns away and puts the others in.
     *
     * @param accumulator {@code hidden1} numbers from {@code offset}
     */
    void replace(float[] accumulator, int offset, float[] weights, ColumnChanges changes, int change);

    // The rest.

    /**
     * Outputs of rows of the first hidden layer.
     *
     * @param rows the number of rows
     * @param hidden the rows of the first layer, after their activation, and room for those of the second
     * @param out receives {@code padded(rows)} numbers from {@code outOffset}, the first {@code rows} of them outputs
     */
    void outputs(Mlp mlp, int rows, Mlp.Hidden hidden, float[] out, int outOffset);

    /**
     * The index of the largest of {@code values[from, to)}, the first of equals; numbers are ordered as by {@link
     * Float#compare} but for NaN.
     *
     * @return -1 if there are none
     */
    int indexOfMax(float[] values, int from, int to);

    // Training.

    /**
     * The output layer: {@code out[r] = bias + sum over j of last[r][j] * weights[j]}, in 16 chains.
     *
     * @param last rows of the last hidden layer, after their activation
     * @param out receives {@code padded(rows)} numbers from {@code outOffset}, the first {@code rows} of them sums
     */
    void sums(int rows, float[] last, float[] weights, float bias, float[] out, int outOffset);

    /** {@code values[i] = activation(values[i])} for {@code i < count}. */
    void activate(float[] values, int count);

    /** {@code gradient[i] *= slope(before[i])} for {@code i < count}, {@code before} being what the activation saw. */
    void activationGradient(float[] before, int count, float[] gradient);

    /**
     * A dense product: {@code out[i][j] = start[j] + sum over k of a[i * rowStride + k * stepStride] * b[k][j]} for
     * {@code i < rows}, {@code j < width}, {@code k < steps} ascending.
     *
     * @param width columns of {@code b} and {@code out}, a multiple of {@link MlpShape#STEP}
     * @param start {@code width} numbers that every row starts from, or null for zero
     * @param a the left matrix, by two strides, so that it can be read transposed
     */
    void dense(
            int rows,
            int width,
            int steps,
            float[] a,
            int rowStride,
            int stepStride,
            float[] b,
            float[] start,
            float[] out);

    /**
     * Adds an outer product for each entry: {@code gradient[column] += value * delta[row]}, entries in their order.
     *
     * @param gradient one row of {@code hidden1} numbers for each column
     * @param delta one row of {@code hidden1} numbers for each sparse row
     */
    void sparseGradient(float[] gradient, SparseColumns columns, float[] delta);

    /** Adds scaled rows: {@code sums[j] += sum over r of factors[r] * rows[r][j]}, rows ascending; a null factor is 1. */
    void columnSums(int count, int width, float[] rows, float[] factors, float[] sums);

    /** An outer product: {@code out[r][j] = column[r] * row[j]}. */
    void outer(int count, int width, float[] column, float[] row, float[] out);
}
