package org.deltanas.kernels.mlp;

import java.util.Arrays;

/**
 * Outputs of a network over a mini-batch and the gradient of a loss by its weights. Owned by one thread; allocates nothing
 * in steady state.
 */
public final class Backpropagation {
    private final Mlp mlp;
    private final MlpKernels kernels;
    private final int h1;
    private final int h2;
    private final float[] before1;
    private final float[] hidden1;
    private final float[] before2;
    private final float[] hidden2;
    private final float[] transposed;
    private final SparseColumns columns;
    private SparseRows rows;
    private int count;
    private final float[] delta1;
    private final float[] delta2;
    private final float[] out;
    private final float[] outGradient;

    /**
     * Works for a network.
     *
     * @param kernels of the network's shape
     * @param rows the largest mini-batch
     */
    public Backpropagation(Mlp mlp, MlpKernels kernels, int rows) {
        this.mlp = mlp;
        this.kernels = kernels;
        this.h1 = mlp.shape().hidden1();
        this.h2 = mlp.shape().hidden2();
        int room = MlpKernels.padded(rows);
        this.before1 = new float[room * h1];
        this.hidden1 = new float[room * h1];
        this.before2 = new float[room * h2];
        this.hidden2 = new float[room * h2];
        this.transposed = new float[h1 * h2];
        this.columns = new SparseColumns(mlp.columns());
        this.delta1 = new float[room * h1];
        this.delta2 = new float[room * h2];
        this.out = new float[room];
        this.outGradient = new float[room];
    }

    /** The outputs of the last {@link #forward}. */
    public float[] out() {
        return out;
    }

    /** For each row the derivative of the loss by its output, to be filled before {@link #backward}. */
    public float[] outGradient() {
        return outGradient;
    }

    /** Takes the first {@code count} of some rows as the mini-batch, until they change. */
    public void take(SparseRows miniBatch, int size) {
        rows = miniBatch;
        count = size;
        columns.fill(miniBatch, size);
    }

    /** Computes the outputs of the mini-batch. */
    public void forward() {
        for (int r = 0; r < count; r++) {
            kernels.accumulate(mlp.b1(), 0, mlp.w1(), rows, r, before1, r * h1);
        }
        System.arraycopy(before1, 0, hidden1, 0, count * h1);
        kernels.activate(hidden1, count * h1);
        float[] last = hidden1;
        if (h2 > 0) {
            kernels.dense(count, h2, h1, hidden1, h1, 1, mlp.w2(), mlp.b2(), before2);
            System.arraycopy(before2, 0, hidden2, 0, count * h2);
            kernels.activate(hidden2, count * h2);
            last = hidden2;
        }
        kernels.sums(count, last, mlp.w3(), mlp.b3()[0], out, 0);
    }

    /**
     * Computes the gradient after {@link #forward}.
     *
     * @param gradient receives the gradient; what it held is lost
     */
    public void backward(Mlp gradient) {
        for (float[] tensor : gradient.tensors()) {
            Arrays.fill(tensor, 0);
        }
        for (int r = 0; r < count; r++) {
            gradient.b3()[0] += outGradient[r];
        }
        if (h2 > 0) {
            kernels.columnSums(count, h2, hidden2, outGradient, gradient.w3());
            kernels.outer(count, h2, outGradient, mlp.w3(), delta2);
            kernels.activationGradient(before2, count * h2, delta2);
            kernels.columnSums(count, h2, delta2, null, gradient.b2());
            kernels.dense(h1, h2, count, hidden1, 1, h1, delta2, null, gradient.w2());
            transpose();
            kernels.dense(count, h1, h2, delta2, h2, 1, transposed, null, delta1);
        } else {
            kernels.columnSums(count, h1, hidden1, outGradient, gradient.w3());
            kernels.outer(count, h1, outGradient, mlp.w3(), delta1);
        }
        kernels.activationGradient(before1, count * h1, delta1);
        kernels.columnSums(count, h1, delta1, null, gradient.b1());
        // By column, since sums that wait in registers need no store that the next load would have to wait for.
        kernels.sparseGradient(gradient.w1(), columns, delta1);
    }

    private void transpose() {
        float[] w2 = mlp.w2();
        for (int i = 0; i < h1; i++) {
            for (int j = 0; j < h2; j++) {
                transposed[j * h1 + i] = w2[i * h2 + j];
            }
        }
    }
}
