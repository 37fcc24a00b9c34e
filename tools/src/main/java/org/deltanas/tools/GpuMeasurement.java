package org.deltanas.tools;

import org.deltanas.bindings.DeviceLimits;
import org.deltanas.kernels.cudnn.EngineCounts;

/**
 * How fast networks of a case were scored.
 *
 * @param of what was measured
 * @param tf32 whether convolutions were allowed to round
 * @param drawn live networks of the case, each of another function
 * @param networks how many of them were scored before the time was up
 * @param seconds from architectures to scores: plans, weights, copies and all
 * @param replayedSeconds a network, when the batch comes again with other random numbers
 * @param flops of the networks, each by itself
 * @param counts what the device was given
 * @param replays what it was given when the batch came again
 */
record GpuMeasurement(
        GpuCase of,
        boolean tf32,
        int drawn,
        int networks,
        double seconds,
        double replayedSeconds,
        double flops,
        EngineCounts counts,
        EngineCounts replays) {
    /** E.g. {@code nasbench201, batch 16, TF32}. */
    String name() {
        return of.name() + (tf32 ? ", TF32" : "");
    }

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
        return Math.max(arithmeticSeconds(limits), memorySeconds(limits));
    }

    /** Which of the two it is. */
    boolean isBoundByMemory(DeviceLimits limits) {
        return memorySeconds(limits) > arithmeticSeconds(limits);
    }

    private double arithmeticSeconds(DeviceLimits limits) {
        return counts.flops() / (tf32 ? limits.tf32FlopsPerSecond() : limits.flopsPerSecond());
    }

    private double memorySeconds(DeviceLimits limits) {
        return counts.movedBytes() / limits.bytesPerSecond();
    }

    /** The share of the floor in the time taken. */
    double share(DeviceLimits limits) {
        return floorSeconds(limits) / seconds;
    }
}
