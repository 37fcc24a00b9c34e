package org.deltanas.kernels.cudnn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.deltanas.bindings.CudaEvent;
import org.deltanas.bindings.CudaStream;
import org.deltanas.bindings.DeviceSlice;

/** Host memory from which numbers are uploaded, used again as soon as the last upload is done. */
final class Staging implements AutoCloseable {
    private final CudaStream stream;
    private final CudaEvent uploaded;
    /** Null until there is memory. */
    private Arena arena;

    private MemorySegment memory = MemorySegment.NULL;

    Staging(CudaStream stream, CudaEvent uploaded) {
        this.stream = stream;
        this.uploaded = uploaded;
    }

    /** Room for so many bytes, when nothing is read from it any more. */
    MemorySegment room(long bytes) {
        uploaded.synchronize();
        if (memory.byteSize() < bytes) {
            close();
            arena = Arena.ofShared();
            memory = arena.allocate(bytes, 64);
        }
        return memory.asSlice(0, bytes);
    }

    /** Uploads what lies from {@code offset} in the room. */
    void upload(long offset, DeviceSlice to) {
        stream.upload(memory.asSlice(offset), to);
        uploaded.record(stream);
    }

    /** Frees the memory; the session, with all its streams, must be closed before. */
    @Override
    public void close() {
        if (arena != null) {
            arena.close();
        }
    }
}
