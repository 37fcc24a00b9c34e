package org.deltanas.proxy;

import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NatsBenchSizeSpace;

/**
 * The networks of NATS-Bench's size space for CIFAR-10: a 3x3 convolution to the first width with batch norm; a cell of the
 * first width, a residual block of stride 2 to the second, a cell to the third, a residual block of stride 2 to the fourth,
 * a cell to the fifth; batch norm and rectifier.
 *
 * <p>The cell is {@code |3x3~0|+|3x3~0|3x3~1|+|skip~0|3x3~1|3x3~2|} in the terms of {@link NasBench201Plans}; where it
 * changes the number of channels its skip is a 1x1 convolution with batch norm.
 */
final class NatsBenchSizePlans implements NetworkPlans {
    private static final int CLASSES = 10;

    private static final long STEM = 41;
    private static final long EDGE = 42;
    private static final long SKIP = 43;
    private static final long REDUCTION = 44;

    private final NatsBenchSizeSpace space;

    NatsBenchSizePlans(NatsBenchSizeSpace space) {
        this.space = space;
    }

    private static long convNorm(long in, long out, int kernel) {
        return in * out * kernel * kernel + 2 * out;
    }

    private static long cellParameters(long in, long out) {
        return 2 * convNorm(in, out, 3) + 3 * convNorm(out, out, 3) + (in == out ? 0 : convNorm(in, out, 1));
    }

    private static long reductionParameters(long in, long out) {
        return convNorm(in, out, 3) + convNorm(out, out, 3) + in * out;
    }

    @Override
    public long parameters(CodeSlab codes, int row) {
        int c0 = space.channels(codes, row, 0);
        int c1 = space.channels(codes, row, 1);
        int c2 = space.channels(codes, row, 2);
        int c3 = space.channels(codes, row, 3);
        int c4 = space.channels(codes, row, 4);
        return convNorm(3, c0, 3)
                + cellParameters(c0, c0)
                + reductionParameters(c0, c1)
                + cellParameters(c1, c2)
                + reductionParameters(c2, c3)
                + cellParameters(c3, c4)
                + 2L * c4
                + (c4 + 1L) * CLASSES;
    }

    @Override
    public boolean parametersSameWithinClass() {
        return true;
    }

    @Override
    public NetworkPlan plan(CodeSlab codes, int row, NetworkPlan.Builder net) {
        int x = net.batchNorm(net.convolution(net.input(3), space.channels(codes, row, 0), 3, Philox.derive(STEM)));
        for (int layer = 0; layer < NatsBenchSizeSpace.LAYERS; layer++) {
            int channels = space.channels(codes, row, layer);
            x = layer % 2 == 0 ? cell(net, x, channels, layer) : reduction(net, x, channels, layer);
        }
        net.classifier(net.channels(x), CLASSES);
        return net.build(net.relu(net.batchNorm(x)));
    }

    private static int cell(NetworkPlan.Builder net, int in, int channels, int layer) {
        int rectified = net.relu(in);
        int node1 = edge(net, rectified, channels, layer, 0);
        int rectified1 = net.relu(node1);
        int node2 = net.add(edge(net, rectified, channels, layer, 1), edge(net, rectified1, channels, layer, 2));
        int skip = net.channels(in) == channels
                ? in
                : net.batchNorm(net.convolution(in, channels, 1, Philox.derive(SKIP, layer)));
        net.term(skip);
        net.term(edge(net, rectified1, channels, layer, 4));
        net.term(edge(net, net.relu(node2), channels, layer, 5));
        return net.sum();
    }

    private static int edge(NetworkPlan.Builder net, int rectified, int channels, int layer, int edge) {
        return net.batchNorm(net.convolution(rectified, channels, 3, Philox.derive(EDGE, layer, edge)));
    }

    private static int reduction(NetworkPlan.Builder net, int in, int channels, int layer) {
        int x = net.convolution(net.relu(in), channels, 3, 2, 1, 1, 1, Philox.derive(REDUCTION, layer, 0));
        x = net.relu(net.batchNorm(x));
        x = net.batchNorm(net.convolution(x, channels, 3, Philox.derive(REDUCTION, layer, 1)));
        int shortcut = net.averagePool(in, 2, 2, 0);
        return net.add(x, net.convolution(shortcut, channels, 1, Philox.derive(REDUCTION, layer, 2)));
    }
}
