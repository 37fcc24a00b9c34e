package org.deltanas.tools;

import org.deltanas.bindings.DeviceLimits;
import org.deltanas.kernels.cudnn.EngineCounts;

/**
 * How fast networks of a case were scored.
 *
 * @param of what was measured
 * @param networks live networks, each of another function
 * @param seconds from architectures to scores: plans, weights, copies and all
 * @param replayedSeconds a network, when the batch comes again with other random numbers
 * @param flops of the networks, each by itself
 * @param counts what the device was given
 */
record GpuMeasurement(
        GpuCase of, int networks, double seconds, double replayedSeconds, double flops, EngineCounts counts) {
    double networksPerSecond() {
        return networks / seconds;
    }

    /** Operations that the scores are made of, a second; those of equal layers count for each network that has them. */
    double gflops() {
        return flops / seconds * 1e-9;
    }

    /**
     * The time in which no device of these limits can do what is left once equal layers are merged: operations over peak or
     * bytes over bandwidth, whichever is longer.
     */
    double floorSeconds(DeviceLimits limits) {
        return Math.max(counts.flops() / limits.flopsPerSecond(), counts.movedBytes() / limits.bytesPerSecond());
    }

    /** Which of the two it is. */
    boolean isBoundByMemory(DeviceLimits limits) {
        return counts.movedBytes() / limits.bytesPerSecond() > counts.flops() / limits.flopsPerSecond();
    }

    /** The share of the floor in the time taken. */
    double share(DeviceLimits limits) {
        return floorSeconds(limits) / seconds;
    }
}
