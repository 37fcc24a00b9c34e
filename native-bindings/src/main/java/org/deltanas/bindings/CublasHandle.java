package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import org.deltanas.bindings.generated.Cuda;

/** cuBLAS, putting its work into one stream and its results onto the device. */
public final class CublasHandle extends Owner {
    CublasHandle(CudaSession session, CudaStream stream) {
        super(session, "cuBLAS handle", create(session));
        try {
            session.check("cublasSetStream_v2", Cuda.cublasSetStream_v2(handle(), stream.handle()));
            session.check(
                    "cublasSetPointerMode_v2",
                    Cuda.cublasSetPointerMode_v2(handle(), Cuda.CUBLAS_POINTER_MODE_DEVICE()));
        } catch (CudaCallException e) {
            throw CudaSession.abandon(this, e);
        }
    }

    private static MemorySegment create(CudaSession session) {
        session.check("cublasCreate_v2", Cuda.cublasCreate_v2(session.out()));
        return session.outPointer();
    }

    @Override
    void destroy(MemorySegment last) {
        session().checkDestroyed("cublasDestroy_v2", Cuda.cublasDestroy_v2(last));
    }

    /**
     * Adds up absolute values.
     *
     * @param count how many numbers
     * @param numbers floats
     * @param sum receives one float
     */
    public void absoluteSum(int count, DeviceSlice numbers, DeviceSlice sum) {
        session()
                .check(
                        "cublasSasum_v2",
                        Cuda.cublasSasum_v2(
                                handle(),
                                count,
                                numbers.address((long) count * Float.BYTES),
                                1,
                                sum.address(Float.BYTES)));
        session().countLaunch();
    }
}
