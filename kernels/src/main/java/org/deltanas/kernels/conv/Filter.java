package org.deltanas.kernels.conv;

/** The numbers of a square convolution without bias, zero padded, wherever they are kept; see {@link Layer.Convolution}. */
public interface Filter {
    /** Channels out. */
    int channels();

    /** Channels in. */
    int inputChannels();

    /** Width and height of the kernel. */
    int kernel();

    /** Pixels from one output to the next. */
    int stride();

    /** Rows and columns of zeros on each side. */
    int padding();

    /** Pixels between taps. */
    int dilation();

    /** Groups of channels that do not mix; equal to the channels for a depthwise convolution. */
    int groups();

    /** Names the stream of normal numbers that the weights are taken from. */
    long weightStream();

    /** The number of weights. */
    default long weights() {
        return (long) channels() * (inputChannels() / groups()) * kernel() * kernel();
    }

    /**
     * Multiply-add pairs of one image by the definition, taps on padding included.
     *
     * @param size pixels a side of what the convolution makes
     */
    default long macs(int size) {
        return Math.multiplyExact(weights(), (long) size * size);
    }

    /** Whether every channel has its own kernel and no other input. */
    default boolean isDepthwise() {
        return groups() == inputChannels() && channels() == inputChannels();
    }
}
