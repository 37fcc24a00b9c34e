package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import org.deltanas.bindings.generated.Cuda;

/** What a function of {@link ClassicCudnn} shall do. */
public final class ClassicDescriptor extends Owner {
    /** What can be described. */
    enum Role {
        FILTER("FilterDescriptor"),
        CONVOLUTION("ConvolutionDescriptor"),
        POOLING("PoolingDescriptor"),
        ACTIVATION("ActivationDescriptor"),
        REDUCTION("ReduceTensorDescriptor"),
        BINARY("OpTensorDescriptor");

        private final String suffix;

        Role(String suffix) {
            this.suffix = suffix;
        }

        private int create(MemorySegment out) {
            return switch (this) {
                case FILTER -> Cuda.cudnnCreateFilterDescriptor(out);
                case CONVOLUTION -> Cuda.cudnnCreateConvolutionDescriptor(out);
                case POOLING -> Cuda.cudnnCreatePoolingDescriptor(out);
                case ACTIVATION -> Cuda.cudnnCreateActivationDescriptor(out);
                case REDUCTION -> Cuda.cudnnCreateReduceTensorDescriptor(out);
                case BINARY -> Cuda.cudnnCreateOpTensorDescriptor(out);
            };
        }

        private int destroy(MemorySegment handle) {
            return switch (this) {
                case FILTER -> Cuda.cudnnDestroyFilterDescriptor(handle);
                case CONVOLUTION -> Cuda.cudnnDestroyConvolutionDescriptor(handle);
                case POOLING -> Cuda.cudnnDestroyPoolingDescriptor(handle);
                case ACTIVATION -> Cuda.cudnnDestroyActivationDescriptor(handle);
                case REDUCTION -> Cuda.cudnnDestroyReduceTensorDescriptor(handle);
                case BINARY -> Cuda.cudnnDestroyOpTensorDescriptor(handle);
            };
        }
    }

    private final Role role;

    ClassicDescriptor(CudaSession session, Role role) {
        super(session, role.suffix, create(session, role));
        this.role = role;
    }

    private static MemorySegment create(CudaSession session, Role role) {
        session.check("cudnnCreate" + role.suffix, role.create(session.out()));
        return session.outPointer();
    }

    @Override
    void destroy(MemorySegment last) {
        session().checkDestroyed("cudnnDestroy" + role.suffix, role.destroy(last));
    }

    /** The handle, for a function that needs this role. */
    MemorySegment handle(Role needed) {
        if (role != needed) {
            throw new IllegalArgumentException("a " + needed.suffix + " is needed, not a " + role.suffix);
        }
        return handle();
    }
}
