package org.deltanas.proxy;

import static org.deltanas.proxy.TransNasPlans.BASE_CHANNELS;
import static org.deltanas.proxy.TransNasPlans.convNorm;

import java.util.Optional;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.FourNodeCellSpace;
import org.deltanas.space.TransNasMicroSpace;

/**
 * The networks of TransNAS-Bench-101's cells in the skeleton {@code 64-41414}: a stem that quarters the resolution, then five
 * modules of two cells at 128, 128, 256, 256 and 512 channels; the first cell of the first, third and fifth module halves
 * the resolution and doubles the channels on all edges that leave its input.
 *
 * <p>A convolution on an edge is rectifier, convolution, batch norm; a skip connection that changes the shape is a
 * factorised reduction with batch norm. Operations that are cut off run on zeros, as in the benchmark's code.
 */
final class TransNasMicroPlans implements NetworkPlans {
    private static final int MODULES = 5;
    private static final int NODES = 4;
    private static final int CELLS = 2;

    private static final long EDGE = 32;

    private final TransNasMicroSpace space;
    private final long base;
    private final long[][] ofEdge;

    TransNasMicroPlans(TransNasMicroSpace space) {
        this.space = space;
        this.ofEdge = new long[FourNodeCellSpace.EDGES][space.operations()];
        int channels = BASE_CHANNELS;
        for (int module = 0; module < MODULES; module++) {
            for (int cell = 0; cell < CELLS; cell++) {
                boolean reduction = reduces(module, cell);
                int out = reduction ? 2 * channels : channels;
                for (int e = 0; e < ofEdge.length; e++) {
                    boolean changes = reduction && FourNodeCellSpace.source(e) == 0;
                    int in = changes ? channels : out;
                    ofEdge[e][1] += changes ? convNorm(in, out, 1) : 0;
                    ofEdge[e][2] += convNorm(in, out, 1);
                    ofEdge[e][3] += convNorm(in, out, 3);
                }
                channels = out;
            }
        }
        this.base = TransNasPlans.stemParameters() + TransNasPlans.classifierParameters(channels);
    }

    private static boolean reduces(int module, int cell) {
        return module % 2 == 0 && cell == 0;
    }

    @Override
    public long parameters(CodeSlab codes, int row) {
        long sum = base;
        for (int e = 0; e < ofEdge.length; e++) {
            sum += ofEdge[e][space.option(codes, row, e)];
        }
        return sum;
    }

    /** {@inheritDoc} They have not: operations that are cut off count. */
    @Override
    public boolean parametersSameWithinClass() {
        return false;
    }

    /** {@inheritDoc} The task's images have 256. */
    @Override
    public int resolution() {
        return TransNasPlans.RESOLUTION;
    }

    @Override
    public int probeResolution() {
        return TransNasPlans.PROBE_RESOLUTION;
    }

    /** {@inheritDoc} The cell is one that does not reduce. */
    @Override
    public Optional<NetworkPlan> cellPlan(CodeSlab codes, int row) {
        return Optional.of(CellSkeleton.plan((net, in, stage, cell) -> cell(net, in, codes, row, stage, cell + 1)));
    }

    @Override
    public NetworkPlan plan(CodeSlab codes, int row, NetworkPlan.Builder net) {
        int x = TransNasPlans.stem(net);
        for (int module = 0; module < MODULES; module++) {
            for (int cell = 0; cell < CELLS; cell++) {
                x = cell(net, x, codes, row, module, cell);
            }
        }
        TransNasPlans.classifier(net, net.channels(x));
        return net.build(x);
    }

    private int cell(NetworkPlan.Builder net, int in, CodeSlab codes, int row, int module, int cell) {
        boolean reduction = reduces(module, cell);
        int channels = reduction ? 2 * net.channels(in) : net.channels(in);
        net.setNode(0, in);
        int edge = 0;
        for (int node = 1; node < NODES; node++) {
            for (int source = 0; source < node; source++, edge++) {
                int option = space.option(codes, row, edge);
                if (option != 0) {
                    boolean changes = reduction && source == 0;
                    long stream = Philox.derive(EDGE, module, cell, edge, option);
                    net.term(operation(net, net.node(source), option, channels, changes ? 2 : 1, stream));
                }
            }
            net.setNode(node, net.terms() == 0 ? zeros(net, in, reduction) : net.sum());
        }
        return net.node(NODES - 1);
    }

    private static int operation(NetworkPlan.Builder net, int in, int option, int channels, int stride, long stream) {
        if (option == 1) {
            return stride == 1 ? in : net.batchNorm(TransNasPlans.factorisedReduction(net, in, channels, stream));
        }
        return TransNasPlans.reluConvNorm(net, in, channels, option == 2 ? 1 : 3, stride, stream);
    }

    /** Zeros in the shape of a cell's nodes. */
    private static int zeros(NetworkPlan.Builder net, int in, boolean reduction) {
        int zeros = net.zeros(in);
        if (!reduction) {
            return zeros;
        }
        int halved = net.averagePool(zeros, 1, 2, 0);
        return net.concat(halved, halved);
    }
}
