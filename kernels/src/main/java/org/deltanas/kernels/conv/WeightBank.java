package org.deltanas.kernels.conv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.deltanas.kernels.num.Philox;

/**
 * Weights in the order in which the kernels read them, kept off-heap from one network to the next: weights are named by
 * their place in the space, so that networks share most of them. What does not fit is made anew for each use. Safe for
 * any number of threads but for {@link #trim} and {@link #close}.
 */
final class WeightBank implements AutoCloseable {
    private static final int LANES = ConvKernels.LANES;

    /** What weights are made ready for. */
    private enum Use {
        CONVOLUTION,
        /** {@link Winograd}. */
        WINOGRAD,
        /** Derivatives: kernels turned around, channels in and out in each other's place. */
        DERIVATIVES
    }

    /**
     * What weights are looked up by: one for each thread that asks, filled anew for each question, so that an answer that is
     * known costs no memory.
     */
    static final class Key {
        private WeightDraw draw;
        private Use use;
        private long stream;
        private int channels;
        private int inputChannels;
        private int kernel;
        private int groups;

        private Key of(WeightDraw ofDraw, Filter filter, Use ofUse) {
            draw = ofDraw;
            use = ofUse;
            stream = filter.weightStream();
            channels = filter.channels();
            inputChannels = filter.inputChannels();
            kernel = filter.kernel();
            groups = filter.groups();
            return this;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that
                    && stream == that.stream
                    && use == that.use
                    && channels == that.channels
                    && inputChannels == that.inputChannels
                    && kernel == that.kernel
                    && groups == that.groups
                    && draw.equals(that.draw);
        }

        @Override
        public int hashCode() {
            long shape = ((channels * 31L + inputChannels) * 31 + kernel) * 31 + groups;
            return Long.hashCode(Philox.mix(stream + shape)) * 31 + draw.hashCode() * 7 + use.hashCode();
        }
    }

    private final ProbeNumbers numbers;
    private final long capacity;
    private final ConcurrentHashMap<Key, MemorySegment> entries = new ConcurrentHashMap<>();
    private final AtomicLong used = new AtomicLong();
    private Arena arena = Arena.ofShared();

    WeightBank(ProbeNumbers numbers, long capacityBytes) {
        this.numbers = numbers;
        this.capacity = capacityBytes;
    }

    /** The weights of a layer: 64-byte aligned floats. */
    MemorySegment weights(Key key, WeightDraw draw, Filter layer) {
        return weights(key.of(draw, layer, Use.CONVOLUTION), layer);
    }

    /** The same for a layer that {@link Winograd#suits}. */
    MemorySegment winograd(Key key, WeightDraw draw, Filter layer) {
        return weights(key.of(draw, layer, Use.WINOGRAD), layer);
    }

    /** The weights by which derivatives are convolved: kernels turned around, channels in and out in each other's place. */
    MemorySegment turned(Key key, WeightDraw draw, Filter layer) {
        return weights(key.of(draw, layer, Use.DERIVATIVES), layer);
    }

    private MemorySegment weights(Key key, Filter layer) {
        MemorySegment known = entries.get(key);
        if (known != null) {
            return known;
        }
        WeightDraw draw = key.draw;
        Use use = key.use;
        boolean turned = use == Use.DERIVATIVES;
        int channels = turned ? layer.inputChannels() : layer.channels();
        int inputChannels = turned ? layer.channels() : layer.inputChannels();
        Packing packing = new Packing(channels, inputChannels, layer.kernel(), layer.groups(), use == Use.WINOGRAD);
        long bytes = packing.floats() * Float.BYTES;
        if (used.get() + bytes > capacity) {
            MemorySegment once = Arena.ofAuto().allocate(bytes, 64);
            pack(draw, layer, turned, packing, once);
            return once;
        }
        return entries.computeIfAbsent(new Key().of(draw, layer, use), k -> {
            used.addAndGet(bytes);
            MemorySegment kept = arena.allocate(bytes, 64);
            pack(draw, layer, turned, packing, kept);
            return kept;
        });
    }

    /** Forgets everything if the bank is full. No weights may be in use. */
    void trim() {
        if (used.get() > capacity - capacity / 8) {
            entries.clear();
            arena.close();
            arena = Arena.ofShared();
            used.set(0);
        }
    }

    long bytes() {
        return used.get();
    }

    @Override
    public void close() {
        entries.clear();
        arena.close();
    }

    /** How weights lie for the kernels. */
    private record Packing(int channels, int inputChannels, int kernel, int groups, boolean winograd) {
        boolean isDepthwise() {
            return groups == inputChannels && channels == inputChannels;
        }

        boolean isGrouped() {
            return groups > 1 && !isDepthwise();
        }

        long floats() {
            int square = kernel * kernel;
            long outBlocks = Math.ceilDiv(channels, LANES);
            if (groups == 1) {
                return outBlocks * LANES * inputChannels * (winograd ? kernel * Winograd.POINTS : square);
            }
            return isDepthwise() ? outBlocks * LANES * square : (long) channels * (inputChannels / groups) * square;
        }
    }

    private void pack(WeightDraw draw, Filter layer, boolean turned, Packing c, MemorySegment out) {
        float[] drawn = new float[Math.toIntExact(layer.weights())];
        numbers.weights(draw, layer, drawn);
        if (turned) {
            drawn = turn(layer, drawn);
        }
        int square = c.kernel() * c.kernel();
        if (c.isGrouped()) {
            MemorySegment.copy(drawn, 0, out, ValueLayout.JAVA_FLOAT, 0, drawn.length);
            return;
        }
        if (c.winograd()) {
            packWinograd(c, drawn, out);
            return;
        }
        int inputs = c.groups() == 1 ? c.inputChannels() : 1;
        for (int o = 0; o < c.channels(); o++) {
            for (int i = 0; i < inputs; i++) {
                for (int tap = 0; tap < square; tap++) {
                    long at = ((long) o / LANES * square + tap) * inputs + i;
                    float w = drawn[(o * inputs + i) * square + tap];
                    out.set(ValueLayout.JAVA_FLOAT, (at * LANES + o % LANES) * Float.BYTES, w);
                }
            }
        }
    }

    private static void packWinograd(Packing c, float[] drawn, MemorySegment out) {
        int inputs = c.inputChannels();
        int outBlocks = Math.ceilDiv(c.channels(), LANES);
        for (int o = 0; o < c.channels(); o++) {
            // A row is the three taps of an input channel and a kernel row.
            for (int row = 0; row < inputs * 3; row++) {
                int g = (o * inputs * 3 + row) * 3;
                for (int point = 0; point < Winograd.POINTS; point++) {
                    long at = (((long) point * outBlocks + o / LANES) * 3 + row % 3) * inputs + row / 3;
                    float w = Winograd.tap(point, drawn[g], drawn[g + 1], drawn[g + 2]);
                    out.set(ValueLayout.JAVA_FLOAT, (at * LANES + o % LANES) * Float.BYTES, w);
                }
            }
        }
    }

    /** From output channel, input channel of the group, tap to input channel, output channel of the group, last tap first. */
    private static float[] turn(Filter c, float[] weights) {
        int groupIn = c.inputChannels() / c.groups();
        int groupOut = c.channels() / c.groups();
        int square = c.kernel() * c.kernel();
        float[] turned = new float[weights.length];
        for (int o = 0; o < c.channels(); o++) {
            for (int i = 0; i < groupIn; i++) {
                int from = (o * groupIn + i) * square;
                int to = ((o / groupOut * groupIn + i) * groupOut + o % groupOut) * square;
                for (int tap = 0; tap < square; tap++) {
                    turned[to + square - 1 - tap] = weights[from + tap];
                }
            }
        }
        return turned;
    }
}
