package org.deltanas.kernels.conv;

import java.util.Arrays;

/** What was seen in one forward pass under an {@link ObservationProbe}. */
public final class Observation {
    private final int images;
    private final int channels;
    private final long[] agreements;
    private final double[] covariance;

    private Observation(int images, int channels, long[] agreements, double[] covariance) {
        this.images = images;
        this.channels = channels;
        this.agreements = agreements;
        this.covariance = covariance;
    }

    /** What rectifiers let pass. Keeps the array. */
    static Observation ofRectifiers(int images, long[] agreements) {
        return new Observation(images, 0, agreements, new double[0]);
    }

    /** How channels vary together. Keeps the array. */
    static Observation ofOutput(int channels, double[] covariance) {
        return new Observation(0, channels, new long[0], covariance);
    }

    /** The images of the batch if rectifiers were looked at, otherwise 0. */
    public int images() {
        return images;
    }

    /** The channels of the output if that was looked at, otherwise 0. */
    public int channels() {
        return channels;
    }

    /**
     * For every pair of images the numbers that rectifiers read, over all {@linkplain NetworkPlan#isNeeded needed} rectifiers
     * and those on zeros, which are positive for both images or for neither. A copy, {@code [image][image]}.
     */
    public long[] agreements() {
        return agreements.clone();
    }

    /**
     * The covariance of the output's channels over the images and pixels, divided by their number. A copy,
     * {@code [channel][channel]}; all zero for a dead network.
     */
    public double[] covariance() {
        return covariance.clone();
    }

    /** Whether the other holds the same bits. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Observation that
                && images == that.images
                && channels == that.channels
                && Arrays.equals(agreements, that.agreements)
                && Arrays.equals(covariance, that.covariance);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(agreements) + Arrays.hashCode(covariance);
    }

    @Override
    public String toString() {
        return "agreements " + Arrays.toString(agreements) + ", covariance " + Arrays.toString(covariance);
    }
}
