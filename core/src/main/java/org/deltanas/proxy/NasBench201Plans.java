package org.deltanas.proxy;

import java.util.Optional;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
import org.deltanas.space.NasBench201Space.Operation;

/**
 * NAS-Bench-201's networks for CIFAR-10 (Dong and Yang, ICLR 2020, section 2): a 3x3 convolution to 16 channels with
 * batch norm, three stages of five cells at 16, 32 and 64 channels, a residual block of stride 2 before the second and
 * the third stage, batch norm and rectifier at the end.
 *
 * <p>A convolution on an edge is rectifier, convolution, batch norm. Operations whose input is cut off from the cell's
 * input run on zeros, and those that do not reach the output run too, as in the benchmark's own code: their batch norms
 * count in the Zen-score.
 */
final class NasBench201Plans implements NetworkPlans {
    private static final int STEM_CHANNELS = 16;
    private static final int STAGES = 3;
    private static final int CELLS = 5;
    private static final int NODES = 4;
    private static final int CLASSES = 10;

    private static final long STEM = 1;
    private static final long EDGE = 2;
    private static final long REDUCTION = 3;

    private final NasBench201Space space;
    private final long base;
    private final long[] ofOption = new long[Operation.values().length];

    NasBench201Plans(NasBench201Space space) {
        this.space = space;
        long rest = convolutionAndNorm(3, STEM_CHANNELS, 3);
        long widths = 0;
        long squares = 0;
        for (int stage = 0; stage < STAGES; stage++) {
            int channels = STEM_CHANNELS << stage;
            if (stage > 0) {
                rest += convolutionAndNorm(channels / 2, channels, 3)
                        + convolutionAndNorm(channels, channels, 3)
                        + (channels / 2L) * channels;
            }
            widths += CELLS * 2L * channels;
            squares += CELLS * (long) channels * channels;
        }
        int features = STEM_CHANNELS << (STAGES - 1);
        this.base = rest + 2L * features + (features + 1L) * CLASSES;
        for (int option = 0; option < ofOption.length; option++) {
            int kernel = kernel(Operation.of(option));
            ofOption[option] = kernel == 0 ? 0 : squares * kernel * kernel + widths;
        }
    }

    /** The kernel of an operation that convolves, 0 of one that does not. */
    private static int kernel(Operation operation) {
        return operation == Operation.NOR_CONV_1X1 ? 1 : operation == Operation.NOR_CONV_3X3 ? 3 : 0;
    }

    private static long convolutionAndNorm(int in, int out, int kernel) {
        return (long) in * out * kernel * kernel + 2L * out;
    }

    @Override
    public long parameters(CodeSlab codes, int row) {
        long sum = base;
        for (int edge = 0; edge < NasBench201Space.EDGES; edge++) {
            sum += ofOption[space.option(codes, row, edge)];
        }
        return sum;
    }

    /** {@inheritDoc} They have not: operations that are cut off count. */
    @Override
    public boolean parametersSameWithinClass() {
        return false;
    }

    @Override
    public Optional<NetworkPlan> cellPlan(CodeSlab codes, int row) {
        return Optional.of(CellSkeleton.plan((net, in, stage, cell) -> cell(net, in, codes, row, stage, cell)));
    }

    @Override
    public NetworkPlan plan(CodeSlab codes, int row, NetworkPlan.Builder net) {
        int x = net.batchNorm(net.convolution(net.input(3), STEM_CHANNELS, 3, Philox.derive(STEM)));
        for (int stage = 0; stage < STAGES; stage++) {
            if (stage > 0) {
                x = reduction(net, x, stage);
            }
            for (int cell = 0; cell < CELLS; cell++) {
                x = cell(net, x, codes, row, stage, cell);
            }
        }
        int features = net.channels(x);
        net.classifier(features, CLASSES);
        return net.build(net.relu(net.batchNorm(x)));
    }

    private int cell(NetworkPlan.Builder net, int in, CodeSlab codes, int row, int stage, int cell) {
        net.setNode(0, in);
        int edge = 0;
        for (int node = 1; node < NODES; node++) {
            for (int source = 0; source < node; source++, edge++) {
                Operation operation = Operation.of(space.option(codes, row, edge));
                int from = net.node(source);
                int kernel = kernel(operation);
                if (kernel > 0) {
                    long stream = Philox.derive(EDGE, stage, cell, edge, kernel);
                    net.term(net.batchNorm(net.convolution(net.relu(from), net.channels(in), kernel, stream)));
                } else if (operation != Operation.NONE) {
                    net.term(operation == Operation.AVG_POOL_3X3 ? net.averagePool(from, 3, 1, 1) : from);
                }
            }
            net.setNode(node, net.terms() == 0 ? net.zeros(in) : net.sum());
        }
        return net.node(NODES - 1);
    }

    /** Two rectified 3x3 convolutions, the first of stride 2, beside a 2x2 average pool and a 1x1 convolution. */
    static int reduction(NetworkPlan.Builder net, int in, int stage) {
        int channels = 2 * net.channels(in);
        int x = net.convolution(net.relu(in), channels, 3, 2, 1, 1, 1, Philox.derive(REDUCTION, stage, 0));
        x = net.relu(net.batchNorm(x));
        x = net.batchNorm(net.convolution(x, channels, 3, Philox.derive(REDUCTION, stage, 1)));
        int shortcut = net.averagePool(in, 2, 2, 0);
        shortcut = net.convolution(shortcut, channels, 1, Philox.derive(REDUCTION, stage, 2));
        return net.add(x, shortcut);
    }
}
