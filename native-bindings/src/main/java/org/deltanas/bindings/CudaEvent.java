package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import org.deltanas.bindings.generated.Cuda;

/** A mark in a stream that can be waited for. */
public final class CudaEvent extends Owner {
    CudaEvent(CudaSession session) {
        super(session, "event", create(session));
    }

    private static MemorySegment create(CudaSession session) {
        session.check(
                "cudaEventCreateWithFlags",
                Cuda.cudaEventCreateWithFlags(session.out(), Cuda.cudaEventDisableTiming()));
        return session.outPointer();
    }

    @Override
    void destroy(MemorySegment last) {
        if (!session().isLost()) {
            session().check("cudaEventDestroy", Cuda.cudaEventDestroy(last));
        }
    }

    /** Moves the mark to the end of what is in {@code stream} now. */
    public void record(CudaStream stream) {
        session().check("cudaEventRecord", Cuda.cudaEventRecord(handle(), stream.handle()));
    }

    /** Waits until the mark is reached; not at all if it was never set. */
    public void synchronize() {
        session().check("cudaEventSynchronize", Cuda.cudaEventSynchronize(handle()));
    }
}
