package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import org.deltanas.bindings.generated.Cuda;

/**
 * A queue of work for the device, done in the order in which it is put in. Host memory that takes part must stay as it is
 * until the work is done.
 */
public final class CudaStream extends Owner {
    CudaStream(CudaSession session) {
        super(session, "stream", create(session));
    }

    private static MemorySegment create(CudaSession session) {
        session.check(
                "cudaStreamCreateWithFlags",
                Cuda.cudaStreamCreateWithFlags(session.out(), Cuda.cudaStreamNonBlocking()));
        return session.outPointer();
    }

    @Override
    void destroy(MemorySegment last) {
        if (!session().isLost()) {
            session().check("cudaStreamDestroy", Cuda.cudaStreamDestroy(last));
        }
    }

    /** Copies as many bytes as {@code to} holds from host memory. */
    public void upload(MemorySegment from, DeviceSlice to) {
        copy(to.address(), host(from, to.bytes()), to.bytes(), Cuda.cudaMemcpyHostToDevice());
    }

    /** Copies all of {@code from} to host memory. */
    public void download(DeviceSlice from, MemorySegment to) {
        copy(host(to, from.bytes()), from.address(), from.bytes(), Cuda.cudaMemcpyDeviceToHost());
    }

    /** Copies all of {@code from} to the beginning of {@code to}. */
    public void copy(DeviceSlice from, DeviceSlice to) {
        to.require(from.bytes(), "a copy of " + from.bytes() + " bytes");
        copy(to.address(), from.address(), from.bytes(), Cuda.cudaMemcpyDeviceToDevice());
    }

    /** Fills with zeros. */
    public void clear(DeviceSlice slice) {
        session().check("cudaMemsetAsync", Cuda.cudaMemsetAsync(slice.address(), (byte) 0, slice.bytes(), handle()));
    }

    /** Waits until everything put in so far is done. */
    public void synchronize() {
        session().check("cudaStreamSynchronize", Cuda.cudaStreamSynchronize(handle()));
    }

    private void copy(MemorySegment to, MemorySegment from, long bytes, int kind) {
        session().check("cudaMemcpyAsync", Cuda.cudaMemcpyAsync(to, from, bytes, kind, handle()));
    }

    private static MemorySegment host(MemorySegment segment, long bytes) {
        if (!segment.isNative() || segment.byteSize() < bytes) {
            throw new IllegalArgumentException(
                    "native memory of at least " + bytes + " bytes is needed, not " + segment);
        }
        return segment;
    }
}
