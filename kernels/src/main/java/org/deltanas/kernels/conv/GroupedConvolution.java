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
                    int corner = window.corner(i / target.size(), i % target.size());
                    sum = pixel(window, weights, tile, corner, c, c / groupOut * groupIn, groupIn);
                }
                out.set(ValueLayout.JAVA_FLOAT, (plane + i * LANES) * 4L, sum);
            }
        }
    }

    private static float pixel(
            Window window, MemorySegment weights, float[] tile, int corner, int channel, int firstIn, int groupIn) {
        int w = channel * groupIn * window.taps.length;
        float sum = 0f;
        for (int i = firstIn; i < firstIn + groupIn; i++) {
            int from = i / LANES * window.tileBlock + corner + i % LANES;
            for (int tap : window.taps) {
                sum = Math.fma(weights.get(ValueLayout.JAVA_FLOAT, w++ * 4L), tile[from + tap], sum);
            }
        }
        return sum;
    }
}
