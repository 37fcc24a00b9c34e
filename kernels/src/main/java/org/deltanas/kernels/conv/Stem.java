package org.deltanas.kernels.conv;

import java.lang.foreign.MemorySegment;

/**
 * What a convolution makes of the images, with the statistics of the batch norm behind it: the same for all networks that
 * begin so, which those of a space do.
 *
 * @param draw the draw of the weights
 * @param filter the convolution
 * @param size pixels a side of what it makes
 * @param values the filled buffer
 * @param norm the batch norm's numbers; null if none reads it
 */
record Stem(WeightDraw draw, Filter filter, int size, MemorySegment values, View.Norm norm) {

    /** What the first step of a network has made. */
    static Stem of(Step.Convolution first, WeightDraw draw) {
        View.Norm norm = null;
        if (first.norm != null) {
            norm = new View.Norm().of(first.norm.channels);
            norm.take(first.norm);
        }
        Buffer target = first.target;
        return new Stem(draw, (Filter) first.layer.layer(), target.size(), target.memory, norm);
    }

    /** Whether this is what the first step of a network would make. */
    boolean replaces(Step.Convolution first, WeightDraw ofDraw) {
        Filter other = first.layer;
        return size == first.target.size()
                && (norm != null) == (first.norm != null)
                && draw.equals(ofDraw)
                && filter.weightStream() == other.weightStream()
                && filter.channels() == other.channels()
                && filter.inputChannels() == other.inputChannels()
                && filter.kernel() == other.kernel()
                && filter.stride() == other.stride()
                && filter.padding() == other.padding()
                && filter.dilation() == other.dilation()
                && filter.groups() == other.groups();
    }

    /** Takes the place of the first step of another network. */
    void replace(Step.Convolution first) {
        first.target.memory = values;
        first.target.at = 0;
        if (norm != null) {
            first.norm.take(norm);
        }
    }
}
