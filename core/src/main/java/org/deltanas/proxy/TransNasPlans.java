package org.deltanas.proxy;

import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;

/** What the networks of both spaces of TransNAS-Bench-101 (Duan et al., CVPR 2021) begin and end with. */
final class TransNasPlans {
    /** The classes of scene classification, the task and the number of the published parameter counts. */
    private static final int CLASSES = 63;

    static final int BASE_CHANNELS = 64;
    /**
     * The stem and the cells leave a 32nd of the pixels a side. Spearman against the published Zen-scores at batch 4, micro
     * (150 cells) and macro (100 chains): .987 and .908 with 16 pixels, .997 and .929 with 32, .999 and .965 with 64.
     */
    static final int PROBE_RESOLUTION = 64;

    /** Pixels a side of an image of Taskonomy, as the benchmark trains on them. */
    static final int RESOLUTION = 256;

    private static final long STEM = 31;

    private TransNasPlans() {}

    /** A 3x3 convolution of stride 2 to 32 channels with batch norm, then rectifier, another to 64, batch norm. */
    static int stem(NetworkPlan.Builder net) {
        int half = BASE_CHANNELS / 2;
        int x = net.batchNorm(net.convolution(net.input(3), half, 3, 2, 1, 1, 1, Philox.derive(STEM, 0)));
        return reluConvNorm(net, x, BASE_CHANNELS, 3, 2, Philox.derive(STEM, 1));
    }

    static long stemParameters() {
        int half = BASE_CHANNELS / 2;
        return convNorm(3, half, 3) + convNorm(half, BASE_CHANNELS, 3);
    }

    static void classifier(NetworkPlan.Builder net, int features) {
        net.classifier(features, CLASSES);
    }

    static long classifierParameters(int features) {
        return (features + 1L) * CLASSES;
    }

    static int reluConvNorm(NetworkPlan.Builder net, int in, int channels, int kernel, int stride, long stream) {
        return net.batchNorm(net.convolution(net.relu(in), channels, kernel, stride, kernel / 2, 1, 1, stream));
    }

    static long convNorm(long in, long out, int kernel) {
        return in * out * kernel * kernel + 2 * out;
    }

    /**
     * A factorised reduction: rectifier, then two 1x1 convolutions of stride 2, the second on the pixels that the first
     * leaves out, concatenated.
     */
    static int factorisedReduction(NetworkPlan.Builder net, int in, int channels, long stream) {
        int x = net.relu(in);
        int first = net.convolution(x, channels / 2, 1, 2, 0, 1, 1, Philox.derive(stream, 0));
        int second = net.convolution(net.shift(x), channels - channels / 2, 1, 2, 0, 1, 1, Philox.derive(stream, 1));
        return net.concat(first, second);
    }
}
