package org.deltanas.proxy;

import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;

/**
 * The small network in which cells of any space are looked at: that of NAS-Bench-201 with two cells a stage instead of five,
 * every cell's and every residual block's output divided by the root of its mean square. Without that a cell's own doing
 * would be lost under growth along paths on which nothing is normalised.
 */
final class CellSkeleton {
    private static final int STAGES = 3;
    private static final int CELLS = 2;
    private static final long STEM = 71;
    private static final int CHANNELS = 16;

    private CellSkeleton() {}

    /** A cell that keeps the shape of its input. */
    interface Cell {
        /** Adds the cell; returns its output. */
        int add(NetworkPlan.Builder net, int in, int stage, int cell);
    }

    /** The network of a cell; its output is that of the last cell. */
    static NetworkPlan plan(Cell cell) {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.batchNorm(net.convolution(net.input(3), CHANNELS, 3, Philox.derive(STEM)));
        for (int stage = 0; stage < STAGES; stage++) {
            if (stage > 0) {
                x = net.rescale(NasBench201Plans.reduction(net, x, stage));
            }
            for (int i = 0; i < CELLS; i++) {
                x = net.rescale(cell.add(net, x, stage, i));
            }
        }
        return net.build(x);
    }
}
