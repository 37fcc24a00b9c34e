package org.deltanas.kernels.conv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a network computes: layers in an order in which every layer comes after those it reads, the last of interest
 * being the output, the features before global average pooling. No sizes but channels and no weights: those come from
 * a probe. Does not change once it is built, until its {@link Builder} is asked to write another in its place.
 *
 * <p>Three facts about every layer are settled when the plan is built, and all backends rely on them. A layer
 * <em>is zero</em> when it is zero whatever the input, as behind a cut-off edge; a batch norm on zeros has variance 0 and
 * still counts. A layer is <em>needed</em> when the output or some batch norm depends on it. A plan <em>is dead</em> when its
 * output is zero.
 */
public final class NetworkPlan {
    /** Added to a variance before its square root is taken. */
    public static final double EPSILON = 1e-5;

    private final Slots<LayerRow> rows = new Slots<>(LayerRow::new);
    private int input = -1;
    private int output = -1;
    private int batchNorms;
    private long parameters;
    private long headMacs;
    private int classes;
    /** The rows for readers; null until one asks. */
    private List<Layer> layers;

    private NetworkPlan() {}

    /** A builder of a plan. */
    public static Builder builder() {
        return new Builder();
    }

    private void clear() {
        rows.clear();
        input = -1;
        output = -1;
        batchNorms = 0;
        parameters = 0;
        headMacs = 0;
        classes = 0;
        layers = null;
    }

    private void finish(int layer) {
        output = layer;
        rows.get(layer).needed = true;
        for (int i = rows.size() - 1; i >= 0; i--) {
            LayerRow row = rows.get(i);
            row.needed |= row.kind() == LayerRow.Kind.BATCH_NORM;
            for (int in = 0; row.needed && in < row.inputCount(); in++) {
                rows.get(row.input(in)).needed = true;
            }
            parameters = Math.addExact(parameters, row.parameters());
        }
    }

    /** The layers, in an order fit for evaluation. Allocates when first asked. */
    public List<Layer> layers() {
        List<Layer> made = layers;
        if (made == null) {
            List<Layer> all = new ArrayList<>(rows.size());
            for (int i = 0; i < rows.size(); i++) {
                all.add(rows.get(i).layer());
            }
            made = List.copyOf(all);
            layers = made;
        }
        return made;
    }

    /** The number of layers. */
    public int size() {
        return rows.size();
    }

    LayerRow row(int layer) {
        return rows.get(layer);
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
        return rows.get(layer).zero;
    }

    /** Whether the output or a batch norm depends on a layer. */
    public boolean isNeeded(int layer) {
        return rows.get(layer).needed;
    }

    /** Whether the output is zero whatever the input. */
    public boolean isDead() {
        return isZero(output);
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
        return Math.addExact(headMacs, convolutionMacs(resolution, false));
    }

    /**
     * Multiply-add pairs, by their definition, of the convolutions that a backend evaluates for one image: those that are
     * needed and not on zeros.
     *
     * @throws IllegalArgumentException as {@link #sizes}
     */
    public long evaluatedMacs(int resolution) {
        return convolutionMacs(resolution, true);
    }

    private long convolutionMacs(int resolution, boolean evaluated) {
        int[] sizes = sizes(resolution);
        long sum = 0;
        for (int i = 0; i < sizes.length; i++) {
            LayerRow row = rows.get(i);
            if (row.kind() == LayerRow.Kind.CONVOLUTION && (!evaluated || (row.needed && !row.zero))) {
                sum = Math.addExact(sum, row.macs(sizes[i]));
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
        int[] sizes = new int[rows.size()];
        sizes(resolution, sizes);
        return sizes;
    }

    /** The same into an array that may be longer. Allocation free. */
    void sizes(int resolution, int[] sizes) {
        if (resolution < 1) {
            throw new IllegalArgumentException("the resolution must be positive, not " + resolution);
        }
        for (int i = 0; i < rows.size(); i++) {
            LayerRow row = rows.get(i);
            sizes[i] = i == input ? resolution : row.size(sizes[row.input()]);
            if (sizes[i] < 1) {
                throw new IllegalArgumentException("a resolution of " + resolution + " is too small: layer " + i + ", "
                        + row.layer() + ", has no pixel left");
            }
            for (int in = 1; in < row.inputCount(); in++) {
                if (sizes[row.input(in)] != sizes[i]) {
                    throw new IllegalArgumentException(
                            "a resolution of " + resolution + " does not fit: layer " + i + ", "
                                    + row.layer() + ", joins images of " + sizes[i] + " and " + sizes[row.input(in)]
                                    + " pixels a side; try a multiple of all strides");
                }
            }
        }
    }

    /** The numbers of one image that all needed rectifiers read, those on zeros included. */
    long rectified(int[] sizes) {
        long sum = 0;
        for (int i = 0; i < rows.size(); i++) {
            LayerRow row = rows.get(i);
            if (row.needed && row.kind() == LayerRow.Kind.RELU) {
                sum += (long) row.channels() * sizes[i] * sizes[i];
            }
        }
        return sum;
    }

    @Override
    public String toString() {
        return "network of " + rows.size() + " layers and " + parameters + " parameters";
    }

    /**
     * Builds a plan layer by layer; most methods return the number of the layer they added. One that is {@linkplain #clear
     * cleared} writes its next plan in the place of the last and allocates nothing that the last had room for. Not
     * thread-safe.
     *
     * <p>All methods throw {@link IllegalArgumentException} for an input that is no earlier layer and for counts out of
     * range, naming both.
     */
    public static final class Builder {
        private static final int MAX_CHANNELS = 1 << 20;

        private final NetworkPlan plan = new NetworkPlan();
        private int[] terms = new int[4];
        private int termCount;
        private final int[] pair = new int[2];
        private int[] nodes = new int[8];

        private Builder() {}

        /** Begins anew: the plan built last, if any, is no more. */
        public Builder clear() {
            plan.clear();
            termCount = 0;
            return this;
        }

        /** The network's input of {@code channels} channels; there is one. */
        public int input(int channels) {
            if (plan.input >= 0) {
                throw new IllegalArgumentException("a plan has one input, and layer " + plan.input + " is it");
            }
            checkRange("channels", channels, 1, MAX_CHANNELS);
            start(LayerRow.Kind.INPUT, channels);
            plan.input = last();
            return plan.input;
        }

        /** Zeros in the shape of an earlier layer. */
        public int zeros(int like) {
            return same(LayerRow.Kind.ZEROS, like);
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
            start(LayerRow.Kind.CONVOLUTION, channels)
                    .read(in)
                    .window(kernel, stride, padding, dilation)
                    .filter(inputChannels, groups, weightStream);
            return settle();
        }

        /** Batch normalisation with a scale and a shift to train. */
        public int batchNorm(int in) {
            return norm(in, true);
        }

        /** Batch normalisation without parameters. */
        public int plainBatchNorm(int in) {
            return norm(in, false);
        }

        private int norm(int in, boolean affine) {
            int layer = same(LayerRow.Kind.BATCH_NORM, in);
            plan.row(layer).norm(plan.batchNorms++, affine);
            return layer;
        }

        /** Division by the root of the batch's mean square; see {@link Layer.Rescale}. */
        public int rescale(int in) {
            return same(LayerRow.Kind.RESCALE, in);
        }

        /** A rectifier. */
        public int relu(int in) {
            return same(LayerRow.Kind.RELU, in);
        }

        /** Average pooling that does not count padding. */
        public int averagePool(int in, int kernel, int stride, int padding) {
            return pool(LayerRow.Kind.AVERAGE_POOL, in, kernel, stride, padding);
        }

        /** Max pooling. */
        public int maxPool(int in, int kernel, int stride, int padding) {
            return pool(LayerRow.Kind.MAX_POOL, in, kernel, stride, padding);
        }

        private int pool(LayerRow.Kind kind, int in, int kernel, int stride, int padding) {
            checkRange("kernel", kernel, 1, 255);
            checkRange("stride", stride, 1, 255);
            // More padding would leave windows that see no pixel at all.
            checkRange("padding", padding, 0, kernel / 2);
            int layer = same(kind, in);
            plan.row(layer).window(kernel, stride, padding, 1);
            return layer;
        }

        /** The first {@code channels} channels of a layer; the layer itself if it has no more. */
        public int slice(int in, int channels) {
            checkRange("channels", channels, 1, channels(in));
            if (channels == channels(in)) {
                return in;
            }
            start(LayerRow.Kind.SLICE, channels).read(in);
            return settle();
        }

        /** A layer moved up and left by one pixel; see {@link Layer.Shift}. */
        public int shift(int in) {
            return same(LayerRow.Kind.SHIFT, in);
        }

        /** The sum of two layers of as many channels. */
        public int add(int a, int b) {
            pair[0] = a;
            pair[1] = b;
            return add(pair, 2);
        }

        /** The sum of one or more layers of as many channels. */
        public int add(int... in) {
            return add(in, in.length);
        }

        private int add(int[] in, int count) {
            if (count == 0) {
                throw new IllegalArgumentException("a sum needs an input");
            }
            int channels = channels(in[0]);
            for (int i = 0; i < count; i++) {
                if (channels(in[i]) != channels) {
                    throw new IllegalArgumentException("a sum needs inputs of as many channels, but layer " + in[0]
                            + " has " + channels + " and layer " + in[i] + " has " + channels(in[i]));
                }
            }
            return join(LayerRow.Kind.ADD, channels, in, count);
        }

        /** The channels of two layers one after the other. */
        public int concat(int a, int b) {
            pair[0] = a;
            pair[1] = b;
            return concat(pair, 2);
        }

        /** The channels of one or more layers one after the other. */
        public int concat(int... in) {
            return concat(in, in.length);
        }

        private int concat(int[] in, int count) {
            if (count == 0) {
                throw new IllegalArgumentException("a concatenation needs an input");
            }
            long channels = 0;
            for (int i = 0; i < count; i++) {
                channels += channels(in[i]);
            }
            checkRange("channels", channels, 1, MAX_CHANNELS);
            return join(LayerRow.Kind.CONCAT, (int) channels, in, count);
        }

        private int join(LayerRow.Kind kind, int channels, int[] in, int count) {
            LayerRow row = start(kind, channels);
            for (int i = 0; i < count; i++) {
                row.read(in[i]);
            }
            return settle();
        }

        /**
         * Remembers a layer as the next of those that {@link #sum} or {@link #joined} will take together, which forget them: sums
         * in the making do not nest.
         */
        public void term(int layer) {
            channels(layer);
            if (termCount == terms.length) {
                terms = Arrays.copyOf(terms, 2 * termCount);
            }
            terms[termCount++] = layer;
        }

        /** The number of terms remembered. */
        public int terms() {
            return termCount;
        }

        /** The sum of all terms, which are then forgotten; of a single one, itself. */
        public int sum() {
            int count = termCount;
            termCount = 0;
            return count == 1 ? terms[0] : add(terms, count);
        }

        /** The channels of all terms one after the other, which are then forgotten; of a single one, itself. */
        public int joined() {
            int count = termCount;
            termCount = 0;
            return count == 1 ? terms[0] : concat(terms, count);
        }

        /** Keeps the number of the layer that stands for node {@code node} of a cell, 0 or more. */
        public void setNode(int node, int layer) {
            channels(layer);
            if (node >= nodes.length) {
                nodes = Arrays.copyOf(nodes, 2 * node);
            }
            nodes[node] = layer;
        }

        /** The layer that was last set for a node. */
        public int node(int node) {
            return nodes[node];
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
            plan.classes = classes;
            plan.parameters = Math.addExact(plan.parameters, (features + 1L) * classes);
            plan.headMacs = Math.addExact(plan.headMacs, (long) features * classes);
        }

        /** The channels of a layer added before. */
        public int channels(int layer) {
            if (layer < 0 || layer >= plan.size()) {
                throw new IllegalArgumentException(
                        "layer " + layer + " is no earlier layer; there are " + plan.size() + " so far");
            }
            return plan.row(layer).channels();
        }

        /**
         * The plan whose features are the value of layer {@code output}.
         *
         * @throws IllegalStateException if it has been built already
         */
        public NetworkPlan build(int output) {
            channels(output);
            if (plan.input < 0) {
                throw new IllegalArgumentException("a plan needs an input");
            }
            checkOpen();
            plan.finish(output);
            return plan;
        }

        private void checkOpen() {
            if (plan.output >= 0) {
                throw new IllegalStateException("the plan is built: clear the builder to begin another");
            }
        }

        /** A layer with one input and as many channels. */
        private int same(LayerRow.Kind kind, int in) {
            start(kind, channels(in)).read(in);
            return settle();
        }

        private LayerRow start(LayerRow.Kind kind, int channels) {
            checkOpen();
            return plan.rows.next().start(kind, channels);
        }

        /** Ends the last layer, whose inputs are known now. */
        private int settle() {
            LayerRow row = plan.row(last());
            boolean zero = true;
            for (int i = 0; i < row.inputCount(); i++) {
                zero &= plan.isZero(row.input(i));
            }
            row.zero |= zero;
            return last();
        }

        private int last() {
            return plan.size() - 1;
        }

        private static void checkRange(String what, long value, long lowest, long highest) {
            if (value < lowest || value > highest) {
                throw new IllegalArgumentException(
                        what + " must be from " + lowest + " to " + highest + ", not " + value);
            }
        }
    }
}
