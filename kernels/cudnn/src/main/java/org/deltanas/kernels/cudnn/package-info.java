/**
 * The {@code cudnn} backend.
 *
 * <p>Reading order: {@link org.deltanas.kernels.cudnn.CudnnBackends} says whether it can run here and opens it; {@link
 * org.deltanas.kernels.cudnn.CudnnBackend} makes batches of networks and makes do with the device's memory; {@code
 * BatchProgram} merges the networks of a batch into one program, {@code BatchRun} puts that into streams or a graph; {@code
 * Device} makes the calls of one layer. A network that does not fit on the device is a {@code DeviceProgram} and goes
 * through a {@code ChunkedRun}, a few images at a time.
 *
 * <p>There are no device kernels of our own: what cuDNN and copies can do is enough. It costs launches: every run of lanes
 * that is gathered for a convolution or summed is a call of its own, where one kernel with a table of addresses would do
 * with one a step. {@link org.deltanas.kernels.cudnn.EngineCounts} counts them.
 */
package org.deltanas.kernels.cudnn;
