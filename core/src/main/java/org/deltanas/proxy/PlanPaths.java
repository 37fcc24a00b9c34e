package org.deltanas.proxy;

import java.util.List;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.NetworkPlan;

/**
 * What the paths through a network are like, from its input to its output, counted on the layers that lie on one. Nothing is
 * run; one sweep over the plan.
 *
 * @param convolutions the most convolutions on a path; 0 for a dead network
 * @param meanConvolutions the mean number of convolutions on a path
 * @param spatial the most convolutions of more than one pixel on a path
 * @param operations the fewest convolutions and pools on a path
 * @param pools the mean number of pools on a path
 * @param macs multiply-adds of one image in the convolutions that lie on a path
 */
record PlanPaths(int convolutions, double meanConvolutions, int spatial, int operations, double pools, long macs) {

    static PlanPaths of(NetworkPlan plan, int resolution) {
        if (plan.isDead()) {
            return new PlanPaths(0, 0, 0, 0, 0, 0);
        }
        List<Layer> layers = plan.layers();
        boolean[] live = live(plan);
        int[] sizes = plan.sizes(resolution);
        int[] convolutions = new int[live.length];
        int[] spatial = new int[live.length];
        int[] operations = new int[live.length];
        double[] paths = new double[live.length];
        double[] pools = new double[live.length];
        double[] means = new double[live.length];
        long macs = 0;
        for (int i = 0; i < live.length; i++) {
            if (!live[i]) {
                continue;
            }
            Layer layer = layers.get(i);
            if (layer instanceof Layer.Input) {
                paths[i] = 1;
                continue;
            }
            operations[i] = Integer.MAX_VALUE;
            for (int in : layer.inputs()) {
                if (live[in]) {
                    convolutions[i] = Math.max(convolutions[i], convolutions[in]);
                    spatial[i] = Math.max(spatial[i], spatial[in]);
                    operations[i] = Math.min(operations[i], operations[in]);
                    paths[i] += paths[in];
                    double share = paths[in] / paths[i];
                    pools[i] += (pools[in] - pools[i]) * share;
                    means[i] += (means[in] - means[i]) * share;
                }
            }
            if (layer instanceof Layer.Convolution c) {
                convolutions[i]++;
                means[i]++;
                spatial[i] += c.kernel() > 1 ? 1 : 0;
                operations[i]++;
                macs = Math.addExact(macs, c.macs(sizes[i]));
            } else if (layer instanceof Layer.AveragePool || layer instanceof Layer.MaxPool) {
                operations[i]++;
                pools[i]++;
            }
        }
        int out = plan.output();
        return new PlanPaths(convolutions[out], means[out], spatial[out], operations[out], pools[out], macs);
    }

    /** Which layers lie on a path from the input to the output. */
    private static boolean[] live(NetworkPlan plan) {
        boolean[] live = new boolean[plan.layers().size()];
        live[plan.output()] = true;
        for (int i = plan.output(); i >= 0; i--) {
            live[i] &= !plan.isZero(i);
            if (live[i]) {
                plan.layers().get(i).inputs().forEach(in -> live[in] = true);
            }
        }
        return live;
    }
}
