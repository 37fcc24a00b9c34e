package org.deltanas.kernels.mlp;

import java.util.List;

/**
 * AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019) for one {@link Mlp}, with the
 * gradient's norm clipped. Weight decay touches the weights and not the biases. Allocation free after construction.
 */
public final class AdamW {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final float EPSILON = 1e-8f;
    private static final int WEIGHT_TENSORS = 3;

    private final List<float[]> parameters;
    private final List<float[]> gradients;
    private final List<float[]> means;
    private final List<float[]> squares;
    private final double weightDecay;
    private final double maxNorm;
    private double power1 = 1;
    private double power2 = 1;

    /**
     * Prepares to train {@code mlp} by what is in {@code gradient} at each step.
     *
     * @param weightDecay the fraction of a weight lost at a step, times the learning rate
     * @param maxNorm the gradient's norm is scaled down to this
     */
    public AdamW(Mlp mlp, Mlp gradient, double weightDecay, double maxNorm) {
        this.parameters = mlp.tensors();
        this.gradients = gradient.tensors();
        this.means = new Mlp(mlp.columns(), mlp.shape()).tensors();
        this.squares = new Mlp(mlp.columns(), mlp.shape()).tensors();
        this.weightDecay = weightDecay;
        this.maxNorm = maxNorm;
    }

    /** Takes one step. */
    public void step(double learningRate) {
        double sum = 0;
        for (int t = 0; t < gradients.size(); t++) {
            sum += sumOfSquares(gradients.get(t));
        }
        double norm = Math.sqrt(sum);
        float clip = norm > maxNorm ? (float) (maxNorm / norm) : 1f;
        power1 *= BETA1;
        power2 *= BETA2;
        float rate = (float) (learningRate / (1 - power1));
        float squareScale = (float) (1 / (1 - power2));
        for (int t = 0; t < parameters.size(); t++) {
            float keep = t < WEIGHT_TENSORS ? (float) (1 - learningRate * weightDecay) : 1f;
            update(parameters.get(t), gradients.get(t), means.get(t), squares.get(t), clip, rate, squareScale, keep);
        }
    }

    /** Four chains, so that the sum is not one long wait; added in a fixed order. */
    private static double sumOfSquares(float[] x) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int full = x.length & -4;
        for (int i = 0; i < full; i += 4) {
            s0 += (double) x[i] * x[i];
            s1 += (double) x[i + 1] * x[i + 1];
            s2 += (double) x[i + 2] * x[i + 2];
            s3 += (double) x[i + 3] * x[i + 3];
        }
        for (int i = full; i < x.length; i++) {
            s0 += (double) x[i] * x[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static void update(
            float[] parameter,
            float[] gradient,
            float[] mean,
            float[] square,
            float clip,
            float rate,
            float squareScale,
            float keep) {
        float b1 = (float) BETA1;
        float b2 = (float) BETA2;
        for (int i = 0; i < parameter.length; i++) {
            float g = gradient[i] * clip;
            float m = b1 * mean[i] + (1 - b1) * g;
            float v = b2 * square[i] + (1 - b2) * (g * g);
            mean[i] = m;
            square[i] = v;
            parameter[i] = parameter[i] * keep - rate * m / ((float) Math.sqrt(v * squareScale) + EPSILON);
        }
    }
}
