package org.deltanas.kernels.cudnn;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deltanas.bindings.CudaSession;
import org.deltanas.bindings.DeviceBuffer;
import org.deltanas.bindings.DeviceSlice;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.ProbeNumbers;

/**
 * The weights of a draw on the device, kept from one batch to the next: they are named by their place in the space, so that
 * networks share most of them. Made on the host, the same bits as for every backend. Another draw takes the same places, so
 * that a graph may name them.
 */
final class DeviceWeights {
    private static final long PAGE_BYTES = 16L << 20;
    private static final long CAPACITY = 512L << 20;
    /** Bytes drawn and uploaded in one piece. */
    private static final long PIECE = 16L << 20;

    private record Key(long stream, long count) {}

    private record Draw(long seed, int repeat) {}

    /** The weights of a layer: where they lie, and those of which draw lie there. */
    private static final class Entry {
        private final DeviceSlice place;
        private Draw draw;

        Entry(DeviceSlice place) {
            this.place = place;
        }
    }

    private final CudaSession session;
    private final Staging staging;
    private final ProbeNumbers numbers;
    private final Map<Key, Entry> entries = new HashMap<>();
    private final List<DeviceBuffer> pages = new ArrayList<>();
    private long left;
    private long held;

    DeviceWeights(CudaSession session, Staging staging, ProbeNumbers numbers) {
        this.session = session;
        this.staging = staging;
        this.numbers = numbers;
    }

    private static Key key(Layer.Convolution layer) {
        return new Key(layer.weightStream(), layer.weights());
    }

    /** Draws and uploads what is not there of this draw. */
    void prepare(PerturbationProbe probe, List<Layer.Convolution> layers, Workers workers) {
        Draw draw = new Draw(probe.seed(), probe.repeat());
        List<Layer.Convolution> piece = new ArrayList<>();
        long bytes = 0;
        for (Layer.Convolution layer : layers) {
            Entry entry =
                    entries.computeIfAbsent(key(layer), key -> new Entry(allocate(layer.weights() * Float.BYTES)));
            if (draw.equals(entry.draw)) {
                continue;
            }
            entry.draw = null;
            piece.add(layer);
            bytes += DeviceProgram.aligned(entry.place.bytes());
            if (bytes >= PIECE) {
                upload(probe, piece, bytes, workers);
                piece.clear();
                bytes = 0;
            }
        }
        if (bytes > 0) {
            upload(probe, piece, bytes, workers);
        }
    }

    /** What lies side by side on the device goes there in one copy. */
    private void upload(PerturbationProbe probe, List<Layer.Convolution> layers, long bytes, Workers workers) {
        MemorySegment room = staging.room(bytes);
        long[] at = new long[layers.size() + 1];
        for (int i = 0; i < layers.size(); i++) {
            at[i + 1] = at[i] + DeviceProgram.aligned(layers.get(i).weights() * Float.BYTES);
        }
        workers.forEach(layers.size(), (worker, i) -> {
            int count = Math.toIntExact(layers.get(i).weights());
            float[] drawn = new float[count];
            numbers.weights(probe, layers.get(i), drawn);
            MemorySegment.copy(drawn, 0, room, ValueLayout.JAVA_FLOAT, at[i], count);
        });
        int from = 0;
        for (int to = 1; to <= layers.size(); to++) {
            DeviceSlice first = place(layers.get(from));
            DeviceSlice last = place(layers.get(to - 1));
            boolean goesOn = to < layers.size()
                    && place(layers.get(to)).buffer() == last.buffer()
                    && place(layers.get(to)).offset() == last.offset() + DeviceProgram.aligned(last.bytes());
            if (!goesOn) {
                long length = last.offset() + last.bytes() - first.offset();
                staging.upload(at[from], new DeviceSlice(first.buffer(), first.offset(), length));
                from = to;
            }
        }
        layers.forEach(layer -> entries.get(key(layer)).draw = new Draw(probe.seed(), probe.repeat()));
    }

    private DeviceSlice place(Layer.Convolution layer) {
        return entries.get(key(layer)).place;
    }

    /** The weights of a layer, in the order output channel, input channel of the group, row, column; of the last draw. */
    DeviceSlice of(Layer.Convolution layer) {
        return place(layer);
    }

    /** Uploads the weights of a layer to where the caller wants them. */
    void upload(PerturbationProbe probe, Layer.Convolution layer, DeviceSlice to) {
        int count = Math.toIntExact(layer.weights());
        float[] drawn = new float[count];
        numbers.weights(probe, layer, drawn);
        MemorySegment room = staging.room((long) count * Float.BYTES);
        MemorySegment.copy(drawn, 0, room, ValueLayout.JAVA_FLOAT, 0, count);
        staging.upload(0, to);
    }

    private DeviceSlice allocate(long bytes) {
        long needed = DeviceProgram.aligned(bytes);
        if (left < needed) {
            DeviceBuffer page = session.buffer(Math.max(PAGE_BYTES, needed));
            pages.add(page);
            held += page.bytes();
            left = page.bytes();
        }
        DeviceBuffer page = pages.get(pages.size() - 1);
        DeviceSlice slice = page.slice(page.bytes() - left, bytes);
        left -= needed;
        return slice;
    }

    /** The memory in which they lie. */
    List<DeviceBuffer> pages() {
        return List.copyOf(pages);
    }

    /** Bytes on the device once the weights of these layers are there. */
    long bytesWith(List<Layer.Convolution> layers) {
        long bytes = held;
        long room = left;
        for (Layer.Convolution layer : layers) {
            long needed = entries.containsKey(key(layer)) ? 0 : DeviceProgram.aligned(layer.weights() * Float.BYTES);
            if (room < needed) {
                room = Math.max(PAGE_BYTES, needed);
                bytes += room;
            }
            room -= needed;
        }
        return bytes;
    }

    /** Whether there is so much of it that it should be forgotten. */
    boolean isFull() {
        return held > CAPACITY;
    }

    /** Forgets everything. */
    void clear() {
        entries.clear();
        left = 0;
        held = 0;
        while (!pages.isEmpty()) {
            pages.remove(pages.size() - 1).close();
        }
    }
}
