/**
 * The {@code cudnn} backend.
 *
 * <p>Reading order: {@link org.deltanas.kernels.cudnn.CudnnBackends} says whether it can run here and opens it; {@code
 * CudnnBackend} takes networks one after the other and makes do with the device's memory; {@code DeviceProgram} is a
 * network made ready, {@code ResidentRun} evaluates it on the device at once, {@code ChunkedRun} a few images at a time;
 * {@code Device} makes the calls of one layer.
 */
package org.deltanas.kernels.cudnn;
