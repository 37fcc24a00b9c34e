package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import org.deltanas.bindings.generated.Cuda;

/** cuDNN, putting its work into one stream. */
public final class CudnnHandle extends Owner {
    CudnnHandle(CudaSession session, CudaStream stream) {
        super(session, "cuDNN handle", create(session));
        try {
            session.check("cudnnSetStream", Cuda.cudnnSetStream(handle(), stream.handle()));
        } catch (CudaCallException e) {
            throw CudaSession.abandon(this, e);
        }
    }

    private static MemorySegment create(CudaSession session) {
        session.check("cudnnCreate", Cuda.cudnnCreate(session.out()));
        return session.outPointer();
    }

    @Override
    void destroy(MemorySegment last) {
        session().checkDestroyed("cudnnDestroy", Cuda.cudnnDestroy(last));
    }
}
