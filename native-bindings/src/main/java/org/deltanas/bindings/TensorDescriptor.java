package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import org.deltanas.bindings.generated.Cuda;

/** The shape and the layout of single-precision images. */
public final class TensorDescriptor extends Owner {
    private final long bytes;

    TensorDescriptor(
            CudaSession session,
            int images,
            int channels,
            int height,
            int width,
            int imageStride,
            int channelStride,
            int rowStride) {
        super(session, "tensor descriptor", create(session));
        long last = (images - 1L) * imageStride + (channels - 1L) * channelStride + (height - 1L) * rowStride + width;
        this.bytes = last * Float.BYTES;
        try {
            session.check(
                    "cudnnSetTensor4dDescriptorEx",
                    Cuda.cudnnSetTensor4dDescriptorEx(
                            handle(),
                            Cuda.CUDNN_DATA_FLOAT(),
                            images,
                            channels,
                            height,
                            width,
                            imageStride,
                            channelStride,
                            rowStride,
                            1));
        } catch (CudaCallException e) {
            throw CudaSession.abandon(this, e);
        }
    }

    private static MemorySegment create(CudaSession session) {
        session.check("cudnnCreateTensorDescriptor", Cuda.cudnnCreateTensorDescriptor(session.out()));
        return session.outPointer();
    }

    @Override
    void destroy(MemorySegment last) {
        session().checkDestroyed("cudnnDestroyTensorDescriptor", Cuda.cudnnDestroyTensorDescriptor(last));
    }

    /** Bytes from the first number to the last, both included. */
    public long bytes() {
        return bytes;
    }

    /** The same as cuDNN counts them. */
    public long bytesByLibrary() {
        session()
                .check(
                        "cudnnGetTensorSizeInBytes",
                        Cuda.cudnnGetTensorSizeInBytes(handle(), session().out()));
        return session().outSize();
    }
}
