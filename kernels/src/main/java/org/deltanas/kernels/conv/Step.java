package org.deltanas.kernels.conv;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One pass over a buffer of a {@link Program}: fills all images of its target, one at a time and in any order, then the
 * statistics of the batch norm that reads the target, if there is one.
 */
abstract class Step {
    private static final int LANES = ConvKernels.LANES;

    /** A buffer's form: blocks of 16 channels of square images. */
    record Form(int buffer, int channels, int size) {
        int blocks() {
            return Math.ceilDiv(channels, LANES);
        }

        int pixels() {
            return size * size;
        }

        int planeFloats() {
            return pixels() * LANES;
        }

        int plane(int image, int block) {
            return (image * blocks() + block) * planeFloats();
        }
    }

    /** The memory of one network under way; shared by the threads that work on it. */
    static final class Memory {
        MemorySegment[] buffers = new MemorySegment[0];
        int batch;
        /** 2 if every image comes clean and perturbed, otherwise 1. */
        int passes;
        /** For the step at hand, the mean and the sum of squared deviations of every channel of every image. */
        double[] means = new double[0];

        double[] squares = new double[0];
        /** For the step at hand, its weights. */
        MemorySegment weights;
        /** What stands in for the network's first step; null if that is run. */
        Stem stem;

        int pass(int image) {
            return image < batch ? 0 : 1;
        }
    }

    /** What one thread needs beside. */
    static final class Scratch {
        float[] tile = new float[0];
        MemorySegment sums = MemorySegment.NULL;
        final float[] moments = new float[3 * LANES];
        /** Statistics of a block's channels: of the chunks so far, and of the chunk at hand. */
        final double[] mean = new double[2 * LANES];

        final double[] square = new double[2 * LANES];
    }

    final Form target;
    /** The batch norm whose statistics are those of the target; null if none reads it. */
    View.Norm norm;
    /** The same for a {@link Layer.Rescale}. */
    View.Norm rescale;
    /** The rectifiers that look at the target. */
    final List<SignTap> taps = new ArrayList<>();

    Step(Form target) {
        this.target = target;
    }

    /** The views that are read. */
    abstract List<View> sources();

    /** Floats of tile needed. */
    int tileFloats() {
        return 0;
    }

    /** Bytes of sums needed. */
    int sumBytes() {
        return 0;
    }

    /** Fills one image. */
    abstract void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image);

    final void run(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
        fill(kernels, memory, scratch, image);
        if (norm != null || rescale != null) {
            measure(kernels, memory, scratch, image);
        }
    }

    /** The norm that settles how statistics are laid out; null if none are taken. */
    final View.Norm measured() {
        return norm != null ? norm : rescale;
    }

    private void measure(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
        MemorySegment buffer = memory.buffers[target.buffer()];
        for (int block = 0; block < target.blocks(); block++) {
            int plane = target.plane(image, block);
            long seen = 0;
            for (int first = 0; first < target.pixels(); first += ConvKernels.CHUNK) {
                int count = Math.min(ConvKernels.CHUNK, target.pixels() - first);
                kernels.moments(buffer, plane + first * LANES, count, scratch.moments);
                double inverse = 1.0 / count;
                for (int l = 0; l < LANES; l++) {
                    double sum = scratch.moments[LANES + l];
                    double shift = sum * inverse;
                    scratch.mean[LANES + l] = scratch.moments[l] + shift;
                    scratch.square[LANES + l] = scratch.moments[2 * LANES + l] - shift * sum;
                }
                merge(scratch.mean, scratch.square, 0, seen, LANES, count, LANES);
                seen += count;
            }
            int at = image * measured().padded + block * LANES;
            System.arraycopy(scratch.mean, 0, memory.means, at, LANES);
            System.arraycopy(scratch.square, 0, memory.squares, at, LANES);
        }
    }

    /**
     * Adds {@code count} values to {@code seen} earlier ones, for each of some channels (Chan, Golub and LeVeque, 1979).
     *
     * @param at the statistics of the earlier values, which become those of all
     * @param from those of the other values
     */
    private static void merge(double[] means, double[] squares, int at, long seen, int from, long count, int channels) {
        if (seen == 0) {
            System.arraycopy(means, from, means, at, channels);
            System.arraycopy(squares, from, squares, at, channels);
            return;
        }
        double share = (double) count / (seen + count);
        for (int c = 0; c < channels; c++) {
            double delta = means[from + c] - means[at + c];
            means[at + c] += delta * share;
            squares[at + c] += squares[from + c] + delta * delta * share * seen;
        }
    }

    /** Settles the norms when all images are filled: images are merged in order, each pass for itself. */
    final void finish(Memory memory) {
        if (rescale != null) {
            rescale(memory);
        }
        // Merges the statistics in place, so that this is last.
        if (norm != null) {
            normalise(memory);
        }
    }

    private void normalise(Memory memory) {
        int pixels = target.pixels();
        long count = (long) memory.batch * pixels;
        for (int pass = 0; pass < memory.passes; pass++) {
            int first = pass * memory.batch * norm.padded;
            for (int n = 1; n < memory.batch; n++) {
                int from = first + n * norm.padded;
                merge(memory.means, memory.squares, first, (long) n * pixels, from, pixels, norm.channels);
            }
            double variances = 0;
            for (int c = 0; c < norm.channels; c++) {
                // Rounding may leave a trace below zero where all values are equal.
                double total = Math.max(0, memory.squares[first + c]);
                int at = pass * norm.padded + c;
                norm.mean[at] = (float) memory.means[first + c];
                norm.scale[at] = (float) (1 / Math.sqrt(total / count + NetworkPlan.EPSILON));
                variances += total / (count - 1);
            }
            norm.variance[pass] = variances / norm.channels;
        }
    }

    private void rescale(Memory memory) {
        int pixels = target.pixels();
        for (int pass = 0; pass < memory.passes; pass++) {
            double squares = 0;
            for (int n = pass * memory.batch; n < (pass + 1) * memory.batch; n++) {
                for (int at = n * rescale.padded; at < n * rescale.padded + rescale.channels; at++) {
                    squares += memory.squares[at] + pixels * memory.means[at] * memory.means[at];
                }
            }
            double mean = squares / ((double) memory.batch * pixels * rescale.channels);
            float scale = mean > 0 ? (float) (1 / Math.sqrt(mean)) : 1f;
            Arrays.fill(rescale.scale, pass * rescale.padded, (pass + 1) * rescale.padded, scale);
        }
    }

    static int normAt(View view, Memory memory, int image, int block) {
        return (view.norm == null ? 0 : memory.pass(image) * view.norm.padded) + block * LANES;
    }

    /** A convolution. */
    static final class Convolution extends Step {
        /** Tiles of a quarter of a megabyte stay in the second-level cache. */
        private static final int TILE_FLOATS = 1 << 16;
        /** Those of kernels of one tap, whose bands share no rows, may as well stay in the first-level cache. */
        private static final int POINT_TILE_FLOATS = 1 << 12;

        final Layer.Convolution layer;
        private final View source;
        private final Form from;
        private final Window window;
        private final int rowsOfBand;
        private final int tileFloats;
        private final int sumBytes;
        private final boolean winograd;

        Convolution(Layer.Convolution layer, View source, Form from, Form target) {
            super(target);
            this.layer = layer;
            this.source = source;
            this.from = from;
            this.winograd = Winograd.suits(layer, target.size());
            int points = winograd ? Winograd.POINTS : 1;
            int blocks = layer.isDepthwise() ? 1 : from.blocks();
            int rows = target.size();
            Window window = window(blocks, rows);
            int most = layer.kernel() == 1 ? POINT_TILE_FLOATS : TILE_FLOATS;
            while (rows > 1 && (long) points * blocks * window.tileRows(rows) * window.width * LANES > most) {
                rows = (rows + 1) / 2;
            }
            if (rows < target.size()) {
                window = window(blocks, rows);
            }
            this.rowsOfBand = rows;
            this.window = window;
            this.tileFloats = Math.multiplyExact(points * blocks, window.tileBlock);
            this.sumBytes =
                    winograd ? Math.multiplyExact(2 * Winograd.POINTS * Float.BYTES, rows * window.size * LANES) : 0;
        }

        private Window window(int blocks, int rows) {
            int last = layer.inputChannels() - (from.blocks() - 1) * LANES;
            if (winograd) {
                return Window.winograd(target.size() / Winograd.OUTPUTS, rows, blocks, last);
            }
            return new Window(
                    layer.kernel(),
                    layer.stride(),
                    layer.padding(),
                    layer.dilation(),
                    from.size(),
                    target.size(),
                    rows,
                    blocks,
                    last);
        }

        @Override
        List<View> sources() {
            return List.of(source);
        }

        @Override
        int tileFloats() {
            return tileFloats;
        }

        @Override
        int sumBytes() {
            return sumBytes;
        }

        /** Whether this reads the images as they are, and makes no more of them than a batch norm's statistics. */
        boolean isStem() {
            return source.buffer == 0 && source.isPlain() && rescale == null;
        }

        /** The weights as the kernels want them. */
        MemorySegment weights(WeightBank bank, WeightDraw draw) {
            return winograd ? bank.winograd(draw, layer) : bank.weights(draw, layer);
        }

        @Override
        void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
            for (int first = 0; first < target.size(); first += rowsOfBand) {
                int rows = Math.min(rowsOfBand, target.size() - first);
                if (winograd) {
                    winograd(kernels, memory, scratch, image, first, rows);
                } else if (layer.groups() == 1) {
                    for (int block = 0; block < from.blocks(); block++) {
                        pack(kernels, memory, scratch, image, block, first, rows, block * window.tileBlock);
                    }
                    kernels.dense(
                            window,
                            scratch.tile,
                            0,
                            memory.weights,
                            0,
                            target.blocks(),
                            first,
                            rows,
                            memory.buffers[target.buffer()],
                            target.plane(image, 0) + first * target.size() * LANES,
                            target.planeFloats());
                } else if (layer.isDepthwise()) {
                    for (int block = 0; block < from.blocks(); block++) {
                        pack(kernels, memory, scratch, image, block, first, rows, 0);
                        kernels.depthwise(
                                window,
                                scratch.tile,
                                0,
                                memory.weights,
                                block * layer.kernel() * layer.kernel() * LANES,
                                rows,
                                memory.buffers[target.buffer()],
                                target.plane(image, block) + first * target.size() * LANES);
                    }
                } else {
                    for (int block = 0; block < from.blocks(); block++) {
                        pack(kernels, memory, scratch, image, block, first, rows, block * window.tileBlock);
                    }
                    GroupedConvolution.run(
                            layer,
                            window,
                            scratch.tile,
                            memory.weights,
                            target,
                            image,
                            first,
                            rows,
                            memory.buffers[target.buffer()]);
                }
            }
        }

        private void winograd(ConvKernels kernels, Memory memory, Scratch scratch, int image, int first, int rows) {
            for (int block = 0; block < from.blocks(); block++) {
                kernels.packWinograd(
                        memory.buffers[source.buffer],
                        from.plane(image, block),
                        from.size(),
                        source,
                        normAt(source, memory, image, block),
                        first - 1,
                        scratch.tile,
                        block * window.tileBlock,
                        window.inputBlocks * window.tileBlock,
                        window.tileRows(rows));
            }
            kernels.winograd(
                    window,
                    scratch.tile,
                    memory.weights,
                    target.blocks(),
                    rows,
                    scratch.sums,
                    memory.buffers[target.buffer()],
                    target.plane(image, 0) + first * target.size() * LANES,
                    target.planeFloats());
        }

        private void pack(
                ConvKernels kernels,
                Memory memory,
                Scratch scratch,
                int image,
                int block,
                int firstRow,
                int rows,
                int at) {
            window.pack(
                    kernels,
                    memory.buffers[source.buffer],
                    from.plane(image, block),
                    from.size(),
                    source,
                    normAt(source, memory, image, block),
                    firstRow * layer.stride() - layer.padding(),
                    -layer.padding(),
                    layer.stride(),
                    scratch.tile,
                    at,
                    rows,
                    0f);
        }
    }

    /** Average or max pooling. */
    static final class Pool extends Step {
        private final View source;
        private final Form from;
        private final Window window;
        private final int stride;
        private final int padding;
        /** For average pooling, one over the pixels under each window; null for max pooling. */
        private final float[] reciprocals;

        Pool(View source, Form from, int kernel, int stride, int padding, boolean max, Form target) {
            super(target);
            this.source = source;
            this.from = from;
            this.padding = padding;
            int size = target.size();
            this.stride = stride;
            this.window = new Window(kernel, stride, 0, 1, from.size(), size, size, 1, LANES);
            this.reciprocals = max ? null : new float[size * size];
            if (!max) {
                for (int i = 0; i < reciprocals.length; i++) {
                    int rows = seen(i / size * stride - padding, kernel, from.size());
                    int columns = seen(i % size * stride - padding, kernel, from.size());
                    reciprocals[i] = 1f / (rows * columns);
                }
            }
        }

        private static int seen(int first, int kernel, int size) {
            return Math.min(first + kernel, size) - Math.max(first, 0);
        }

        @Override
        List<View> sources() {
            return List.of(source);
        }

        @Override
        int tileFloats() {
            return window.tileBlock;
        }

        @Override
        void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
            MemorySegment out = memory.buffers[target.buffer()];
            for (int block = 0; block < target.blocks(); block++) {
                window.pack(
                        kernels,
                        memory.buffers[source.buffer],
                        from.plane(image, block),
                        from.size(),
                        source,
                        normAt(source, memory, image, block),
                        -padding,
                        -padding,
                        stride,
                        scratch.tile,
                        0,
                        target.size(),
                        reciprocals == null ? Float.NEGATIVE_INFINITY : 0f);
                if (reciprocals == null) {
                    kernels.maxPool(window, scratch.tile, 0, out, target.plane(image, block));
                } else {
                    kernels.averagePool(window, scratch.tile, 0, reciprocals, out, target.plane(image, block));
                }
            }
        }
    }

    /** The sum of views; of a single one, a copy. */
    static final class Sum extends Step {
        /** Pixels summed at a time, few enough to stay in the first-level cache from one summand to the next. */
        private static final int PIXELS = 256;

        private final List<View> sources;

        Sum(List<View> sources, Form target) {
            super(target);
            this.sources = List.copyOf(sources);
        }

        @Override
        List<View> sources() {
            return sources;
        }

        @Override
        void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
            MemorySegment out = memory.buffers[target.buffer()];
            for (int block = 0; block < target.blocks(); block++) {
                for (int first = 0; first < target.pixels(); first += PIXELS) {
                    int pixels = Math.min(PIXELS, target.pixels() - first);
                    int at = target.plane(image, block) + first * LANES;
                    for (int s = 0; s < sources.size(); s++) {
                        View view = sources.get(s);
                        MemorySegment in = memory.buffers[view.buffer];
                        int normAt = normAt(view, memory, image, block);
                        if (s == 0) {
                            kernels.copy(in, at, view, normAt, pixels, out, at);
                        } else {
                            kernels.add(in, at, view, normAt, pixels, out, at);
                        }
                    }
                }
            }
        }
    }

    /** The first channels of a view. */
    static final class Slice extends Step {
        private final View source;
        private final Form from;

        Slice(View source, Form from, Form target) {
            super(target);
            this.source = source;
            this.from = from;
        }

        @Override
        List<View> sources() {
            return List.of(source);
        }

        @Override
        void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
            MemorySegment in = memory.buffers[source.buffer];
            MemorySegment out = memory.buffers[target.buffer()];
            for (int block = 0; block < target.blocks(); block++) {
                int to = target.plane(image, block);
                kernels.copy(
                        in,
                        from.plane(image, block),
                        source,
                        normAt(source, memory, image, block),
                        target.pixels(),
                        out,
                        to);
                // Lanes behind the last channel are zero in every buffer.
                for (int lane = target.channels() - block * LANES; lane < LANES; lane++) {
                    for (int i = 0; i < target.pixels(); i++) {
                        out.set(ValueLayout.JAVA_FLOAT, (to + i * LANES + lane) * 4L, 0f);
                    }
                }
            }
        }
    }

    /** A view moved up and left by one pixel. */
    static final class Shift extends Step {
        private final View source;

        /** A shift of a view of the target's form. */
        Shift(View source, Form target) {
            super(target);
            this.source = source;
        }

        @Override
        List<View> sources() {
            return List.of(source);
        }

        @Override
        void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
            MemorySegment in = memory.buffers[source.buffer];
            MemorySegment out = memory.buffers[target.buffer()];
            int size = target.size();
            for (int block = 0; block < target.blocks(); block++) {
                int plane = target.plane(image, block);
                out.asSlice(plane * 4L, target.planeFloats() * 4L).fill((byte) 0);
                int normAt = normAt(source, memory, image, block);
                for (int row = 0; row + 1 < size; row++) {
                    int from = plane + ((row + 1) * size + 1) * LANES;
                    kernels.copy(in, from, source, normAt, size - 1, out, plane + row * size * LANES);
                }
            }
        }
    }

    /** The channels of several plain buffers one after the other; null stands for zeros. */
    static final class Concat extends Step {
        private final List<View> sources;
        private final Form[] forms;

        /**
         * A concatenation.
         *
         * @param sources plain views; null for zeros
         * @param forms their forms, zeros included
         */
        Concat(List<View> sources, Form[] forms, Form target) {
            super(target);
            this.sources = sources;
            this.forms = forms;
        }

        @Override
        List<View> sources() {
            return sources.stream().filter(Objects::nonNull).toList();
        }

        @Override
        void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
            MemorySegment out = memory.buffers[target.buffer()];
            out.asSlice(target.plane(image, 0) * 4L, (long) target.blocks() * target.planeFloats() * 4L)
                    .fill((byte) 0);
            int channel = 0;
            for (int s = 0; s < forms.length; s++) {
                Form form = forms[s];
                View view = sources.get(s);
                for (int c = 0; view != null && c < form.channels(); c++) {
                    MemorySegment in = memory.buffers[view.buffer];
                    int from = form.plane(image, c / LANES) + c % LANES;
                    int to = target.plane(image, (channel + c) / LANES) + (channel + c) % LANES;
                    for (int i = 0; i < form.pixels(); i++) {
                        float v = in.get(ValueLayout.JAVA_FLOAT, (from + i * LANES) * 4L);
                        out.set(ValueLayout.JAVA_FLOAT, (to + i * LANES) * 4L, v);
                    }
                }
                channel += form.channels();
            }
        }
    }
}
