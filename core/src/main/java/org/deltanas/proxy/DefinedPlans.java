package org.deltanas.proxy;

import java.util.List;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.DefinedSpace;
import org.deltanas.space.SpaceDefinition;
import org.deltanas.space.SpaceDefinition.Block;
import org.deltanas.space.SpaceDefinition.Connection;
import org.deltanas.space.SpaceDefinition.Position;

/** The networks of a space of the user's own, as {@link SpaceDefinition} says. */
final class DefinedPlans implements NetworkPlans {
    private static final long STEM = 61;
    private static final long BLOCK = 62;
    private static final long CONNECTION = 63;

    private final DefinedSpace space;
    private final SpaceDefinition definition;
    private final long base;
    private final long[][] ofOption;

    DefinedPlans(DefinedSpace space) {
        this.space = space;
        this.definition = space.definition();
        this.ofOption = new long[space.positions()][];
        for (int p = 0; p < space.chain(); p++) {
            Position position = definition.positions().get(p);
            int in = channels(p);
            boolean changes = position.stride() > 1 || in != position.channels();
            ofOption[p] = position.operations().stream()
                    .mapToLong(operation -> parameters(operation.block(), in, position.channels(), changes))
                    .toArray();
        }
        for (int p = space.chain(); p < space.positions(); p++) {
            Connection connection = definition.connections().get(p - space.chain());
            ofOption[p] = new long[] {0, connectionParameters(connection)};
        }
        int features = channels(space.chain());
        this.base = 29L * definition.stemChannels() + (features + 1L) * definition.classes();
    }

    /** The channels of the stem (0) or of a position counted from 1. */
    private int channels(int value) {
        return value == 0
                ? definition.stemChannels()
                : definition.positions().get(value - 1).channels();
    }

    /** How far the positions after {@code from} up to {@code to} shrink an image. */
    private int stride(int from, int to) {
        int stride = 1;
        for (int p = from; p < to; p++) {
            stride = Math.multiplyExact(stride, definition.positions().get(p).stride());
        }
        return stride;
    }

    private static long parameters(Block block, long in, long out, boolean changes) {
        long square = (long) block.kernel() * block.kernel();
        return switch (block.kind()) {
            case NONE -> 0;
            case IDENTITY -> changes ? (in + 2) * out : 0;
            case MAX_POOL, AVERAGE_POOL -> in == out ? 0 : (in + 2) * out;
            case CONVOLUTION -> (in * square + 2) * out;
            case SEPARABLE -> in * square + (in + 2) * out;
            case INVERTED_RESIDUAL -> in * block.expansion() * (in + 2 + square + 2 + out) + 2 * out;
        };
    }

    /** What reads a connection has the shape of the value before it. */
    private long connectionParameters(Connection connection) {
        long in = channels(connection.from());
        long out = channels(connection.to() - 1);
        return in == out && stride(connection.from(), connection.to() - 1) == 1 ? 0 : (in + 2) * out;
    }

    @Override
    public long parameters(CodeSlab codes, int row) {
        long sum = base;
        for (int p = 0; p < ofOption.length; p++) {
            sum += ofOption[p][space.option(codes, row, p)];
        }
        return sum;
    }

    @Override
    public boolean parametersSameWithinClass() {
        return true;
    }

    @Override
    public NetworkPlan plan(CodeSlab codes, int row, NetworkPlan.Builder net) {
        net.setNode(0, stem(net));
        for (int p = 0; p < space.chain(); p++) {
            Position position = definition.positions().get(p);
            int in = input(net, codes, row, p + 1);
            int option = space.option(codes, row, p);
            Block block = position.operations().get(option).block();
            net.setNode(p + 1, block(net, in, block, position, Philox.derive(BLOCK, p, option)));
        }
        int output = net.node(space.chain());
        net.classifier(net.channels(output), definition.classes());
        return net.build(output);
    }

    private int stem(NetworkPlan.Builder net) {
        int stride = definition.stemStride();
        int x = net.convolution(net.input(3), definition.stemChannels(), 3, stride, 1, 1, 1, Philox.derive(STEM));
        return net.relu(net.batchNorm(x));
    }

    /** What a position, counted from 1, reads. */
    private int input(NetworkPlan.Builder net, CodeSlab codes, int row, int position) {
        List<Connection> connections = definition.connections();
        int before = net.node(position - 1);
        net.term(before);
        for (int c = 0; c < connections.size(); c++) {
            Connection connection = connections.get(c);
            if (connection.to() == position && space.option(codes, row, space.chain() + c) == 1) {
                int from = net.node(connection.from());
                int stride = stride(connection.from(), position - 1);
                net.term(project(net, from, net.channels(before), stride, Philox.derive(CONNECTION, c)));
            }
        }
        return net.sum();
    }

    /** A 1x1 convolution with batch norm where the shape changes. */
    private static int project(NetworkPlan.Builder net, int in, int channels, int stride, long stream) {
        return stride == 1 && net.channels(in) == channels
                ? in
                : net.batchNorm(net.convolution(in, channels, 1, stride, 0, 1, 1, stream));
    }

    private static int block(NetworkPlan.Builder net, int in, Block block, Position position, long stream) {
        int out = position.channels();
        int stride = position.stride();
        int kernel = block.kernel();
        int padding = block.dilation() * (kernel / 2);
        int channels = net.channels(in);
        return switch (block.kind()) {
            case NONE -> zeros(net, in, out, stride);
            case IDENTITY -> project(net, in, out, stride, stream);
            case MAX_POOL -> project(net, net.maxPool(in, kernel, stride, kernel / 2), out, 1, stream);
            case AVERAGE_POOL -> project(net, net.averagePool(in, kernel, stride, kernel / 2), out, 1, stream);
            case CONVOLUTION ->
                net.batchNorm(net.convolution(net.relu(in), out, kernel, stride, padding, block.dilation(), 1, stream));
            case SEPARABLE -> {
                int x = net.convolution(
                        net.relu(in),
                        channels,
                        kernel,
                        stride,
                        padding,
                        block.dilation(),
                        channels,
                        Philox.derive(stream, 0));
                yield net.batchNorm(net.convolution(x, out, 1, Philox.derive(stream, 1)));
            }
            case INVERTED_RESIDUAL -> {
                int hidden = Math.multiplyExact(channels, block.expansion());
                int x = net.relu(net.batchNorm(net.convolution(in, hidden, 1, Philox.derive(stream, 0))));
                x = net.convolution(x, hidden, kernel, stride, padding, 1, hidden, Philox.derive(stream, 1));
                x = net.batchNorm(net.convolution(net.relu(net.batchNorm(x)), out, 1, Philox.derive(stream, 2)));
                yield stride == 1 && channels == out ? net.add(in, x) : x;
            }
        };
    }

    /** Zeros in the shape that a position gives. */
    private static int zeros(NetworkPlan.Builder net, int in, int channels, int stride) {
        int zeros = net.zeros(in);
        int shaped = stride == 1 ? zeros : net.averagePool(zeros, 1, stride, 0);
        if (net.channels(shaped) >= channels) {
            return net.slice(shaped, channels);
        }
        int copies = Math.ceilDiv(channels, net.channels(shaped));
        for (int i = 0; i < copies; i++) {
            net.term(shaped);
        }
        return net.slice(net.joined(), channels);
    }
}
