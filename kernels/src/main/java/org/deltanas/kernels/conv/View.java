package org.deltanas.kernels.conv;

/**
 * A value that is not stored as such: a buffer as seen through a batch norm and a rectifier, either of which may be
 * missing. The numbers of the batch norm are filled in while the network runs.
 */
final class View {
    /** The buffer behind it. */
    final int buffer;
    /** The batch norm applied first; null if there is none. */
    final Norm norm;
    /** Whether a rectifier is applied last. */
    final boolean relu;

    View(int buffer, Norm norm, boolean relu) {
        this.buffer = buffer;
        this.norm = norm;
        this.relu = relu;
    }

    boolean isPlain() {
        return norm == null && !relu;
    }

    View rectified() {
        return relu ? this : new View(buffer, norm, true);
    }

    /**
     * The mean and scale of every channel, for the clean pass and the perturbed one, {@code [pass][padded channel]}: of a batch
     * norm, or of a {@link Layer.Rescale}, whose mean is 0 and whose scale is the same for all.
     */
    static final class Norm {
        final boolean rescales;
        final int channels;
        final int padded;
        final float[] mean;
        final float[] scale;
        /** The channel mean of the unbiased variance, for each pass. */
        final double[] variance = new double[2];

        Norm(int channels, boolean rescales) {
            this.rescales = rescales;
            this.channels = channels;
            this.padded = Math.ceilDiv(channels, ConvKernels.LANES) * ConvKernels.LANES;
            this.mean = new float[2 * padded];
            this.scale = new float[2 * padded];
        }

        /** Takes the numbers of another norm of as many channels. */
        void take(Norm other) {
            System.arraycopy(other.mean, 0, mean, 0, mean.length);
            System.arraycopy(other.scale, 0, scale, 0, scale.length);
            System.arraycopy(other.variance, 0, variance, 0, variance.length);
        }
    }
}
