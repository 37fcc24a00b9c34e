package org.deltanas.bindings;

import java.util.List;

/**
 * What the CUDA runtime says of this machine's devices.
 *
 * @param devices the devices, by their number; empty if there are none, or if the runtime could not be asked
 * @param driver the newest version of CUDA that the installed driver runs; null if there is no driver
 * @param reasons why there are no devices, in the runtime's own words; empty if there are some
 */
public record GpuStatus(List<Device> devices, String driver, List<String> reasons) {
    /**
     * One device.
     *
     * @param name as its maker calls it
     * @param memoryBytes all of its memory
     */
    public record Device(String name, long memoryBytes) {}

    /** Copies the lists. */
    public GpuStatus {
        devices = List.copyOf(devices);
        reasons = List.copyOf(reasons);
    }
}
