package org.deltanas.kernels.conv;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One pass over a buffer of a {@link Program}: fills all images of its target, one at a time and in any order, then the
 * statistics of the batch norm that reads the target, if there is one. A slot of the program.
 */
abstract class Step {
    private static final int LANES = ConvKernels.LANES;

    /** The memory of one network under way; shared by the threads that work on it. */
    static final class Memory {
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

    /** What it fills. */
    Buffer target;
    /** The views that are read. */
    final List<View> sources = new ArrayList<>();
    /** The batch norm whose statistics are those of the target; null if none reads it. */
    View.Norm norm;
    /** The same for a {@link Layer.Rescale}. */
    View.Norm rescale;
    /** The rectifiers that look at the target. */
    final List<SignTap> taps = new ArrayList<>();

    /** Makes this the step that fills {@code buffer}. */
    final void start(Buffer buffer) {
        target = buffer;
        buffer.producer = this;
        sources.clear();
        norm = null;
        rescale = null;
        taps.clear();
    }

    /** The first view read. */
    final View source() {
        return sources.get(0);
    }

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
        measure(kernels, memory, scratch, image);
    }

    /** The norm that settles how statistics are laid out; null if none are taken. */
    final View.Norm measured() {
        return norm != null ? norm : rescale;
    }

    /** Takes the statistics of one image, if any are wanted. */
    final void measure(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
        if (measured() == null) {
            return;
        }
        MemorySegment buffer = target.memory;
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
        /** Its numbers, in the plan that is run. */
        LayerRow layer;

        private Tiling tiling;
        private Window window;

        /** Makes this a convolution of {@code view}. */
        Convolution of(LayerRow row, Tiling rowTiling, View view, Buffer buffer) {
            start(buffer);
            sources.add(view);
            layer = row;
            tiling = rowTiling;
            window = tiling.window;
            return this;
        }

        @Override
        int tileFloats() {
            return tiling.tileFloats;
        }

        @Override
        int sumBytes() {
            return tiling.sumBytes;
        }

        /** Multiply-add pairs that are done for one image, where there are {@code macs} by the definition. */
        long multiplied(long macs) {
            return tiling.winograd ? macs * Winograd.POINTS / ((long) Winograd.OUTPUTS * layer.kernel()) : macs;
        }

        /** Whether this reads the images as they are, and makes no more of them than a batch norm's statistics. */
        boolean isStem() {
            return source().buffer.producer == null && source().isPlain() && rescale == null;
        }

        /** The weights as the kernels want them. */
        MemorySegment weights(WeightBank bank, WeightBank.Key key, WeightDraw draw) {
            return tiling.winograd ? bank.winograd(key, draw, layer) : bank.weights(key, draw, layer);
        }

        @Override
        void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
            Buffer from = source().buffer;
            for (int first = 0; first < target.size(); first += tiling.rowsOfBand) {
                int rows = Math.min(tiling.rowsOfBand, target.size() - first);
                if (tiling.winograd) {
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
                            target.memory,
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
                                target.memory,
                                target.plane(image, block) + first * target.size() * LANES);
                    }
                } else {
                    for (int block = 0; block < from.blocks(); block++) {
                        pack(kernels, memory, scratch, image, block, first, rows, block * window.tileBlock);
                    }
                    GroupedConvolution.run(
                            layer, window, scratch.tile, memory.weights, target, image, first, rows, target.memory);
                }
            }
        }

        private void winograd(ConvKernels kernels, Memory memory, Scratch scratch, int image, int first, int rows) {
            View source = source();
            Buffer from = source.buffer;
            for (int block = 0; block < from.blocks(); block++) {
                kernels.packWinograd(
                        from.memory,
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
                    target.memory,
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
            View source = source();
            Buffer from = source.buffer;
            window.pack(
                    kernels,
                    from.memory,
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
        private LayerRow layer;
        private Tiling tiling;

        /** Makes this a pooling of {@code view}. */
        Pool of(LayerRow row, Tiling rowTiling, View view, Buffer buffer) {
            start(buffer);
            sources.add(view);
            layer = row;
            tiling = rowTiling;
            return this;
        }

        @Override
        int tileFloats() {
            return tiling.tileFloats;
        }

        @Override
        void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
            boolean max = layer.kind() == LayerRow.Kind.MAX_POOL;
            int padding = layer.padding();
            Window window = tiling.window;
            View source = source();
            Buffer from = source.buffer;
            MemorySegment out = target.memory;
            for (int block = 0; block < target.blocks(); block++) {
                window.pack(
                        kernels,
                        from.memory,
                        from.plane(image, block),
                        from.size(),
                        source,
                        normAt(source, memory, image, block),
                        -padding,
                        -padding,
                        layer.stride(),
                        scratch.tile,
                        0,
                        target.size(),
                        max ? Float.NEGATIVE_INFINITY : 0f);
                if (max) {
                    kernels.maxPool(window, scratch.tile, 0, out, target.plane(image, block));
                } else {
                    kernels.averagePool(window, scratch.tile, 0, tiling.reciprocals, out, target.plane(image, block));
                }
            }
        }
    }

    /** The sum of views; of a single one, a copy. */
    static final class Sum extends Step {
        /** Pixels summed at a time, few enough to stay in the first-level cache from one summand to the next. */
        private static final int PIXELS = 256;

        /** Makes this a sum of {@link #sources} yet to be added. */
        Sum of(Buffer buffer) {
            start(buffer);
            return this;
        }

        @Override
        void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
            MemorySegment out = target.memory;
            for (int block = 0; block < target.blocks(); block++) {
                int plane = target.plane(image, block);
                for (int first = 0; first < target.pixels(); first += PIXELS) {
                    int pixels = Math.min(PIXELS, target.pixels() - first);
                    for (int s = 0; s < sources.size(); s++) {
                        View view = sources.get(s);
                        MemorySegment in = view.buffer.memory;
                        int from = view.buffer.plane(image, block) + first * LANES;
                        int normAt = normAt(view, memory, image, block);
                        if (s == 0) {
                            kernels.copy(in, from, view, normAt, pixels, out, plane + first * LANES);
                        } else {
                            kernels.add(in, from, view, normAt, pixels, out, plane + first * LANES);
                        }
                    }
                }
            }
        }
    }

    /** The first channels of a view. */
    static final class Slice extends Step {
        /** Makes this a slice of {@code view}. */
        Slice of(View view, Buffer buffer) {
            start(buffer);
            sources.add(view);
            return this;
        }

        @Override
        void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
            View source = source();
            Buffer from = source.buffer;
            MemorySegment out = target.memory;
            for (int block = 0; block < target.blocks(); block++) {
                int to = target.plane(image, block);
                kernels.copy(
                        from.memory,
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
        /** Makes this a shift of {@code view}, whose buffer has the target's shape. */
        Shift of(View view, Buffer buffer) {
            start(buffer);
            sources.add(view);
            return this;
        }

        @Override
        void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
            View source = source();
            MemorySegment in = source.buffer.memory;
            MemorySegment out = target.memory;
            int size = target.size();
            for (int block = 0; block < target.blocks(); block++) {
                int from = source.buffer.plane(image, block);
                int to = target.plane(image, block);
                zero(out, to, target.planeFloats());
                int normAt = normAt(source, memory, image, block);
                for (int row = 0; row + 1 < size; row++) {
                    int at = from + ((row + 1) * size + 1) * LANES;
                    kernels.copy(in, at, source, normAt, size - 1, out, to + row * size * LANES);
                }
            }
        }
    }

    /** The channels of several plain buffers one after the other, with zeros where none are. */
    static final class Concat extends Step {
        private int[] firstChannels = new int[4];

        /** Makes this a concatenation of parts yet to be added. */
        Concat of(Buffer buffer) {
            start(buffer);
            return this;
        }

        /** Adds a part. */
        void part(View view, int firstChannel) {
            if (sources.size() == firstChannels.length) {
                firstChannels = Arrays.copyOf(firstChannels, 2 * firstChannels.length);
            }
            firstChannels[sources.size()] = firstChannel;
            sources.add(view);
        }

        @Override
        void fill(ConvKernels kernels, Memory memory, Scratch scratch, int image) {
            MemorySegment out = target.memory;
            zero(out, target.plane(image, 0), target.blocks() * target.planeFloats());
            for (int s = 0; s < sources.size(); s++) {
                Buffer from = sources.get(s).buffer;
                MemorySegment in = from.memory;
                for (int c = 0; c < from.channels(); c++) {
                    int channel = firstChannels[s] + c;
                    int at = from.plane(image, c / LANES) + c % LANES;
                    int to = target.plane(image, channel / LANES) + channel % LANES;
                    for (int i = 0; i < from.pixels(); i++) {
                        float v = in.get(ValueLayout.JAVA_FLOAT, (at + i * LANES) * 4L);
                        out.set(ValueLayout.JAVA_FLOAT, (to + i * LANES) * 4L, v);
                    }
                }
            }
        }
    }

    private static void zero(MemorySegment out, int at, int floats) {
        for (int i = 0; i < floats; i++) {
            out.set(ValueLayout.JAVA_FLOAT, (at + i) * 4L, 0f);
        }
    }
}
