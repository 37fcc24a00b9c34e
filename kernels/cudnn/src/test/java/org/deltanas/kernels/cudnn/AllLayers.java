package org.deltanas.kernels.cudnn;

import org.deltanas.kernels.conv.NetworkPlan;

/** A small network with every kind of layer, in every way in which they are called. */
final class AllLayers {
    private AllLayers() {}

    static NetworkPlan plan() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(3);
        int stem = net.batchNorm(net.convolution(x, 6, 3, 1));
        int dilated = net.convolution(net.relu(stem), 6, 3, 1, 2, 2, 1, 2);
        int depthwise = net.convolution(stem, 6, 3, 1, 1, 1, 6, 3);
        int sum = net.add(stem, net.zeros(stem), net.batchNorm(dilated), depthwise, stem);
        int only = net.add(net.zeros(stem), net.averagePool(sum, 3, 1, 1));
        int moved = net.shift(net.slice(only, 4));
        int grouped = net.convolution(moved, 4, 1, 1, 0, 1, 2, 4);
        int joined = net.concat(
                net.maxPool(sum, 2, 2, 0), net.zeros(net.maxPool(sum, 2, 2, 0)), net.averagePool(grouped, 2, 2, 0));
        net.batchNorm(net.convolution(joined, 5, 1, 5));
        net.batchNorm(net.relu(net.zeros(joined)));
        return net.build(net.relu(net.batchNorm(joined)));
    }
}
