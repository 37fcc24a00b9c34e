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

    private double perNetwork(double count) {
        return networks == 0 ? 0 : count / networks;
    }
}
