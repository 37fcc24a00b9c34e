package org.deltanas.kernels.conv;

import java.util.Arrays;
import org.deltanas.kernels.num.Philox;

/** Random networks of every kind of layer but {@link Layer.Rescale} unless asked for, with odd channels, kernels, strides, dilations and groups. */
final class RandomPlans {
    private RandomPlans() {}

    /**
     * A plan that is legal at {@code resolution} for a batch of 4 and more.
     *
     * @param smallest pixels a side that every layer keeps at least
     */
    static NetworkPlan plan(Philox random, int resolution, int smallest) {
        return plan(random, resolution, smallest, false);
    }

    /** The same with layers that no network has, for backends that look inside. */
    static NetworkPlan probe(Philox random, int resolution, int smallest) {
        return plan(random, resolution, smallest, true);
    }

    private static NetworkPlan plan(Philox random, int resolution, int smallest, boolean rescales) {
        while (true) {
            NetworkPlan plan = attempt(random, rescales);
            try {
                int[] sizes = new PerturbationProbe(0, 0, 4, resolution, 0.01).check(plan);
                if (Arrays.stream(sizes).min().orElse(0) >= smallest) {
                    return plan;
                }
            } catch (IllegalArgumentException e) {
                // Shrunk away; the next one may not.
            }
        }
    }

    private static NetworkPlan attempt(Philox random, boolean rescales) {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(1 + random.nextInt(20));
        int depth = 2 + random.nextInt(5);
        for (int i = 0; i < depth; i++) {
            x = stage(net, random, x, i);
            if (random.nextInt(4) > 0) {
                x = net.batchNorm(x);
            }
            if (random.nextInt(2) > 0) {
                x = net.relu(x);
            }
            if (rescales && random.nextInt(4) == 0) {
                x = net.rescale(x);
            }
        }
        return net.build(x);
    }

    private static int stage(NetworkPlan.Builder net, Philox random, int x, int stage) {
        int channels = net.channels(x);
        long stream = Philox.derive(stage);
        return switch (random.nextInt(11)) {
            case 0 -> net.averagePool(x, 3, 1, 1);
            case 1 -> net.maxPool(x, 2 + random.nextInt(2), 1 + random.nextInt(2), random.nextInt(2));
            case 2 -> net.averagePool(x, 2, 2, random.nextInt(2));
            case 3 -> depthwise(net, random, x, stream);
            case 4 -> net.convolution(x, 1 + random.nextInt(40), 3, stream);
            case 5 ->
                net.convolution(
                        x,
                        1 + random.nextInt(40),
                        1 + random.nextInt(5),
                        1 + random.nextInt(3),
                        random.nextInt(3),
                        1 + random.nextInt(2),
                        1,
                        stream);
            case 6 ->
                net.add(x, net.batchNorm(net.relu(x)), net.zeros(x), net.convolution(net.relu(x), channels, 3, stream));
            case 7 ->
                net.concat(
                        net.relu(x),
                        net.zeros(x),
                        net.batchNorm(net.convolution(x, 1 + random.nextInt(20), 1, stream)));
            case 8 -> net.add(net.slice(x, 1 + random.nextInt(channels)));
            case 9 -> net.convolution(net.shift(net.relu(x)), 1 + random.nextInt(20), 1, 2, 0, 1, 1, stream);
            default -> {
                int groups = 1 + random.nextInt(3);
                int wide = net.convolution(x, 4 * groups, 1, stream);
                yield net.convolution(wide, 6 * groups, 3, 1, 1, 1, groups, stream + 1);
            }
        };
    }

    private static int depthwise(NetworkPlan.Builder net, Philox random, int x, long stream) {
        int kernel = 1 + 2 * random.nextInt(4);
        int dilation = 1 + random.nextInt(2);
        int channels = net.channels(x);
        return net.convolution(
                x, channels, kernel, 1 + random.nextInt(2), dilation * (kernel / 2), dilation, channels, stream);
    }
}
