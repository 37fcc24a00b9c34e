package org.deltanas.kernels.conv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * A network of positive weights on an image of ones, forwards and backwards, in single precision with an exponent a layer. Every
 * layer has a rule for its value and one for the derivatives of what it reads; what a proxy makes of them is the last step
 * alone. Batch norms let everything pass, and derivatives with respect to weights are needed only in sum: that of
 * {@code w dR/dw} over a convolution's weights is that of {@code y dR/dy} over its values.
 *
 * <p>One image and one thread. The derivative of a convolution is a convolution of the tile of derivatives, spread by the
 * stride, with the kernel turned around, and runs in the same kernel.
 */
final class FlowPass {
    private static final int LANES = ConvKernels.LANES;
    private static final View PLAIN = new View();

    private final ConvKernels kernels;
    private final WeightBank bank;
    private final WeightDraw draw;
    private final NetworkPlan plan;
    private final int[] sizes;
    private final ScaledPlanes[] values;
    private final ScaledPlanes[] derivatives;
    private final WeightBank.Key key = new WeightBank.Key();
    private float[] tile = new float[0];

    /** The pass, in memory of {@code arena}. */
    FlowPass(ConvKernels kernels, WeightBank bank, FlowProbe probe, NetworkPlan plan, Arena arena) {
        for (Layer layer : plan.layers()) {
            if (layer instanceof Layer.Rescale) {
                throw new IllegalArgumentException("there are no derivatives of " + layer);
            }
        }
        this.kernels = kernels;
        this.bank = bank;
        this.draw = probe.weights();
        this.plan = plan;
        this.sizes = plan.sizes(probe.resolution());
        this.values = new ScaledPlanes[sizes.length];
        this.derivatives = new ScaledPlanes[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            if (plan.isNeeded(i) && !plan.isZero(i)) {
                Buffer form = new Buffer(plan.layers().get(i).channels(), sizes[i]);
                long bytes = (long) form.blocks() * form.planeFloats() * Float.BYTES;
                values[i] = new ScaledPlanes(form, arena.allocate(bytes, 64));
                derivatives[i] = new ScaledPlanes(form, arena.allocate(bytes, 64));
            }
        }
    }

    /** The logarithm of the flow. */
    double run() {
        if (plan.isDead()) {
            return Double.NEGATIVE_INFINITY;
        }
        List<Layer> layers = plan.layers();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                forward(layers.get(i), values[i]);
                values[i].settle();
            }
        }
        ScaledPlanes output = derivatives[plan.output()];
        float share = 1f / output.form.pixels();
        output.isZero = false;
        for (int c = 0; c < output.form.channels(); c++) {
            for (int p = 0; p < output.form.pixels(); p++) {
                output.set(output.channel(c) + p * LANES, share);
            }
        }
        for (int i = values.length - 1; i >= 0; i--) {
            if (values[i] != null && !derivatives[i].isZero) {
                derivatives[i].settle();
                backward(layers.get(i), values[i], derivatives[i]);
            }
        }
        return logFlow(layers);
    }

    private double logFlow(List<Layer> layers) {
        double[] logs = new double[layers.size()];
        Arrays.fill(logs, Double.NEGATIVE_INFINITY);
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logs.length; i++) {
            // The classifier's own flow is that through the output.
            boolean counts = layers.get(i) instanceof Layer.Convolution && values[i] != null && !derivatives[i].isZero;
            if (counts) {
                logs[i] = logFlow(i);
                largest = Math.max(largest, logs[i]);
            }
        }
        double classifier = logFlow(plan.output());
        largest = Math.max(largest, classifier);
        if (largest == Double.NEGATIVE_INFINITY) {
            // Padding and shifts may leave nothing of an image of a few pixels.
            return largest;
        }
        double sum = StrictMath.exp(classifier - largest);
        for (double log : logs) {
            sum += StrictMath.exp(log - largest);
        }
        return largest + StrictMath.log(sum);
    }

    private double logFlow(int layer) {
        double exponent = (double) values[layer].exponent + derivatives[layer].exponent;
        return StrictMath.log(values[layer].dot(derivatives[layer])) + exponent * StrictMath.log(2);
    }

    private void forward(Layer layer, ScaledPlanes to) {
        if (layer instanceof Layer.Input) {
            for (int c = 0; c < to.form.channels(); c++) {
                for (int p = 0; p < to.form.pixels(); p++) {
                    to.set(to.channel(c) + p * LANES, 1);
                }
            }
            return;
        }
        if (layer instanceof Layer.Concat || layer instanceof Layer.Add) {
            int first = 0;
            for (int in : layer.inputs()) {
                if (values[in] != null) {
                    move(values[in], 0, to, first, plan.layers().get(in).channels());
                }
                first += layer instanceof Layer.Concat ? plan.layers().get(in).channels() : 0;
            }
            return;
        }
        ScaledPlanes from = values[layer.inputs().get(0)];
        if (layer instanceof Layer.Convolution c) {
            convolve(c, from, to);
            return;
        }
        if (layer instanceof Layer.AveragePool p) {
            averagePool(from, to, p, false);
            return;
        }
        if (layer instanceof Layer.MaxPool p) {
            maxPool(from, to, p, null);
            return;
        }
        if (layer instanceof Layer.Shift) {
            shift(from, to, false);
            return;
        }
        // Of positive numbers a rectifier makes themselves.
        move(from, 0, to, 0, to.form.channels());
    }

    private void backward(Layer layer, ScaledPlanes value, ScaledPlanes from) {
        if (layer instanceof Layer.Input) {
            return;
        }
        if (layer instanceof Layer.Concat || layer instanceof Layer.Add) {
            int first = 0;
            for (int in : layer.inputs()) {
                int channels = plan.layers().get(in).channels();
                if (values[in] != null) {
                    move(from, first, derivatives[in], 0, channels);
                }
                first += layer instanceof Layer.Concat ? channels : 0;
            }
            return;
        }
        int in = layer.inputs().get(0);
        ScaledPlanes to = derivatives[in];
        if (layer instanceof Layer.Convolution c) {
            convolveBack(c, from, to);
            return;
        }
        if (layer instanceof Layer.AveragePool p) {
            averagePool(from, to, p, true);
            return;
        }
        if (layer instanceof Layer.MaxPool p) {
            maxPool(values[in], from, p, to);
            return;
        }
        if (layer instanceof Layer.Shift) {
            shift(from, to, true);
            return;
        }
        move(from, 0, to, 0, value.form.channels());
    }

    /** Adds channels of one to channels of another. */
    private static void move(ScaledPlanes from, int first, ScaledPlanes to, int toFirst, int channels) {
        float factor = to.factorFor(from.exponent);
        if (first == 0 && toFirst == 0) {
            // Blocks lie alike; of a slice, lanes that one side does not have are left alone.
            for (int c = 0; c < channels; c += LANES) {
                int lanes = Math.min(LANES, channels - c);
                int at = from.form.plane(0, c / LANES);
                for (int i = 0; i < from.form.planeFloats(); i++) {
                    if (i % LANES < lanes) {
                        to.add(at + i, from.get(at + i) * factor);
                    }
                }
            }
            return;
        }
        for (int c = 0; c < channels; c++) {
            int at = from.channel(first + c);
            int toAt = to.channel(toFirst + c);
            for (int p = 0; p < from.form.pixels(); p++) {
                to.add(toAt + p * LANES, from.get(at + p * LANES) * factor);
            }
        }
    }

    private static void shift(ScaledPlanes from, ScaledPlanes to, boolean back) {
        float factor = to.factorFor(from.exponent);
        int size = from.form.size();
        for (int block = 0; block < from.form.blocks(); block++) {
            int plane = from.form.plane(0, block);
            for (int y = 0; y + 1 < size; y++) {
                for (int i = 0; i < (size - 1) * LANES; i++) {
                    int near = plane + y * size * LANES + i;
                    int far = near + (size + 1) * LANES;
                    to.add(back ? far : near, from.get(back ? near : far) * factor);
                }
            }
        }
    }

    private static void averagePool(ScaledPlanes from, ScaledPlanes to, Layer.AveragePool p, boolean back) {
        float factor = to.factorFor(from.exponent);
        ScaledPlanes fine = back ? to : from;
        ScaledPlanes coarse = back ? from : to;
        int size = fine.form.size();
        int coarseSize = coarse.form.size();
        for (int i = 0; i < coarse.form.pixels(); i++) {
            int top = i / coarseSize * p.stride() - p.padding();
            int left = i % coarseSize * p.stride() - p.padding();
            int rows = Math.min(top + p.kernel(), size) - Math.max(top, 0);
            int columns = Math.min(left + p.kernel(), size) - Math.max(left, 0);
            float share = factor / (rows * columns);
            for (int y = Math.max(top, 0); y < Math.min(top + p.kernel(), size); y++) {
                for (int x = Math.max(left, 0); x < Math.min(left + p.kernel(), size); x++) {
                    for (int block = 0; block < fine.form.blocks(); block++) {
                        int at = fine.form.plane(0, block) + (y * size + x) * LANES;
                        int coarseAt = coarse.form.plane(0, block) + i * LANES;
                        for (int l = 0; l < LANES; l++) {
                            int source = back ? coarseAt : at;
                            to.add((back ? at : coarseAt) + l, from.get(source + l) * share);
                        }
                    }
                }
            }
        }
    }

    /** Forwards where {@code derivative} is null; otherwise hands {@code coarse}'s derivatives to the first of the largest. */
    private static void maxPool(ScaledPlanes fine, ScaledPlanes coarse, Layer.MaxPool p, ScaledPlanes derivative) {
        float factor = (derivative == null ? coarse : derivative)
                .factorFor(derivative == null ? fine.exponent : coarse.exponent);
        int size = fine.form.size();
        int coarseSize = coarse.form.size();
        for (int block = 0; block < fine.form.blocks(); block++) {
            for (int i = 0; i < coarse.form.pixels() * LANES; i++) {
                int top = i / LANES / coarseSize * p.stride() - p.padding();
                int left = i / LANES % coarseSize * p.stride() - p.padding();
                int largest = -1;
                for (int y = Math.max(top, 0); y < Math.min(top + p.kernel(), size); y++) {
                    for (int x = Math.max(left, 0); x < Math.min(left + p.kernel(), size); x++) {
                        int at = fine.form.plane(0, block) + (y * size + x) * LANES + i % LANES;
                        largest = largest < 0 || fine.get(at) > fine.get(largest) ? at : largest;
                    }
                }
                int coarseAt = coarse.form.plane(0, block) + i;
                if (derivative == null) {
                    coarse.set(coarseAt, fine.get(largest) * factor);
                } else {
                    derivative.add(largest, coarse.get(coarseAt) * factor);
                }
            }
        }
    }

    private void convolve(Layer.Convolution c, ScaledPlanes from, ScaledPlanes to) {
        to.exponent = from.exponent;
        to.isZero = false;
        Window window = reserve(c, c.stride(), c.padding(), from.form.size(), from.form, to.form);
        for (int block = 0; block < from.form.blocks(); block++) {
            window.pack(
                    kernels,
                    from.floats,
                    from.form.plane(0, block),
                    from.form.size(),
                    PLAIN,
                    0,
                    -c.padding(),
                    -c.padding(),
                    c.stride(),
                    tile,
                    block * window.tileBlock,
                    to.form.size(),
                    0f);
        }
        multiply(c, window, bank.weights(key, draw, c), from.form, to);
    }

    private void convolveBack(Layer.Convolution c, ScaledPlanes from, ScaledPlanes to) {
        int span = c.dilation() * (c.kernel() - 1);
        int width = to.form.size() + span;
        Window window = reserve(c, 1, 0, width, from.form, to.form);
        Arrays.fill(tile, 0, from.form.blocks() * window.tileBlock, 0f);
        int size = from.form.size();
        int corner = span - c.padding();
        for (int block = 0; block < from.form.blocks(); block++) {
            for (int i = 0; i < from.form.pixels(); i++) {
                int row = corner + i / size * c.stride();
                int column = corner + i % size * c.stride();
                if (row >= 0 && row < width && column >= 0 && column < width) {
                    int at = block * window.tileBlock + (row * width + column) * LANES;
                    int source = from.form.plane(0, block) + i * LANES;
                    for (int l = 0; l < LANES; l++) {
                        tile[at + l] = from.get(source + l);
                    }
                }
            }
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate((long) to.count() * Float.BYTES, 64);
            ScaledPlanes part = new ScaledPlanes(to.form, memory);
            part.exponent = from.exponent;
            multiply(turned(c), window, bank.turned(key, draw, c), from.form, part);
            // One product of a sum of many may be the largest number there is.
            part.settle();
            if (!part.isZero) {
                move(part, 0, to, 0, to.form.channels());
            }
        }
    }

    /** The convolution of derivatives: channels change places. */
    private static Layer.Convolution turned(Layer.Convolution c) {
        return new Layer.Convolution(
                c.input(),
                c.inputChannels(),
                c.channels(),
                c.kernel(),
                1,
                0,
                c.dilation(),
                c.groups(),
                c.weightStream());
    }

    /** The window of a convolution over one tile; makes room for that. */
    private Window reserve(Layer.Convolution c, int stride, int padding, int inputSize, Buffer from, Buffer to) {
        int last = from.channels() - (from.blocks() - 1) * LANES;
        int blocks = c.isDepthwise() ? 1 : from.blocks();
        Window window =
                new Window(c.kernel(), stride, padding, c.dilation(), inputSize, to.size(), to.size(), blocks, last);
        int floats = Math.multiplyExact(from.blocks(), window.tileBlock);
        if (tile.length < floats) {
            tile = new float[floats];
        }
        return window;
    }

    private void multiply(Layer.Convolution c, Window window, MemorySegment weights, Buffer from, ScaledPlanes to) {
        Buffer form = to.form;
        if (c.groups() == 1) {
            kernels.dense(
                    window,
                    tile,
                    0,
                    weights,
                    0,
                    form.blocks(),
                    0,
                    form.size(),
                    to.floats,
                    form.plane(0, 0),
                    form.planeFloats());
        } else if (c.isDepthwise()) {
            for (int block = 0; block < from.blocks(); block++) {
                kernels.depthwise(
                        window,
                        tile,
                        block * window.tileBlock,
                        weights,
                        block * window.taps.length * LANES,
                        form.size(),
                        to.floats,
                        form.plane(0, block));
            }
        } else {
            GroupedConvolution.run(c, window, tile, weights, form, 0, 0, form.size(), to.floats);
        }
    }
}
