package org.deltanas.kernels.conv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Weights in the order in which the kernels read them, kept off-heap from one network to the next: weights are named by
 * their place in the space, so that networks share most of them. What does not fit is made anew for each use. Safe for
 * any number of threads but for {@link #trim} and {@link #close}.
 */
final class WeightBank implements AutoCloseable {
    private static final int LANES = ConvKernels.LANES;

    private record Key(long seed, int repeat, long stream, int channels, int inputChannels, int kernel, int groups) {}

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
    MemorySegment weights(PerturbationProbe probe, Layer.Convolution layer) {
        Key key = new Key(
                probe.seed(),
                probe.repeat(),
                layer.weightStream(),
                layer.channels(),
                layer.inputChannels(),
                layer.kernel(),
                layer.groups());
        MemorySegment known = entries.get(key);
        if (known != null) {
            return known;
        }
        long bytes = packedFloats(layer) * Float.BYTES;
        if (used.get() + bytes > capacity) {
            MemorySegment once = Arena.ofAuto().allocate(bytes, 64);
            pack(probe, layer, once);
            return once;
        }
        return entries.computeIfAbsent(key, k -> {
            used.addAndGet(bytes);
            MemorySegment kept = arena.allocate(bytes, 64);
            pack(probe, layer, kept);
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

    private static long packedFloats(Layer.Convolution c) {
        int square = c.kernel() * c.kernel();
        long outBlocks = Math.ceilDiv(c.channels(), LANES);
        if (c.groups() == 1) {
            return outBlocks * LANES * c.inputChannels() * square;
        }
        return c.isDepthwise() ? outBlocks * LANES * square : c.weights();
    }

    private void pack(PerturbationProbe probe, Layer.Convolution c, MemorySegment out) {
        float[] drawn = new float[Math.toIntExact(c.weights())];
        numbers.weights(probe, c, drawn);
        int square = c.kernel() * c.kernel();
        if (c.groups() > 1 && !c.isDepthwise()) {
            MemorySegment.copy(drawn, 0, out, ValueLayout.JAVA_FLOAT, 0, drawn.length);
            return;
        }
        int inputs = c.groups() == 1 ? c.inputChannels() : 1;
        for (int o = 0; o < c.channels(); o++) {
            long block = (long) (o / LANES) * inputs * square * LANES;
            for (int i = 0; i < inputs; i++) {
                int inBlock = i / LANES;
                int inChannels = Math.min(LANES, inputs - inBlock * LANES);
                for (int ky = 0; ky < c.kernel(); ky++) {
                    for (int kx = 0; kx < c.kernel(); kx++) {
                        long at = (long) inBlock * LANES * square
                                + ((long) ky * inChannels + i % LANES) * c.kernel()
                                + kx;
                        float w = drawn[((o * inputs + i) * c.kernel() + ky) * c.kernel() + kx];
                        out.set(ValueLayout.JAVA_FLOAT, (block + at * LANES + o % LANES) * Float.BYTES, w);
                    }
                }
            }
        }
    }
}
