package org.deltanas.kernels.cudnn;

import org.deltanas.bindings.DeviceWork;

/**
 * What a backend has done so far, counted on the host: an engine whose time goes into launches or copies shows here, on any
 * machine.
 *
 * @param networks networks evaluated, one for each repeat
 * @param batches batches of them that went to the device as one
 * @param halvings batches that did not fit into the device's memory and were halved
 * @param chunkedNetworks networks whose values did not fit at all, and went through host memory
 * @param layers layers of the networks that went as batches, all together
 * @param distinctLayers those of them that were left once equal layers of equal inputs were merged
 * @param convolutionLanes lanes that convolutions computed
 * @param usedLanes those of them that belonged to a network
 * @param flops multiplications and additions of the convolutions that were left, both passes
 * @param movedBytes bytes of all values that were left, each written once and read once by each layer that reads it, and
 *     of the weights: what memory has to move unless layers are fused or a cache holds them
 * @param plannedBytes the most device memory that any batch was planned to take
 * @param device launches, copies and graph replays
 */
public record EngineCounts(
        long networks,
        long batches,
        long halvings,
        long chunkedNetworks,
        long layers,
        long distinctLayers,
        long convolutionLanes,
        long usedLanes,
        long flops,
        long movedBytes,
        long plannedBytes,
        DeviceWork device) {
    /** Calls that a network took: launches, those that graphs replayed among them, each graph once more. */
    public double launchesPerNetwork() {
        return perNetwork((double) device.launches() + device.replayed() + device.graphReplays());
    }

    /** Calls that the host made for a network: launches, and one for each graph. */
    public double callsPerNetwork() {
        return perNetwork((double) device.launches() + device.captured() + device.graphReplays());
    }

    /** Graphs that were launched for a network: one for each batch that came again. */
    public double replaysPerNetwork() {
        return perNetwork((double) device.graphReplays());
    }

    /** What came after {@code before}; the planned memory stays what it is. */
    public EngineCounts since(EngineCounts before) {
        return new EngineCounts(
                networks - before.networks,
                batches - before.batches,
                halvings - before.halvings,
                chunkedNetworks - before.chunkedNetworks,
                layers - before.layers,
                distinctLayers - before.distinctLayers,
                convolutionLanes - before.convolutionLanes,
                usedLanes - before.usedLanes,
                flops - before.flops,
                movedBytes - before.movedBytes,
                plannedBytes,
                device.since(before.device));
    }

    private double perNetwork(double count) {
        return networks == 0 ? 0 : count / networks;
    }
}
