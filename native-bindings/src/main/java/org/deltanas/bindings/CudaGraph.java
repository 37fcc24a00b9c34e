package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import org.deltanas.bindings.generated.Cuda;

/**
 * Work of one or more streams, captured once and put into a stream as a whole as often as needed. It names the memory that
 * it reads and writes by address: of no use once any of that is freed.
 */
public final class CudaGraph extends Owner {
    private final long launches;

    CudaGraph(CudaSession session, MemorySegment executable, long launches) {
        super(session, "graph of " + launches + " launches", executable);
        this.launches = launches;
    }

    @Override
    void destroy(MemorySegment last) {
        if (!session().isLost()) {
            session().check("cudaGraphExecDestroy", Cuda.cudaGraphExecDestroy(last));
        }
    }

    /** The calls that were captured. */
    public long launches() {
        return launches;
    }

    /** Puts all of it into a stream. */
    public void launch(CudaStream stream) {
        session().check("cudaGraphLaunch", Cuda.cudaGraphLaunch(handle(), stream.handle()));
        session().countReplay(launches);
    }
}
