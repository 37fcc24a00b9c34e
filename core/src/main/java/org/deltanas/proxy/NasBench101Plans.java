package org.deltanas.proxy;

import java.util.Optional;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.NasBench101Space.Operation;

/**
 * NAS-Bench-101's networks (Ying et al., ICML 2019, section 2): a 3x3 convolution to 128 channels with batch norm and
 * rectifier, three stacks of three cells of 128, 256 and 512 channels, a 2x2 max pool of stride 2 before the second and
 * the third stack, a classifier of ten classes.
 *
 * <p>In a cell every convolution is followed by batch norm and rectifier. An edge from the input is a 1x1 convolution to as
 * many channels as its vertex has; other values into a vertex are cut to its channels; all are added. The values into the
 * output are concatenated, each having its share of the output's channels, and the projected input is added if there is an
 * edge from input to output. A vertex that does not lead to the output has as many channels as the widest that it leads to.
 * Dead vertices are left out, as in the benchmark.
 *
 * <p>Where the output's channels do not divide evenly the first vertices have one more, so that isomorphic cells may
 * differ by a few parameters.
 */
final class NasBench101Plans implements NetworkPlans {
    private static final int STEM_CHANNELS = 128;
    private static final int STACKS = 3;
    private static final int CELLS = 3;
    private static final int CLASSES = 10;
    private static final int OUTPUT = NasBench101Space.VERTICES - 1;

    private static final long STEM = 21;
    private static final long VERTEX = 22;
    private static final long PROJECTION = 23;

    private static long convolution(long in, long out, int kernel) {
        return in * out * kernel * kernel + 2 * out;
    }

    private static int kernel(int option) {
        return switch (Operation.of(option)) {
            case CONV_3X3 -> 3;
            case CONV_1X1 -> 1;
            case MAX_POOL_3X3 -> 0;
        };
    }

    @Override
    public long parameters(CodeSlab codes, int row) {
        long word = NasBench101Space.pruned(codes.word(row, 0));
        int features = STEM_CHANNELS << (STACKS - 1);
        long sum = convolution(3, STEM_CHANNELS, 3) + (features + 1L) * CLASSES;
        for (int stack = 0; stack < STACKS; stack++) {
            int out = STEM_CHANNELS << stack;
            long channels = NasBench101Space.channels(word, out);
            sum += cellParameters(word, channels, stack == 0 ? out : out / 2, out);
            sum += (CELLS - 1) * cellParameters(word, channels, out, out);
        }
        return sum;
    }

    private static long cellParameters(long word, long channels, int in, int out) {
        long sum = NasBench101Space.leads(word, 0, OUTPUT) ? convolution(in, out, 1) : 0;
        for (int v = 1; v < OUTPUT; v++) {
            int width = NasBench101Space.channelsOf(channels, v);
            sum += NasBench101Space.leads(word, 0, v) ? convolution(in, width, 1) : 0;
            int kernel = kernel(NasBench101Space.option(word, v));
            sum += kernel == 0 ? 0 : convolution(width, width, kernel);
        }
        return sum;
    }

    /** {@inheritDoc} They have not: the order of vertices decides where channels that do not divide go. */
    @Override
    public boolean parametersSameWithinClass() {
        return false;
    }

    @Override
    public NetworkPlan plan(CodeSlab codes, int row, NetworkPlan.Builder net) {
        long word = NasBench101Space.pruned(codes.word(row, 0));
        int x = convolve(net, net.input(3), STEM_CHANNELS, 3, Philox.derive(STEM));
        for (int stack = 0; stack < STACKS; stack++) {
            x = stack == 0 ? x : net.maxPool(x, 2, 2, 0);
            for (int cell = 0; cell < CELLS; cell++) {
                x = cell(net, x, word, STEM_CHANNELS << stack, stack, cell);
            }
        }
        net.classifier(net.channels(x), CLASSES);
        return net.build(x);
    }

    @Override
    public Optional<NetworkPlan> cellPlan(CodeSlab codes, int row) {
        long word = NasBench101Space.pruned(codes.word(row, 0));
        return Optional.of(
                CellSkeleton.plan((net, in, stage, cell) -> cell(net, in, word, net.channels(in), stage, cell)));
    }

    private static int convolve(NetworkPlan.Builder net, int in, int channels, int kernel, long stream) {
        return net.relu(net.batchNorm(net.convolution(in, channels, kernel, stream)));
    }

    private static int cell(NetworkPlan.Builder net, int in, long word, int out, int stack, int cell) {
        long channels = NasBench101Space.channels(word, out);
        for (int v = 1; v < OUTPUT; v++) {
            int width = NasBench101Space.channelsOf(channels, v);
            if (width > 0) {
                net.setNode(v, vertex(net, in, word, v, width, stack, cell));
            }
        }
        int projected = NasBench101Space.leads(word, 0, OUTPUT)
                ? convolve(net, in, out, 1, Philox.derive(PROJECTION, stack, cell, OUTPUT))
                : -1;
        for (int v = 1; v < OUTPUT; v++) {
            if (NasBench101Space.channelsOf(channels, v) > 0 && NasBench101Space.leads(word, v, OUTPUT)) {
                net.term(net.node(v));
            }
        }
        if (net.terms() == 0) {
            return projected;
        }
        int joined = net.joined();
        return projected < 0 ? joined : net.add(joined, projected);
    }

    private static int vertex(NetworkPlan.Builder net, int in, long word, int v, int width, int stack, int cell) {
        for (int from = 1; from < v; from++) {
            if (NasBench101Space.leads(word, from, v)) {
                net.term(net.slice(net.node(from), width));
            }
        }
        if (NasBench101Space.leads(word, 0, v)) {
            net.term(convolve(net, in, width, 1, Philox.derive(PROJECTION, stack, cell, v)));
        }
        int sum = net.sum();
        int kernel = kernel(NasBench101Space.option(word, v));
        return kernel == 0
                ? net.maxPool(sum, 3, 1, 1)
                : convolve(net, sum, width, kernel, Philox.derive(VERTEX, stack, cell, v, kernel));
    }
}
