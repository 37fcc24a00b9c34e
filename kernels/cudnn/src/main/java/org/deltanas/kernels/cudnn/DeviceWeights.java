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
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.ProbeNumbers;

/**
 * Weights on the device, kept from one network to the next: they are named by their place in the space, so that networks
 * share most of them. Made on the host, the same bits as for every backend.
 */
final class DeviceWeights {
    private static final long PAGE_BYTES = 16L << 20;
    private static final long CAPACITY = 512L << 20;

    private record Key(long seed, int repeat, long stream, long count) {}

    private final CudaSession session;
    private final Staging staging;
    private final ProbeNumbers numbers;
    private final Map<Key, DeviceSlice> entries = new HashMap<>();
    private final List<DeviceBuffer> pages = new ArrayList<>();
    private long left;
    private long held;
    private float[] drawn = {};

    DeviceWeights(CudaSession session, Staging staging, ProbeNumbers numbers) {
        this.session = session;
        this.staging = staging;
        this.numbers = numbers;
    }

    /** The weights of a layer, in the order output channel, input channel of the group, row, column. */
    DeviceSlice of(PerturbationProbe probe, Layer.Convolution layer) {
        Key key = new Key(probe.seed(), probe.repeat(), layer.weightStream(), layer.weights());
        DeviceSlice known = entries.get(key);
        if (known == null) {
            known = allocate(layer.weights() * Float.BYTES);
            upload(probe, layer, known);
            entries.put(key, known);
        }
        return known;
    }

    /** Uploads the weights of a layer to where the caller wants them. */
    void upload(PerturbationProbe probe, Layer.Convolution layer, DeviceSlice to) {
        int count = Math.toIntExact(layer.weights());
        if (drawn.length < count) {
            drawn = new float[count];
        }
        numbers.weights(probe, layer, drawn);
        MemorySegment room = staging.room((long) count * Float.BYTES);
        MemorySegment.copy(drawn, 0, room, ValueLayout.JAVA_FLOAT, 0, count);
        staging.upload(to);
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

    /** Forgets everything if there is much of it. */
    void trim() {
        if (held > CAPACITY) {
            clear();
        }
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
