package org.deltanas.kernels.conv;

/**
 * Winograd's minimal filtering along rows, F(4, 3): four neighbouring outputs of a 3x3 convolution take six products for
 * each channel and kernel row instead of twelve (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR
 * 2016; here in one dimension, so that products are summed over channels and kernel rows alike before they become outputs).
 *
 * <p>A <em>quad</em> is four outputs of a row that begin at a multiple of four. From the six inputs {@code d} under it, the
 * pixel to its left first, and the three taps {@code g} of a kernel row come six numbers each, which are multiplied one by
 * one and summed; with {@code p = 3/4} and {@code q = 3/2},
 *
 * <pre>
 * inputs  d4 - (p p + q q) d2 + p p q q d0          taps  g0 / (p p q q)
 *         (d4 - q q d2) +- p (d3 - q q d1)                (g0 +- p g1 + p p g2) / (2 p p (p p - q q))
 *         (d4 - p p d2) +- q (d3 - p p d1)                (g0 +- q g1 + q q g2) / (2 q q (q q - p p))
 *         d5 - (p p + q q) d3 + p p q q d1                g2
 * </pre>
 *
 * and the outputs are the values of a polynomial's coefficients, see {@link ConvKernels#winograd}. The usual points 1 and 2
 * round more: over 192 products of random numbers the root mean square error is 6.4e-7 of an output's deviation with those,
 * 4.5e-7 with these, whose constants have no more than eight bits, and 2.8e-7 without Winograd.
 *
 * <p>Each point is a matrix product of its own, since all six at a time take more sums than there are registers: on an AMD
 * EPYC of family 25, model 17 (AVX-512) a 3x3 convolution of 64 channels took 0.66 ms directly, 0.81 ms with the points of
 * four quads at a time and 0.36 ms with eight quads of a point; of 16 channels, whose single output vector shares no
 * broadcast, 0.72, 0.99 and 0.54 ms.
 */
final class Winograd {
    /** Outputs of a quad. */
    static final int OUTPUTS = 4;

    /** Numbers of a quad in a tile, and of a kernel row among the weights. */
    static final int POINTS = 6;

    /** {@code p}. */
    static final float P = 3f / 4;

    /** {@code q}. */
    static final float Q = 3f / 2;

    static final float P2 = P * P;
    static final float Q2 = Q * Q;
    static final float P3 = P2 * P;
    static final float Q3 = Q2 * Q;

    /** {@code p p + q q}. */
    static final float SUM = P2 + Q2;

    /** {@code p p q q}. */
    static final float PRODUCT = P2 * Q2;

    private Winograd() {}

    /** Whether a layer can be computed so, and gains by it: its rows must be whole quads. */
    static boolean suits(Filter layer, int outputSize) {
        return layer.kernel() == 3
                && layer.stride() == 1
                && layer.dilation() == 1
                && layer.padding() == 1
                && layer.groups() == 1
                && layer.inputChannels() >= ConvKernels.LANES / 2
                && outputSize % OUTPUTS == 0;
    }

    /** One of the six numbers that stand for the taps of a kernel row. */
    static float tap(int point, double g0, double g1, double g2) {
        double p2 = P2;
        double q2 = Q2;
        return (float)
                switch (point) {
                    case 0 -> g0 / (p2 * q2);
                    case 1 -> (g0 + P * g1 + p2 * g2) / (2 * p2 * (p2 - q2));
                    case 2 -> (g0 - P * g1 + p2 * g2) / (2 * p2 * (p2 - q2));
                    case 3 -> (g0 + Q * g1 + q2 * g2) / (2 * q2 * (q2 - p2));
                    case 4 -> (g0 - Q * g1 + q2 * g2) / (2 * q2 * (q2 - p2));
                    default -> g2;
                };
    }
}
