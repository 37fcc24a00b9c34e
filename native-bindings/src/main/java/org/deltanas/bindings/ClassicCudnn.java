package org.deltanas.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.deltanas.bindings.ClassicDescriptor.Role;
import org.deltanas.bindings.generated.Cuda;

/**
 * The functions that cuDNN has had since its first versions: convolution, pooling, activation, batch norm, addition,
 * reduction. cuDNN 9 calls them deprecated in favour of its graphs, and has them all; they are called from this class
 * alone, so that whoever replaces them has one place to look at.
 *
 * <p>All numbers are single precision. Work goes into the handle's stream; sizes are checked against descriptors before a
 * call. Convolutions multiply in full single precision unless TF32 is asked for: cuDNN's default would round to it, three
 * digits, on newer devices.
 */
public final class ClassicCudnn {
    private final CudaSession session;
    private final MemorySegment one;
    private final MemorySegment minusOne;
    private final MemorySegment zero;

    ClassicCudnn(CudaSession session) {
        this.session = session;
        MemorySegment constants = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, 1f, -1f, 0f);
        this.one = constants.asSlice(0, Float.BYTES);
        this.minusOne = constants.asSlice(Float.BYTES, Float.BYTES);
        this.zero = constants.asSlice(2L * Float.BYTES, Float.BYTES);
    }

    /** How a convolution is computed. Both ways multiply and add what the definition says, and give the same bits again. */
    public enum Algorithm {
        /** The faster one, with a table of indices in its workspace. */
        IMPLICIT_PRECOMP_GEMM,
        /** The one that can do everything, without workspace. */
        IMPLICIT_GEMM;

        private int code() {
            return this == IMPLICIT_GEMM
                    ? Cuda.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM()
                    : Cuda.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM();
        }
    }

    /** The shape of weights, in the order output channel, input channel of the group, row, column. */
    public ClassicDescriptor filter(int channels, int groupChannels, int kernel) {
        return ready(
                Role.FILTER,
                filter -> check(
                        "cudnnSetFilter4dDescriptor",
                        Cuda.cudnnSetFilter4dDescriptor(
                                filter,
                                Cuda.CUDNN_DATA_FLOAT(),
                                Cuda.CUDNN_TENSOR_NCHW(),
                                channels,
                                groupChannels,
                                kernel,
                                kernel)));
    }

    /**
     * A square convolution without flipping the kernel.
     *
     * @param tf32 whether factors may be rounded to the ten bits of TF32, for the tensor cores
     */
    public ClassicDescriptor convolution(int padding, int stride, int dilation, int groups, boolean tf32) {
        return ready(Role.CONVOLUTION, convolution -> {
            check(
                    "cudnnSetConvolution2dDescriptor",
                    Cuda.cudnnSetConvolution2dDescriptor(
                            convolution,
                            padding,
                            padding,
                            stride,
                            stride,
                            dilation,
                            dilation,
                            Cuda.CUDNN_CROSS_CORRELATION(),
                            Cuda.CUDNN_DATA_FLOAT()));
            check("cudnnSetConvolutionGroupCount", Cuda.cudnnSetConvolutionGroupCount(convolution, groups));
            check(
                    "cudnnSetConvolutionMathType",
                    Cuda.cudnnSetConvolutionMathType(
                            convolution, tf32 ? Cuda.CUDNN_DEFAULT_MATH() : Cuda.CUDNN_FMA_MATH()));
        });
    }

    /** The largest number under a square window that lies within the image. */
    public ClassicDescriptor maxPooling(int kernel, int padding, int stride) {
        return pooling(Cuda.CUDNN_POOLING_MAX_DETERMINISTIC(), kernel, padding, stride);
    }

    /** The mean of the numbers under a square window that lie within the image. */
    public ClassicDescriptor averagePooling(int kernel, int padding, int stride) {
        return pooling(Cuda.CUDNN_POOLING_AVERAGE_COUNT_EXCLUDE_PADDING(), kernel, padding, stride);
    }

    private ClassicDescriptor pooling(int mode, int kernel, int padding, int stride) {
        return ready(
                Role.POOLING,
                pooling -> check(
                        "cudnnSetPooling2dDescriptor",
                        Cuda.cudnnSetPooling2dDescriptor(
                                pooling,
                                mode,
                                Cuda.CUDNN_PROPAGATE_NAN(),
                                kernel,
                                kernel,
                                padding,
                                padding,
                                stride,
                                stride)));
    }

    /** The larger of the number and 0; NaN stays NaN. */
    public ClassicDescriptor relu() {
        return ready(
                Role.ACTIVATION,
                relu -> check(
                        "cudnnSetActivationDescriptor",
                        Cuda.cudnnSetActivationDescriptor(
                                relu, Cuda.CUDNN_ACTIVATION_RELU(), Cuda.CUDNN_PROPAGATE_NAN(), 0)));
    }

    /** The mean of all that falls together. */
    public ClassicDescriptor mean() {
        return reduction(Cuda.CUDNN_REDUCE_TENSOR_AVG());
    }

    /** The square root of the sum of squares of all that falls together. */
    public ClassicDescriptor norm() {
        return reduction(Cuda.CUDNN_REDUCE_TENSOR_NORM2());
    }

    /** The sum of absolute values of all that falls together. */
    public ClassicDescriptor absoluteSum() {
        return reduction(Cuda.CUDNN_REDUCE_TENSOR_NORM1());
    }

    /** The sum of two. */
    public ClassicDescriptor sum() {
        return ready(
                Role.BINARY,
                sum -> check(
                        "cudnnSetOpTensorDescriptor",
                        Cuda.cudnnSetOpTensorDescriptor(
                                sum, Cuda.CUDNN_OP_TENSOR_ADD(), Cuda.CUDNN_DATA_FLOAT(), Cuda.CUDNN_PROPAGATE_NAN())));
    }

    private ClassicDescriptor reduction(int operation) {
        return ready(
                Role.REDUCTION,
                reduction -> check(
                        "cudnnSetReduceTensorDescriptor",
                        Cuda.cudnnSetReduceTensorDescriptor(
                                reduction,
                                operation,
                                Cuda.CUDNN_DATA_FLOAT(),
                                Cuda.CUDNN_PROPAGATE_NAN(),
                                Cuda.CUDNN_REDUCE_TENSOR_NO_INDICES(),
                                Cuda.CUDNN_32BIT_INDICES())));
    }

    private ClassicDescriptor ready(Role role, Consumer<MemorySegment> set) {
        ClassicDescriptor descriptor = new ClassicDescriptor(session, role);
        try {
            set.accept(descriptor.handle(role));
            return descriptor;
        } catch (CudaCallException e) {
            throw CudaSession.abandon(descriptor, e);
        }
    }

    /** The shape that a convolution gives: images, channels, rows, columns. Needs no device. */
    public int[] convolutionShape(TensorDescriptor x, ClassicDescriptor filter, ClassicDescriptor convolution) {
        MemorySegment shape = session.outInts();
        check(
                "cudnnGetConvolution2dForwardOutputDim",
                Cuda.cudnnGetConvolution2dForwardOutputDim(
                        convolution.handle(Role.CONVOLUTION),
                        x.handle(),
                        filter.handle(Role.FILTER),
                        shape,
                        shape.asSlice(4),
                        shape.asSlice(8),
                        shape.asSlice(12)));
        return shape.toArray(ValueLayout.JAVA_INT);
    }

    /**
     * Bytes of workspace that a convolution needs.
     *
     * @throws CudaCallException of {@link CudaCallException.Kind#NOT_SUPPORTED} if the algorithm cannot do it
     */
    public long convolutionWorkspace(
            CudnnHandle handle,
            TensorDescriptor x,
            ClassicDescriptor filter,
            ClassicDescriptor convolution,
            TensorDescriptor y,
            Algorithm algorithm) {
        check(
                "cudnnGetConvolutionForwardWorkspaceSize",
                Cuda.cudnnGetConvolutionForwardWorkspaceSize(
                        handle.handle(),
                        x.handle(),
                        filter.handle(Role.FILTER),
                        convolution.handle(Role.CONVOLUTION),
                        y.handle(),
                        algorithm.code(),
                        session.out()));
        return session.outSize();
    }

    /**
     * A convolution.
     *
     * @param workspace as many bytes as {@link #convolutionWorkspace} says; null for none
     */
    public void convolve(
            CudnnHandle handle,
            TensorDescriptor xShape,
            DeviceSlice x,
            ClassicDescriptor filter,
            DeviceSlice weights,
            ClassicDescriptor convolution,
            Algorithm algorithm,
            DeviceSlice workspace,
            TensorDescriptor yShape,
            DeviceSlice y) {
        launch(
                "cudnnConvolutionForward",
                Cuda.cudnnConvolutionForward(
                        handle.handle(),
                        one,
                        xShape.handle(),
                        x.address(xShape.bytes()),
                        filter.handle(Role.FILTER),
                        weights.address(),
                        convolution.handle(Role.CONVOLUTION),
                        algorithm.code(),
                        workspace == null ? MemorySegment.NULL : workspace.address(),
                        workspace == null ? 0 : workspace.bytes(),
                        zero,
                        yShape.handle(),
                        y.address(yShape.bytes())));
    }

    /** Pooling. */
    public void pool(
            CudnnHandle handle,
            ClassicDescriptor pooling,
            TensorDescriptor xShape,
            DeviceSlice x,
            TensorDescriptor yShape,
            DeviceSlice y) {
        launch(
                "cudnnPoolingForward",
                Cuda.cudnnPoolingForward(
                        handle.handle(),
                        pooling.handle(Role.POOLING),
                        one,
                        xShape.handle(),
                        x.address(xShape.bytes()),
                        zero,
                        yShape.handle(),
                        y.address(yShape.bytes())));
    }

    /** An activation; {@code y} may be {@code x} where their layouts are the same. */
    public void activate(
            CudnnHandle handle,
            ClassicDescriptor activation,
            TensorDescriptor xShape,
            DeviceSlice x,
            TensorDescriptor yShape,
            DeviceSlice y) {
        launch(
                "cudnnActivationForward",
                Cuda.cudnnActivationForward(
                        handle.handle(),
                        activation.handle(Role.ACTIVATION),
                        one,
                        xShape.handle(),
                        x.address(xShape.bytes()),
                        zero,
                        yShape.handle(),
                        y.address(yShape.bytes())));
    }

    /** {@code z} becomes what {@code binary} makes of {@code x} and {@code y}, all of the same shape, each in its layout. */
    public void combine(
            CudnnHandle handle,
            ClassicDescriptor binary,
            TensorDescriptor xShape,
            DeviceSlice x,
            TensorDescriptor yShape,
            DeviceSlice y,
            TensorDescriptor zShape,
            DeviceSlice z) {
        launch(
                "cudnnOpTensor",
                Cuda.cudnnOpTensor(
                        handle.handle(),
                        binary.handle(Role.BINARY),
                        one,
                        xShape.handle(),
                        x.address(xShape.bytes()),
                        one,
                        yShape.handle(),
                        y.address(yShape.bytes()),
                        zero,
                        zShape.handle(),
                        z.address(zShape.bytes())));
    }

    /** {@code y += x}; where a dimension of {@code x} is 1, its number is added all along that of {@code y}. */
    public void add(
            CudnnHandle handle, TensorDescriptor xShape, DeviceSlice x, TensorDescriptor yShape, DeviceSlice y) {
        add(handle, one, xShape, x, yShape, y);
    }

    /** {@code y -= x}, as {@link #add}. */
    public void subtract(
            CudnnHandle handle, TensorDescriptor xShape, DeviceSlice x, TensorDescriptor yShape, DeviceSlice y) {
        add(handle, minusOne, xShape, x, yShape, y);
    }

    private void add(
            CudnnHandle handle,
            MemorySegment factor,
            TensorDescriptor xShape,
            DeviceSlice x,
            TensorDescriptor yShape,
            DeviceSlice y) {
        launch(
                "cudnnAddTensor",
                Cuda.cudnnAddTensor(
                        handle.handle(),
                        factor,
                        xShape.handle(),
                        x.address(xShape.bytes()),
                        one,
                        yShape.handle(),
                        y.address(yShape.bytes())));
    }

    /** {@code y = x} of the same shape, in the layout of each. */
    public void transform(
            CudnnHandle handle, TensorDescriptor xShape, DeviceSlice x, TensorDescriptor yShape, DeviceSlice y) {
        launch(
                "cudnnTransformTensor",
                Cuda.cudnnTransformTensor(
                        handle.handle(),
                        one,
                        xShape.handle(),
                        x.address(xShape.bytes()),
                        zero,
                        yShape.handle(),
                        y.address(yShape.bytes())));
    }

    /**
     * Batch normalisation with the statistics of the batch, taken over images and pixels.
     *
     * @param parameters the shape of one number a channel, which is that of all that follow
     * @param scale factors
     * @param shift summands
     * @param mean receives the means; must hold finite numbers before, which have no influence
     * @param variance receives the unbiased variances; likewise
     */
    public void batchNorm(
            CudnnHandle handle,
            TensorDescriptor shape,
            DeviceSlice x,
            DeviceSlice y,
            TensorDescriptor parameters,
            DeviceSlice scale,
            DeviceSlice shift,
            DeviceSlice mean,
            DeviceSlice variance,
            double epsilon) {
        launch(
                "cudnnBatchNormalizationForwardTraining",
                Cuda.cudnnBatchNormalizationForwardTraining(
                        handle.handle(),
                        Cuda.CUDNN_BATCHNORM_SPATIAL(),
                        one,
                        zero,
                        shape.handle(),
                        x.address(shape.bytes()),
                        shape.handle(),
                        y.address(shape.bytes()),
                        parameters.handle(),
                        scale.address(parameters.bytes()),
                        shift.address(parameters.bytes()),
                        1,
                        mean.address(parameters.bytes()),
                        variance.address(parameters.bytes()),
                        epsilon,
                        MemorySegment.NULL,
                        MemorySegment.NULL));
    }

    /** Batch normalisation with statistics that are given; {@code y} may be {@code x}. */
    public void batchNormWith(
            CudnnHandle handle,
            TensorDescriptor shape,
            DeviceSlice x,
            DeviceSlice y,
            TensorDescriptor parameters,
            DeviceSlice scale,
            DeviceSlice shift,
            DeviceSlice mean,
            DeviceSlice variance,
            double epsilon) {
        launch(
                "cudnnBatchNormalizationForwardInference",
                Cuda.cudnnBatchNormalizationForwardInference(
                        handle.handle(),
                        Cuda.CUDNN_BATCHNORM_SPATIAL(),
                        one,
                        zero,
                        shape.handle(),
                        x.address(shape.bytes()),
                        shape.handle(),
                        y.address(shape.bytes()),
                        parameters.handle(),
                        scale.address(parameters.bytes()),
                        shift.address(parameters.bytes()),
                        mean.address(parameters.bytes()),
                        variance.address(parameters.bytes()),
                        epsilon));
    }

    /** Bytes of workspace that a reduction needs. */
    public long reductionWorkspace(
            CudnnHandle handle, ClassicDescriptor reduction, TensorDescriptor x, TensorDescriptor y) {
        check(
                "cudnnGetReductionWorkspaceSize",
                Cuda.cudnnGetReductionWorkspaceSize(
                        handle.handle(), reduction.handle(Role.REDUCTION), x.handle(), y.handle(), session.out()));
        return session.outSize();
    }

    /**
     * A reduction along every dimension that is 1 in {@code y}.
     *
     * @param workspace as many bytes as {@link #reductionWorkspace} says; null for none
     */
    public void reduce(
            CudnnHandle handle,
            ClassicDescriptor reduction,
            DeviceSlice workspace,
            TensorDescriptor xShape,
            DeviceSlice x,
            TensorDescriptor yShape,
            DeviceSlice y) {
        launch(
                "cudnnReduceTensor",
                Cuda.cudnnReduceTensor(
                        handle.handle(),
                        reduction.handle(Role.REDUCTION),
                        MemorySegment.NULL,
                        0,
                        workspace == null ? MemorySegment.NULL : workspace.address(),
                        workspace == null ? 0 : workspace.bytes(),
                        one,
                        xShape.handle(),
                        x.address(xShape.bytes()),
                        zero,
                        yShape.handle(),
                        y.address(yShape.bytes())));
    }

    private void check(String call, int code) {
        session.check(call, code);
    }

    private void launch(String call, int code) {
        session.check(call, code);
        session.countLaunch();
    }
}
