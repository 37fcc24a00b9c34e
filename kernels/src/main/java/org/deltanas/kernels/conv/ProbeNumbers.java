package org.deltanas.kernels.conv;

import org.deltanas.kernels.Simd;
import org.deltanas.kernels.num.Gaussian;
import org.deltanas.kernels.num.Philox;

/**
 * The random numbers of a probe, in single precision, the same bits for every backend: standard normal, by counter, each
 * stream named by the repeat, what it is for, and the weight stream of the layer or the number of the image. A smaller
 * batch is the beginning of a larger one. Immutable and thread-safe.
 */
public final class ProbeNumbers {
    private static final long WEIGHTS = 0x57;
    private static final long IMAGES = 0x49;
    private static final long PERTURBATIONS = 0x50;

    private final Gaussian gaussian;

    /** Draws on the given instructions, which do not change the numbers. */
    public ProbeNumbers(Simd simd) {
        this.gaussian = Gaussian.of(simd);
    }

    /**
     * Writes the weights of a convolution in the order output channel, input channel of the group, row, column.
     *
     * @param out receives {@link Filter#weights} numbers from index 0
     */
    public void weights(PerturbationProbe probe, Filter convolution, float[] out) {
        weights(probe.weights(), convolution, out);
    }

    /** The same for any draw. */
    public void weights(WeightDraw draw, Filter convolution, float[] out) {
        long stream = Philox.derive(WEIGHTS, draw.repeat(), convolution.weightStream());
        int count = Math.toIntExact(convolution.weights());
        gaussian.fill(draw.seed(), stream, 0, out, 0, count);
        draw.initialisation().apply(convolution, out, count);
    }

    /** Writes one image as it is, in the order channel, row, column: the clean one of a perturbation of this seed and repeat. */
    public void image(long seed, int repeat, int image, int count, float[] out, int offset) {
        gaussian.fill(seed, Philox.derive(IMAGES, repeat, image), 0, out, offset, count);
    }

    /**
     * Writes one image and its perturbed twin, {@code fma(gamma, e, x)} in single precision, in the order channel, row,
     * column.
     *
     * @param image the number of the image in the batch
     * @param count numbers in an image
     * @param clean receives {@code count} numbers from {@code offset}
     * @param perturbed receives {@code count} numbers from {@code offset}
     */
    public void image(PerturbationProbe probe, int image, int count, float[] clean, float[] perturbed, int offset) {
        image(probe.seed(), probe.repeat(), image, count, clean, offset);
        gaussian.fill(probe.seed(), Philox.derive(PERTURBATIONS, probe.repeat(), image), 0, perturbed, offset, count);
        float gamma = (float) probe.gamma();
        for (int i = offset; i < offset + count; i++) {
            perturbed[i] = Math.fma(gamma, perturbed[i], clean[i]);
        }
    }
}
