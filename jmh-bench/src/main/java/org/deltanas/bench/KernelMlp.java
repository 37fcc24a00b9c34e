package org.deltanas.bench;

import org.deltanas.kernels.Simd;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpKernels;

/** The project's own kernels, but dense: what is left of their lead where no parent's first layer can be used again. */
final class KernelMlp implements DenseMlp {
    private final Mlp mlp;
    private final float[] inputs;
    private final int batch;
    private final MlpKernels kernels;
    private final Mlp.Hidden hidden = new Mlp.Hidden(MlpKernels.BLOCK);
    private final float[] block;
    private final float[] layer;
    private final float[] out;

    KernelMlp(Mlp mlp, float[] inputs, int batch, Simd simd) {
        this.mlp = mlp;
        this.inputs = inputs;
        this.batch = batch;
        this.kernels = MlpEngine.of(simd).kernels(mlp.shape());
        this.block = new float[MlpKernels.BLOCK * mlp.columns()];
        this.layer = new float[MlpKernels.BLOCK * mlp.shape().hidden1()];
        this.out = new float[MlpKernels.padded(batch)];
        hidden.fit(mlp.shape());
    }

    @Override
    public float[] outputs() {
        int columns = mlp.columns();
        int width = mlp.shape().hidden1();
        for (int r = 0; r < batch; r += MlpKernels.BLOCK) {
            int rows = Math.min(MlpKernels.BLOCK, batch - r);
            System.arraycopy(inputs, r * columns, block, 0, rows * columns);
            kernels.dense(rows, width, columns, block, columns, 1, mlp.w1(), mlp.b1(), layer);
            kernels.activate(layer, rows * width);
            System.arraycopy(layer, 0, hidden.first(), Mlp.Hidden.START, rows * width);
            kernels.outputs(mlp, rows, hidden, out, r);
        }
        return out;
    }
}
