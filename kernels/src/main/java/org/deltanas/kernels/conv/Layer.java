package org.deltanas.kernels.conv;

import java.util.List;

/**
 * One layer of a {@link NetworkPlan}. Inputs are the numbers of earlier layers; a layer's value is a batch of square
 * images with some channels. Layers have no parameters of their own but a name for their random weights.
 */
public sealed interface Layer {
    /** The numbers of the layers that this one reads, in order. */
    List<Integer> inputs();

    /** The channels of this layer's value. */
    int channels();

    /** The network's input. */
    record Input(int channels) implements Layer {
        @Override
        public List<Integer> inputs() {
            return List.of();
        }
    }

    /** Zeros in the shape of another layer: the value of a node that nothing leads to. */
    record Zeros(int like, int channels) implements Layer {
        @Override
        public List<Integer> inputs() {
            return List.of(like);
        }
    }

    /**
     * A square convolution without bias, zero padded.
     *
     * @param input the layer read
     * @param channels channels out
     * @param inputChannels channels in
     * @param kernel width and height of the kernel
     * @param stride pixels from one output to the next
     * @param padding rows and columns of zeros on each side
     * @param dilation pixels between taps
     * @param groups groups of channels that do not mix; equal to the channels for a depthwise convolution
     * @param weightStream names the stream of normal numbers that the weights are taken from, in the order output
     *     channel, input channel of the group, row, column
     */
    record Convolution(
            int input,
            int channels,
            int inputChannels,
            int kernel,
            int stride,
            int padding,
            int dilation,
            int groups,
            long weightStream)
            implements Layer, Filter {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /**
     * Batch normalisation with the statistics of the batch, scale 1, shift 0 and {@link NetworkPlan#EPSILON}.
     *
     * @param index counts the plan's batch norms from 0
     * @param affine whether the network has a scale and a shift to train here; they count as parameters, and change nothing
     */
    record BatchNorm(int input, int channels, int index, boolean affine) implements Layer {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /**
     * Division by the root of the mean square over the whole batch: images, channels and pixels alike. Values that are all
     * zero stay so. No network has such a layer; probes put them where growth from cell to cell would hide what cells do.
     */
    record Rescale(int input, int channels) implements Layer {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** The larger of the value and 0. */
    record Relu(int input, int channels) implements Layer {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** The mean of the pixels under a square window that lie within the image: padding is not counted. */
    record AveragePool(int input, int channels, int kernel, int stride, int padding) implements Layer {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** The largest of the pixels under a square window that lie within the image. */
    record MaxPool(int input, int channels, int kernel, int stride, int padding) implements Layer {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** The first channels of its input. */
    record Slice(int input, int channels) implements Layer {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /**
     * Its input moved up and left by one pixel; the last row and the last column become zeros. A strided convolution of it
     * reads the pixels that the same convolution of the input leaves out.
     */
    record Shift(int input, int channels) implements Layer {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** The sum of its inputs, added from left to right. */
    record Add(List<Integer> inputs, int channels) implements Layer {
        /** Keeps a copy of {@code inputs}. */
        public Add {
            inputs = List.copyOf(inputs);
        }
    }

    /** The channels of its inputs, one after the other. */
    record Concat(List<Integer> inputs, int channels) implements Layer {
        /** Keeps a copy of {@code inputs}. */
        public Concat {
            inputs = List.copyOf(inputs);
        }
    }
}
