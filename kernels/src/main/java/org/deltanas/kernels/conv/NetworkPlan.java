package org.deltanas.kernels.conv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a network computes: layers in an order in which every layer comes after those it reads, the last of interest
 * being the output, the features before global average pooling. No sizes but channels and no weights: those come from
 * a probe. Immutable.
 *
 * <p>Three facts about every layer are settled when the plan is built, and all backends rely on them. A layer
 * <em>is zero</em> when it is zero whatever the input, as behind a cut-off edge; a batch norm on zeros has variance 0 and
 * still counts. A layer is <em>needed</em> when the output or some batch norm depends on it. A plan <em>is dead</em> when its
 * output is zero.
 */
public final class NetworkPlan {
    /** Added to a variance before its square root is taken. */
    public static final double EPSILON = 1e-5;

    private final List<Layer> layers;
    private final int input;
    private final int output;
    private final int batchNorms;
    private final boolean[] zero;
    private final boolean[] needed;
    private final long parameters;
    private final long headMacs;
    private final int classes;

    private NetworkPlan(Builder builder, int output) {
        this.layers = List.copyOf(builder.layers);
        this.input = builder.input;
        this.output = output;
        this.batchNorms = builder.batchNorms;
        this.zero = zeros(layers);
        this.needed = needed(layers, output);
        long sum = builder.headParameters;
        for (Layer layer : layers) {
            if (layer instanceof Layer.Convolution convolution) {
                sum = Math.addExact(sum, convolution.weights());
            } else if (layer instanceof Layer.BatchNorm norm && norm.affine()) {
                sum = Math.addExact(sum, 2L * norm.channels());
            }
        }
        this.parameters = sum;
        this.headMacs = builder.headMacs;
        this.classes = builder.classes;
    }

    /** A builder of a plan. */
    public static Builder builder() {
        return new Builder();
    }

    private static boolean[] zeros(List<Layer> layers) {
        boolean[] zero = new boolean[layers.size()];
        for (int i = 0; i < zero.length; i++) {
            Layer layer = layers.get(i);
            zero[i] = layer instanceof Layer.Zeros
                    || (!(layer instanceof Layer.Input)
                            && layer.inputs().stream().allMatch(in -> zero[in]));
        }
        return zero;
    }

    private static boolean[] needed(List<Layer> layers, int output) {
        boolean[] needed = new boolean[layers.size()];
        needed[output] = true;
        for (int i = needed.length - 1; i >= 0; i--) {
            Layer layer = layers.get(i);
            needed[i] |= layer instanceof Layer.BatchNorm;
            if (needed[i]) {
                layer.inputs().forEach(in -> needed[in] = true);
            }
        }
        return needed;
    }

    /** The layers, in an order fit for evaluation. */
    public List<Layer> layers() {
        return layers;
    }

    /** The number of the input layer. */
    public int input() {
        return input;
    }

    /** The number of the layer whose value is the network's features. */
    public int output() {
        return output;
    }

    /** The number of batch norms, cut-off ones included. */
    public int batchNorms() {
        return batchNorms;
    }

    /** Whether a layer's value is zero whatever the input. */
    public boolean isZero(int layer) {
        return zero[layer];
    }

    /** Whether the output or a batch norm depends on a layer. */
    public boolean isNeeded(int layer) {
        return needed[layer];
    }

    /** Whether the output is zero whatever the input. */
    public boolean isDead() {
        return zero[output];
    }

    /** Trainable parameters: convolution weights, two numbers a channel of each affine batch norm, and the classifier. */
    public long parameters() {
        return parameters;
    }

    /** The classes of the classifier, which no backend evaluates; 0 without one. */
    public int classes() {
        return classes;
    }

    /**
     * Multiply-add pairs of all convolutions and the classifier for one image, cut-off layers included; the FLOPs that
     * benchmarks print are these.
     *
     * @throws IllegalArgumentException as {@link #sizes}
     */
    public long macs(int resolution) {
        int[] sizes = sizes(resolution);
        long sum = headMacs;
        for (int i = 0; i < sizes.length; i++) {
            if (layers.get(i) instanceof Layer.Convolution convolution) {
                long pixels = (long) sizes[i] * sizes[i];
                sum = Math.addExact(sum, Math.multiplyExact(convolution.weights(), pixels));
            }
        }
        return sum;
    }

    /**
     * The width, which is the height, of every layer's value.
     *
     * @param resolution width and height of the input
     * @throws IllegalArgumentException if a layer would be left without pixels or would join values of different sizes
     */
    public int[] sizes(int resolution) {
        if (resolution < 1) {
            throw new IllegalArgumentException("the resolution must be positive, not " + resolution);
        }
        int[] sizes = new int[layers.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = size(i, sizes, resolution);
            if (sizes[i] < 1) {
                throw new IllegalArgumentException("a resolution of " + resolution + " is too small: layer " + i + ", "
                        + layers.get(i) + ", has no pixel left");
            }
        }
        return sizes;
    }

    /** The numbers of one image that all needed rectifiers read, those on zeros included. */
    long rectified(int[] sizes) {
        long sum = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (needed[i] && layers.get(i) instanceof Layer.Relu relu) {
                sum += (long) relu.channels() * sizes[i] * sizes[i];
            }
        }
        return sum;
    }

    private int size(int index, int[] sizes, int resolution) {
        Layer layer = layers.get(index);
        if (layer instanceof Layer.Input) {
            return resolution;
        }
        int size = sizes[layer.inputs().get(0)];
        if (layer instanceof Layer.Convolution c) {
            return slide(size, c.dilation() * (c.kernel() - 1) + 1, c.stride(), c.padding());
        }
        if (layer instanceof Layer.AveragePool p) {
            return slide(size, p.kernel(), p.stride(), p.padding());
        }
        if (layer instanceof Layer.MaxPool p) {
            return slide(size, p.kernel(), p.stride(), p.padding());
        }
        for (int in : layer.inputs()) {
            if (sizes[in] != size) {
                throw new IllegalArgumentException(
                        "a resolution of " + resolution + " does not fit: layer " + index + ", "
                                + layer + ", joins images of " + size + " and " + sizes[in]
                                + " pixels a side; try a multiple of all strides");
            }
        }
        return size;
    }

    private static int slide(int size, int extent, int stride, int padding) {
        int room = size + 2 * padding - extent;
        return room < 0 ? 0 : room / stride + 1;
    }

    @Override
    public String toString() {
        return "network of " + layers.size() + " layers and " + parameters + " parameters";
    }

    /**
     * Builds a plan layer by layer; every method returns the number of the layer it added. Not thread-safe.
     *
     * <p>All methods throw {@link IllegalArgumentException} for an input that is no earlier layer and for counts out of
     * range, naming both.
     */
    public static final class Builder {
        private static final int MAX_CHANNELS = 1 << 20;

        private final List<Layer> layers = new ArrayList<>();
        private int input = -1;
        private int batchNorms;
        private long headParameters;
        private long headMacs;
        private int classes;

        private Builder() {}

        /** The network's input of {@code channels} channels; there is one. */
        public int input(int channels) {
            if (input >= 0) {
                throw new IllegalArgumentException("a plan has one input, and layer " + input + " is it");
            }
            checkRange("channels", channels, 1, MAX_CHANNELS);
            input = append(new Layer.Input(channels));
            return input;
        }

        /** Zeros in the shape of an earlier layer. */
        public int zeros(int like) {
            return append(new Layer.Zeros(like, channels(like)));
        }

        /** A dense convolution of stride 1 that keeps the size, for an odd kernel. */
        public int convolution(int in, int channels, int kernel, long weightStream) {
            return convolution(in, channels, kernel, 1, kernel / 2, 1, 1, weightStream);
        }

        /** A convolution; see {@link Layer.Convolution}. */
        public int convolution(
                int in,
                int channels,
                int kernel,
                int stride,
                int padding,
                int dilation,
                int groups,
                long weightStream) {
            int inputChannels = channels(in);
            checkRange("channels", channels, 1, MAX_CHANNELS);
            checkRange("kernel", kernel, 1, 255);
            checkRange("stride", stride, 1, 255);
            checkRange("padding", padding, 0, 255);
            checkRange("dilation", dilation, 1, 255);
            checkRange("groups", groups, 1, inputChannels);
            if (inputChannels % groups != 0 || channels % groups != 0) {
                throw new IllegalArgumentException("groups must divide the channels in and out, " + inputChannels
                        + " and " + channels + ", but are " + groups);
            }
            return append(new Layer.Convolution(
                    in, channels, inputChannels, kernel, stride, padding, dilation, groups, weightStream));
        }

        /** Batch normalisation with a scale and a shift to train. */
        public int batchNorm(int in) {
            return append(new Layer.BatchNorm(in, channels(in), batchNorms++, true));
        }

        /** Batch normalisation without parameters. */
        public int plainBatchNorm(int in) {
            return append(new Layer.BatchNorm(in, channels(in), batchNorms++, false));
        }

        /** Division by the root of the batch's mean square; see {@link Layer.Rescale}. */
        public int rescale(int in) {
            return append(new Layer.Rescale(in, channels(in)));
        }

        /** A rectifier. */
        public int relu(int in) {
            return append(new Layer.Relu(in, channels(in)));
        }

        /** Average pooling that does not count padding. */
        public int averagePool(int in, int kernel, int stride, int padding) {
            checkWindow(kernel, stride, padding);
            return append(new Layer.AveragePool(in, channels(in), kernel, stride, padding));
        }

        /** Max pooling. */
        public int maxPool(int in, int kernel, int stride, int padding) {
            checkWindow(kernel, stride, padding);
            return append(new Layer.MaxPool(in, channels(in), kernel, stride, padding));
        }

        /** The first {@code channels} channels of a layer; the layer itself if it has no more. */
        public int slice(int in, int channels) {
            checkRange("channels", channels, 1, channels(in));
            return channels == channels(in) ? in : append(new Layer.Slice(in, channels));
        }

        /** A layer moved up and left by one pixel; see {@link Layer.Shift}. */
        public int shift(int in) {
            return append(new Layer.Shift(in, channels(in)));
        }

        /** The sum of one or more layers of as many channels. */
        public int add(int... in) {
            if (in.length == 0) {
                throw new IllegalArgumentException("a sum needs an input");
            }
            int channels = channels(in[0]);
            for (int i : in) {
                if (channels(i) != channels) {
                    throw new IllegalArgumentException("a sum needs inputs of as many channels, but layer " + in[0]
                            + " has " + channels + " and layer " + i + " has " + channels(i));
                }
            }
            return append(new Layer.Add(Arrays.stream(in).boxed().toList(), channels));
        }

        /** The channels of one or more layers one after the other. */
        public int concat(int... in) {
            if (in.length == 0) {
                throw new IllegalArgumentException("a concatenation needs an input");
            }
            long channels = 0;
            for (int i : in) {
                channels += channels(i);
            }
            checkRange("channels", channels, 1, MAX_CHANNELS);
            return append(new Layer.Concat(Arrays.stream(in).boxed().toList(), (int) channels));
        }

        /**
         * Counts a linear layer with bias behind global average pooling, which no backend evaluates.
         *
         * @param features the numbers it reads
         * @param classes the numbers it gives
         */
        public void classifier(int features, int classes) {
            checkRange("features", features, 1, MAX_CHANNELS);
            checkRange("classes", classes, 1, MAX_CHANNELS);
            this.classes = classes;
            headParameters = Math.addExact(headParameters, (features + 1L) * classes);
            headMacs = Math.addExact(headMacs, (long) features * classes);
        }

        /** The channels of a layer added before. */
        public int channels(int layer) {
            if (layer < 0 || layer >= layers.size()) {
                throw new IllegalArgumentException(
                        "layer " + layer + " is no earlier layer; there are " + layers.size() + " so far");
            }
            return layers.get(layer).channels();
        }

        /** The plan whose features are the value of layer {@code output}. */
        public NetworkPlan build(int output) {
            channels(output);
            if (input < 0) {
                throw new IllegalArgumentException("a plan needs an input");
            }
            return new NetworkPlan(this, output);
        }

        private int append(Layer layer) {
            layers.add(layer);
            return layers.size() - 1;
        }

        private static void checkWindow(int kernel, int stride, int padding) {
            checkRange("kernel", kernel, 1, 255);
            checkRange("stride", stride, 1, 255);
            // More padding would leave windows that see no pixel at all.
            checkRange("padding", padding, 0, kernel / 2);
        }

        private static void checkRange(String what, long value, long lowest, long highest) {
            if (value < lowest || value > highest) {
                throw new IllegalArgumentException(
                        what + " must be from " + lowest + " to " + highest + ", not " + value);
            }
        }
    }
}
