package org.deltanas.kernels.conv;

import java.lang.foreign.MemorySegment;

/**
 * What a convolution makes of the images, with the statistics of the batch norm behind it: the same for all networks that
 * begin so, which those of a space do.
 *
 * @param values the filled buffer
 * @param norm the batch norm's numbers; null if there is none
 */
record Stem(MemorySegment values, View.Norm norm) {

    /**
     * What a stem depends on beside the images.
     *
     * @param size pixels a side of what it makes
     * @param normed whether a batch norm reads it
     */
    record Key(WeightDraw draw, Layer.Convolution layer, int size, boolean normed) {
        static Key of(Step.Convolution step, WeightDraw draw) {
            return new Key(draw, step.layer, step.target.size(), step.norm != null);
        }
    }

    /** Takes the place of the first step of another network. */
    void replace(Step.Convolution first, Step.Memory memory) {
        memory.buffers[first.target.buffer()] = values;
        if (norm != null) {
            first.norm.take(norm);
        }
    }
}
