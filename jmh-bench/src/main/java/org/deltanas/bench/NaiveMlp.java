package org.deltanas.bench;

import org.deltanas.kernels.mlp.Mlp;

/** Plain loops: a dot product for every unit, weights in the order they are read. */
final class NaiveMlp implements DenseMlp {
    private final float[] inputs;
    private final float[][] w1;
    private final float[] b1;
    private final float[][] w2;
    private final float[] b2;
    private final float[] w3;
    private final float b3;
    private final float[] hidden1;
    private final float[] hidden2;
    private final float[] out;

    NaiveMlp(Mlp mlp, float[] inputs, int batch) {
        this.inputs = inputs;
        this.w1 = byUnit(mlp.w1(), mlp.columns(), mlp.shape().hidden1());
        this.b1 = mlp.b1();
        this.w2 = byUnit(mlp.w2(), mlp.shape().hidden1(), mlp.shape().hidden2());
        this.b2 = mlp.b2();
        this.w3 = mlp.w3();
        this.b3 = mlp.b3()[0];
        this.hidden1 = new float[b1.length];
        this.hidden2 = new float[b2.length];
        this.out = new float[batch];
    }

    private static float[][] byUnit(float[] weights, int inputs, int units) {
        float[][] rows = new float[units][inputs];
        for (int k = 0; k < inputs; k++) {
            for (int j = 0; j < units; j++) {
                rows[j][k] = weights[k * units + j];
            }
        }
        return rows;
    }

    @Override
    public float[] outputs() {
        int width = w1[0].length;
        for (int r = 0; r < out.length; r++) {
            layer(inputs, r * width, w1, b1, hidden1);
            layer(hidden1, 0, w2, b2, hidden2);
            out[r] = dot(hidden2, 0, w3, b3);
        }
        return out;
    }

    private static void layer(float[] x, int offset, float[][] weights, float[] biases, float[] out) {
        for (int j = 0; j < out.length; j++) {
            out[j] = Math.max(0, dot(x, offset, weights[j], biases[j]));
        }
    }

    private static float dot(float[] x, int offset, float[] weights, float bias) {
        float sum = bias;
        for (int k = 0; k < weights.length; k++) {
            sum += x[offset + k] * weights[k];
        }
        return sum;
    }
}
