package org.deltanas.kernels.conv;

import java.util.Arrays;

/**
 * A value that is not stored as such: a buffer as seen through a batch norm and a rectifier, either of which may be
 * missing. The numbers of the batch norm are filled in while the network runs. A slot of a {@link Program}.
 */
final class View {
    /** The buffer behind it. */
    Buffer buffer;
    /** The batch norm applied first; null if there is none. */
    Norm norm;
    /** Whether a rectifier is applied last. */
    boolean relu;

    View of(Buffer ofBuffer, Norm ofNorm, boolean rectified) {
        buffer = ofBuffer;
        norm = ofNorm;
        relu = rectified;
        return this;
    }

    boolean isPlain() {
        return norm == null && !relu;
    }

    /**
     * The mean and scale of every channel, for the clean pass and the perturbed one, {@code [pass][padded channel]}: of a batch
     * norm, or of a {@link Layer.Rescale}, whose mean is 0 and whose scale is the same for all.
     */
    static final class Norm {
        int channels;
        int padded;
        float[] mean = new float[0];
        float[] scale = new float[0];
        /** The channel mean of the unbiased variance, for each pass. */
        final double[] variance = new double[2];

        /** Makes room for so many channels, all numbers zero. */
        Norm of(int ofChannels) {
            channels = ofChannels;
            padded = Math.ceilDiv(channels, ConvKernels.LANES) * ConvKernels.LANES;
            if (mean.length < 2 * padded) {
                mean = new float[2 * padded];
                scale = new float[2 * padded];
            }
            Arrays.fill(mean, 0);
            Arrays.fill(scale, 0);
            return this;
        }

        /** Takes the numbers of another norm of as many channels. */
        void take(Norm other) {
            System.arraycopy(other.mean, 0, mean, 0, 2 * padded);
            System.arraycopy(other.scale, 0, scale, 0, 2 * padded);
            System.arraycopy(other.variance, 0, variance, 0, variance.length);
        }
    }
}
