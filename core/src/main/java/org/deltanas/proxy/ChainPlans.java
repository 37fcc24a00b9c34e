package org.deltanas.proxy;

import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.ChainSpace;
import org.deltanas.space.CodeSlab;

/**
 * The networks of a chain of blocks.
 *
 * <p>Every kind of block but 0 is an inverted residual block (Sandler et al., CVPR 2018) with rectifiers: 1x1 convolution
 * to {@code expansion} times the channels, batch norm, rectifier; depthwise convolution of the block's kernel and
 * stride, batch norm, rectifier; 1x1 convolution, batch norm; plus the block's input where the shape has stayed. Kind 0
 * is the identity; at a reduction it is a 1x1 convolution of stride 2 with batch norm. A reduction doubles the channels.
 *
 * <ul>
 *   <li>{@code nasbench-macro}: stem 3x3 to 32 channels, batch norm, rectifier; kind 1 has kernel 3 and expansion 3, kind
 *       2 kernel 5 and expansion 6; a 1x1 convolution to 1,280 channels with batch norm and rectifier at the end.
 *   <li>{@code block:NxR}, this project's own: stem 3x3 to 16 channels, batch norm, rectifier; kind {@code v >= 1} has
 *       kernel {@code 3 + 2 ((v - 1) mod 3)} and expansion {@code 1 + (v - 1) / 3}, so that no two kinds are
 *       alike; the last block's output is the feature.
 * </ul>
 *
 * <p>Weights are named by position, kind and layer. So moving a block to another position of its stage changes its
 * weights, though not the network as a function of its weights.
 */
final class ChainPlans implements NetworkPlans {
    private static final int CLASSES = 10;
    private static final long STEM = 11;
    private static final long BLOCK = 12;
    private static final long HEAD = 13;

    private final ChainSpace space;
    private final boolean macro;
    private final int stemChannels;
    private final int headChannels;
    private final long base;
    /** For each position the row of {@link #ofKind}: positions of equal channels and stride share one. */
    private final int[] rowOfPosition;

    private final long[][] ofKind;

    ChainPlans(ChainSpace space) {
        this.space = space;
        this.macro = space.name().equals("nasbench-macro");
        this.stemChannels = macro ? 32 : 16;
        this.headChannels = macro ? 1280 : 0;
        this.rowOfPosition = new int[space.positions()];
        int reductions = 0;
        for (int p = 0; p < rowOfPosition.length; p++) {
            boolean reduction = space.isReduction(p);
            reductions += reduction ? 1 : 0;
            rowOfPosition[p] = 2 * reductions + (reduction ? 1 : 0);
        }
        this.ofKind = new long[2 * reductions + 2][space.kinds()];
        for (int row = 0; row < ofKind.length; row++) {
            int out = stemChannels << (row / 2);
            boolean reduction = row % 2 == 1;
            for (int kind = 0; kind < space.kinds(); kind++) {
                ofKind[row][kind] = blockParameters(kind, reduction ? out / 2 : out, out, reduction);
            }
        }
        int last = stemChannels << reductions;
        int features = headChannels > 0 ? headChannels : last;
        this.base = 27L * stemChannels
                + 2L * stemChannels
                + (headChannels > 0 ? (last + 2L) * headChannels : 0)
                + (features + 1L) * CLASSES;
    }

    private int kernel(int kind) {
        return macro ? 1 + 2 * kind : 3 + 2 * ((kind - 1) % 3);
    }

    private int expansion(int kind) {
        return macro ? 3 * kind : 1 + (kind - 1) / 3;
    }

    private long blockParameters(int kind, int in, int out, boolean reduction) {
        if (kind == 0) {
            return reduction ? (in + 2L) * out : 0;
        }
        long hidden = (long) in * expansion(kind);
        long square = (long) kernel(kind) * kernel(kind);
        return hidden * (in + 2 + square + 2 + out) + 2L * out;
    }

    @Override
    public long parameters(CodeSlab codes, int row) {
        long sum = base;
        for (int p = 0; p < rowOfPosition.length; p++) {
            sum += ofKind[rowOfPosition[p]][space.option(codes, row, p)];
        }
        return sum;
    }

    /** {@inheritDoc} They have: only identities move within a stage, and their places have the same channels. */
    @Override
    public boolean parametersSameWithinClass() {
        return true;
    }

    @Override
    public NetworkPlan plan(CodeSlab codes, int row, NetworkPlan.Builder net) {
        int x = net.convolution(net.input(3), stemChannels, 3, Philox.derive(STEM));
        x = net.relu(net.batchNorm(x));
        for (int p = 0; p < rowOfPosition.length; p++) {
            x = block(net, x, p, space.option(codes, row, p));
        }
        if (headChannels > 0) {
            x = net.relu(net.batchNorm(net.convolution(x, headChannels, 1, Philox.derive(HEAD))));
        }
        net.classifier(net.channels(x), CLASSES);
        return net.build(x);
    }

    private int block(NetworkPlan.Builder net, int in, int position, int kind) {
        boolean reduction = space.isReduction(position);
        int stride = reduction ? 2 : 1;
        int channels = net.channels(in);
        int out = channels * stride;
        if (kind == 0) {
            return reduction ? net.batchNorm(net.convolution(in, out, 1, 2, 0, 1, 1, stream(position, 0, 0))) : in;
        }
        int hidden = Math.multiplyExact(channels, expansion(kind));
        int kernel = kernel(kind);
        int x = net.relu(net.batchNorm(net.convolution(in, hidden, 1, stream(position, kind, 0))));
        x = net.convolution(x, hidden, kernel, stride, kernel / 2, 1, hidden, stream(position, kind, 1));
        x = net.relu(net.batchNorm(x));
        x = net.batchNorm(net.convolution(x, out, 1, stream(position, kind, 2)));
        return reduction ? x : net.add(in, x);
    }

    private static long stream(int position, int kind, int layer) {
        return Philox.derive(BLOCK, position, kind, layer);
    }
}
