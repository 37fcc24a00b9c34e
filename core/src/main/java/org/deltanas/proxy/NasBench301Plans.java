package org.deltanas.proxy;

import java.util.Optional;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.NasBench301Space.Operation;

/**
 * Networks of DARTS cells for CIFAR-10 as NASLib builds them for NAS-Bench-301: a 3x3 convolution to 96 channels with batch
 * norm, then eight cells of 32, 64 and 128 channels a node, the third and the sixth being reduction cells.
 *
 * <p>A cell reads the two values before it, each brought to its channels by rectifier, 1x1 convolution and batch norm, or by a
 * factorised reduction where a reduction cell came between. In a reduction cell edges from the inputs have stride 2, and a
 * skip connection there is a factorised reduction. Separable convolutions are rectifier, depthwise, 1x1, batch norm, twice;
 * dilated ones once; pools have a batch norm behind them. Batch norms on edges have no parameters.
 */
final class NasBench301Plans implements NetworkPlans {
    private static final int CHANNELS = 32;
    private static final int STEM_CHANNELS = 3 * CHANNELS;
    private static final int CELLS = 8;
    private static final int CLASSES = 10;
    private static final int NODES = NasBench301Space.NODES;

    private static final long STEM = 51;
    private static final long INPUT = 52;
    private static final long EDGE = 53;

    NasBench301Plans() {}

    private static boolean reduces(int cell) {
        return cell == 2 || cell == 5;
    }

    private static int kernel(Operation operation) {
        return operation == Operation.SEP_CONV_5X5 || operation == Operation.DIL_CONV_5X5 ? 5 : 3;
    }

    private static long parameters(Operation operation, long channels, boolean strided) {
        long kernel = kernel(operation);
        long separable = channels * kernel * kernel + channels * channels;
        return switch (operation) {
            case MAX_POOL_3X3, AVG_POOL_3X3 -> 0;
            case SKIP_CONNECT -> strided ? channels * channels : 0;
            case SEP_CONV_3X3, SEP_CONV_5X5 -> 2 * separable;
            case DIL_CONV_3X3, DIL_CONV_5X5 -> separable;
        };
    }

    @Override
    public long parameters(CodeSlab codes, int row) {
        long sum = 29L * STEM_CHANNELS;
        long channels = CHANNELS;
        long beforeLast = STEM_CHANNELS;
        long last = STEM_CHANNELS;
        for (int cell = 0; cell < CELLS; cell++) {
            channels *= reduces(cell) ? 2 : 1;
            sum += (beforeLast + 2) * channels + (last + 2) * channels;
            long code = codes.word(row, reduces(cell) ? 1 : 0);
            for (int node = 0; node < NODES; node++) {
                for (int from = 0; from < node + 2; from++) {
                    int held = NasBench301Space.held(code, NasBench301Space.edge(from, node));
                    sum += held == 0 ? 0 : parameters(Operation.of(held - 1), channels, reduces(cell) && from < 2);
                }
            }
            beforeLast = last;
            last = NODES * channels;
        }
        return sum + (last + 1) * CLASSES;
    }

    /** {@inheritDoc} They have: renumbering nodes moves nothing between strided and other edges. */
    @Override
    public boolean parametersSameWithinClass() {
        return true;
    }

    @Override
    public NetworkPlan plan(CodeSlab codes, int row, NetworkPlan.Builder net) {
        int stem = net.batchNorm(net.convolution(net.input(3), STEM_CHANNELS, 3, Philox.derive(STEM)));
        int beforeLast = stem;
        int last = stem;
        int channels = CHANNELS;
        for (int cell = 0; cell < CELLS; cell++) {
            channels *= reduces(cell) ? 2 : 1;
            long code = codes.word(row, reduces(cell) ? 1 : 0);
            boolean afterReduction = cell > 0 && reduces(cell - 1);
            int x = cell(net, beforeLast, last, code, channels, cell, afterReduction);
            beforeLast = last;
            last = x;
        }
        net.classifier(net.channels(last), CLASSES);
        return net.build(last);
    }

    /**
     * {@inheritDoc} Here a skeleton of its own: the two cells in turn, normal ones at 4, 8 and 16 channels a node, with a
     * reduction cell before the second and the third.
     */
    @Override
    public Optional<NetworkPlan> cellPlan(CodeSlab codes, int row) {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int channels = CHANNELS / 8;
        int beforeLast = net.batchNorm(net.convolution(net.input(3), NODES * channels, 3, Philox.derive(STEM)));
        int last = beforeLast;
        // The cells with these numbers in the whole network.
        for (int cell : new int[] {1, 2, 3, 5, 6}) {
            channels *= reduces(cell) ? 2 : 1;
            long code = codes.word(row, reduces(cell) ? 1 : 0);
            int x = net.rescale(cell(net, beforeLast, last, code, channels, cell, reduces(cell - 1)));
            beforeLast = last;
            last = x;
        }
        return Optional.of(net.build(last));
    }

    private static int cell(
            NetworkPlan.Builder net,
            int input0,
            int input1,
            long code,
            int channels,
            int cell,
            boolean afterReduction) {
        net.setNode(
                0,
                afterReduction
                        ? net.batchNorm(
                                TransNasPlans.factorisedReduction(net, input0, channels, Philox.derive(INPUT, cell, 0)))
                        : TransNasPlans.reluConvNorm(net, input0, channels, 1, 1, Philox.derive(INPUT, cell, 0)));
        net.setNode(1, TransNasPlans.reluConvNorm(net, input1, channels, 1, 1, Philox.derive(INPUT, cell, 1)));
        for (int node = 0; node < NODES; node++) {
            int first = edge(net, code, cell, node, NasBench301Space.firstInput(code, node));
            int second = edge(net, code, cell, node, NasBench301Space.secondInput(code, node));
            net.setNode(node + 2, net.add(first, second));
        }
        for (int node = 0; node < NODES; node++) {
            net.term(net.node(node + 2));
        }
        return net.joined();
    }

    private static int edge(NetworkPlan.Builder net, long code, int cell, int node, int from) {
        int edge = NasBench301Space.edge(from, node);
        Operation operation = Operation.of(NasBench301Space.held(code, edge) - 1);
        int stride = reduces(cell) && from < 2 ? 2 : 1;
        int x = net.node(from);
        long stream = Philox.derive(EDGE, cell, edge, NasBench301Space.held(code, edge));
        int kernel = kernel(operation);
        return switch (operation) {
            case MAX_POOL_3X3 -> net.plainBatchNorm(net.maxPool(x, 3, stride, 1));
            case AVG_POOL_3X3 -> net.plainBatchNorm(net.averagePool(x, 3, stride, 1));
            case SKIP_CONNECT ->
                stride == 1
                        ? x
                        : net.plainBatchNorm(TransNasPlans.factorisedReduction(net, x, net.channels(x), stream));
            case SEP_CONV_3X3, SEP_CONV_5X5 ->
                separable(
                        net,
                        separable(net, x, kernel, stride, 1, Philox.derive(stream, 0)),
                        kernel,
                        1,
                        1,
                        Philox.derive(stream, 1));
            case DIL_CONV_3X3, DIL_CONV_5X5 -> separable(net, x, kernel, stride, 2, stream);
        };
    }

    private static int separable(NetworkPlan.Builder net, int in, int kernel, int stride, int dilation, long stream) {
        int channels = net.channels(in);
        int padding = dilation * (kernel / 2);
        int x = net.convolution(
                net.relu(in), channels, kernel, stride, padding, dilation, channels, Philox.derive(stream, 0));
        return net.plainBatchNorm(net.convolution(x, channels, 1, Philox.derive(stream, 1)));
    }
}
