package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import org.deltanas.bindings.generated.Cuda;

/** Memory on the device. */
public final class DeviceBuffer extends Owner {
    private final long bytes;

    DeviceBuffer(CudaSession session, long bytes) {
        super(session, "buffer of " + bytes + " bytes", create(session, bytes));
        this.bytes = bytes;
        session.count(bytes);
    }

    private static MemorySegment create(CudaSession session, long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a buffer needs at least 1 byte, not " + bytes);
        }
        session.check("cudaMalloc", Cuda.cudaMalloc(session.out(), bytes));
        return session.outPointer();
    }

    @Override
    void destroy(MemorySegment last) {
        session().count(-bytes);
        if (!session().isLost()) {
            session().check("cudaFree", Cuda.cudaFree(last));
        }
    }

    /** The size. */
    public long bytes() {
        return bytes;
    }

    /** All of it. */
    public DeviceSlice slice() {
        return new DeviceSlice(this, 0, bytes);
    }

    /**
     * Part of it.
     *
     * @throws IndexOutOfBoundsException if that reaches beyond it
     */
    public DeviceSlice slice(long offset, long length) {
        return new DeviceSlice(this, offset, length);
    }
}
