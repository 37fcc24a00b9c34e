package org.deltanas.kernels.cudnn;

/**
 * How the {@code cudnn} backend works. Immutable; every record of this type is valid.
 *
 * @param networks networks evaluated at once, 1 to 4,096, if the device's memory has room for them
 * @param streams streams that share the steps of a round, 1 to 16
 * @param graphs whether a batch of networks that comes again, with other random numbers, is captured and replayed as a graph
 * @param launchNumbers numbers that one launch shall compute: as many lanes are laid side by side, positive. Responses depend
 *     on it in their last bits
 * @param tf32 whether convolutions may round their factors to the ten bits of TF32, for the tensor cores
 */
public record CudnnOptions(int networks, int streams, boolean graphs, long launchNumbers, boolean tf32) {
    /** Checks the ranges. */
    public CudnnOptions {
        if (networks < 1 || networks > 4096) {
            throw new IllegalArgumentException("networks at once must be from 1 to 4096, not " + networks);
        }
        if (streams < 1 || streams > 16) {
            throw new IllegalArgumentException("streams must be from 1 to 16, not " + streams);
        }
        if (launchNumbers < 1) {
            throw new IllegalArgumentException("the numbers of a launch must be positive, not " + launchNumbers);
        }
    }

    /**
     * 256 networks, four streams, graphs, single precision; 4,194,304 numbers a launch, which is two tiles of 128 x 128 for
     * each of the 132 multiprocessors of an H100. Counted and reasoned, not yet measured: with half of it networks of
     * NAS-Bench-201 take a fifth more launches; the more it is, the more lanes are unused, there one in twelve.
     */
    public static CudnnOptions defaults() {
        return new CudnnOptions(256, 4, true, 1L << 22, false);
    }

    /** These options with or without TF32. */
    public CudnnOptions withTf32(boolean allowed) {
        return new CudnnOptions(networks, streams, graphs, launchNumbers, allowed);
    }
}
