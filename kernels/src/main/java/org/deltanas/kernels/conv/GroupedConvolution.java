package org.deltanas.kernels.conv;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Convolutions in groups of several channels: rare, so plain. Weights lie as they are drawn. */
final class GroupedConvolution {
    private static final int LANES = ConvKernels.LANES;

    private GroupedConvolution() {}

    /**
     * Fills rows of an image from a tile.
     *
     * @param first the first row
     * @param rows the number of rows, which begin with the tile's
     */
    static void run(
            Filter layer,
            Window window,
            float[] tile,
            MemorySegment weights,
            Buffer target,
            int image,
            int first,
            int rows,
            MemorySegment out) {
        int groupIn = layer.inputChannels() / layer.groups();
        int groupOut = layer.channels() / layer.groups();
        for (int c = 0; c < target.blocks() * LANES; c++) {
            int plane = target.plane(image, c / LANES) + first * target.size() * LANES + c % LANES;
            for (int i = 0; i < rows * target.size(); i++) {
                float sum = 0f;
                if (c < layer.channels()) {
                    int corner = (i / target.size() * window.width() + i % target.size()) * window.stride() * LANES;
                    sum = pixel(layer, window, weights, tile, corner, c, c / groupOut * groupIn, groupIn);
                }
                out.set(ValueLayout.JAVA_FLOAT, (plane + i * LANES) * 4L, sum);
            }
        }
    }

    private static float pixel(
            Filter layer,
            Window window,
            MemorySegment weights,
            float[] tile,
            int corner,
            int channel,
            int firstIn,
            int groupIn) {
        int kernel = layer.kernel();
        int w = channel * groupIn * kernel * kernel;
        float sum = 0f;
        for (int i = firstIn; i < firstIn + groupIn; i++) {
            int plane = i / LANES * window.tileBlock() + corner + i % LANES;
            for (int ky = 0; ky < kernel; ky++) {
                for (int kx = 0; kx < kernel; kx++) {
                    int at = plane + (ky * window.width() + kx) * layer.dilation() * LANES;
                    sum = Math.fma(weights.get(ValueLayout.JAVA_FLOAT, w++ * 4L), tile[at], sum);
                }
            }
        }
        return sum;
    }
}
