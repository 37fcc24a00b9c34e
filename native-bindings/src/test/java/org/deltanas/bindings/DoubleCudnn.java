package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.function.IntConsumer;
import org.deltanas.bindings.DoubleDevice.Library;
import org.deltanas.bindings.DoubleDevice.Stream;
import org.deltanas.bindings.DoubleMemory.Floats;

/** The cuDNN of the double, one method for each function. */
final class DoubleCudnn {
    private static final int BAD_PARAM = 2000;
    private static final int SHAPE_MISMATCH = 2008;
    private static final int NOT_SUPPORTED = 3000;
    /** What cuDNN's fast kernels read at a time. */
    private static final int ALIGNMENT = 16;

    private final CudaDouble cuda;
    private final DoubleDevice device;

    DoubleCudnn(CudaDouble cuda) {
        this.cuda = cuda;
        this.device = cuda.device;
    }

    /** A tensor's shape and strides; of no images until it is set. */
    record Tensor(int n, int c, int h, int w, int nStride, int cStride, int hStride, int wStride) {
        long bytes() {
            if (n == 0) {
                throw new CudaDouble.Violation("a tensor descriptor that was never set");
            }
            return 4 * (1 + (n - 1L) * nStride + (c - 1L) * cStride + (h - 1L) * hStride + (w - 1L) * wStride);
        }

        int at(int image, int channel, int row, int column) {
            return image * nStride + channel * cStride + row * hStride + column * wStride;
        }

        boolean hasShapeOf(Tensor that) {
            return n == that.n && c == that.c && h == that.h && w == that.w;
        }

        boolean isPacked() {
            return wStride == 1 && hStride == w && cStride == h * w && nStride == c * h * w;
        }
    }

    /** The shape of weights. */
    record Filter(int k, int c, int h, int w) {}

    /** A convolution. */
    record Convolution(int pad, int stride, int dilation, int groups, int math) {
        int size(int in, int kernel) {
            int room = in + 2 * pad - dilation * (kernel - 1) - 1;
            return room < 0 ? 0 : room / stride + 1;
        }
    }

    /** Pooling. */
    record Pooling(int mode, int window, int pad, int stride) {}

    /** An activation. */
    record Activation(int mode, int nan) {}

    /** A reduction. */
    record Reduction(int operation) {}

    /** What is made of two tensors. */
    record Binary(int operation) {}

    long cudnnGetVersion() {
        return cuda.cudnnVersion;
    }

    long cudnnGetCudartVersion() {
        return cuda.cudnnCuda;
    }

    MemorySegment cudnnGetErrorString(int status) {
        return cuda.text("CUDNN_STATUS_" + status);
    }

    void cudnnGetLastErrorString(MemorySegment buffer, long size) {
        CudaDouble.sized(buffer, size).setString(0, device.lastError);
    }

    int cudnnCreate(MemorySegment handle) {
        device.requireChosen();
        return create(handle, new Library("cuDNN"));
    }

    int cudnnDestroy(MemorySegment handle) {
        device.remove(Library.class, handle);
        return 0;
    }

    int cudnnSetStream(MemorySegment handle, MemorySegment stream) {
        library(handle).stream = device.get(Stream.class, stream);
        return 0;
    }

    int cudnnCreateTensorDescriptor(MemorySegment out) {
        return create(out, new Tensor(0, 0, 0, 0, 0, 0, 0, 0));
    }

    int cudnnSetTensor4dDescriptorEx(
            MemorySegment tensor,
            int type,
            int n,
            int c,
            int h,
            int w,
            int nStride,
            int cStride,
            int hStride,
            int wStride) {
        require(type == 0, BAD_PARAM, "only floats");
        require(n > 0 && c > 0 && h > 0 && w > 0, BAD_PARAM, "no extent");
        require(
                wStride == 1 && hStride >= w && cStride >= h * hStride && nStride >= c * cStride,
                NOT_SUPPORTED,
                "strides");
        return set(tensor, new Tensor(n, c, h, w, nStride, cStride, hStride, wStride));
    }

    int cudnnGetTensorSizeInBytes(MemorySegment tensor, MemorySegment size) {
        CudaDouble.put(size, tensor(tensor).bytes());
        return 0;
    }

    int cudnnDestroyTensorDescriptor(MemorySegment tensor) {
        device.remove(Tensor.class, tensor);
        return 0;
    }

    int cudnnCreateFilterDescriptor(MemorySegment out) {
        return create(out, new Filter(0, 0, 0, 0));
    }

    int cudnnSetFilter4dDescriptor(MemorySegment filter, int type, int format, int k, int c, int h, int w) {
        require(type == 0 && format == 0, BAD_PARAM, "only floats in the order NCHW");
        require(k > 0 && c > 0 && h > 0 && w > 0, BAD_PARAM, "no extent");
        return set(filter, new Filter(k, c, h, w));
    }

    int cudnnDestroyFilterDescriptor(MemorySegment filter) {
        device.remove(Filter.class, filter);
        return 0;
    }

    int cudnnCreateConvolutionDescriptor(MemorySegment out) {
        return create(out, new Convolution(0, 0, 0, 1, 0));
    }

    int cudnnSetConvolution2dDescriptor(
            MemorySegment convolution,
            int padHeight,
            int padWidth,
            int strideHeight,
            int strideWidth,
            int dilationHeight,
            int dilationWidth,
            int mode,
            int type) {
        require(mode == 1 && type == 0, BAD_PARAM, "only cross-correlation in floats");
        require(padHeight >= 0 && strideHeight > 0 && dilationHeight > 0, BAD_PARAM, "out of range");
        require(
                padHeight == padWidth && strideHeight == strideWidth && dilationHeight == dilationWidth,
                NOT_SUPPORTED,
                "the double has squares only");
        Convolution old = device.get(Convolution.class, convolution);
        return set(convolution, new Convolution(padHeight, strideHeight, dilationHeight, old.groups(), old.math()));
    }

    int cudnnSetConvolutionGroupCount(MemorySegment convolution, int groups) {
        require(groups > 0, BAD_PARAM, "groups");
        Convolution old = device.get(Convolution.class, convolution);
        return set(convolution, new Convolution(old.pad(), old.stride(), old.dilation(), groups, old.math()));
    }

    int cudnnSetConvolutionMathType(MemorySegment convolution, int math) {
        Convolution old = device.get(Convolution.class, convolution);
        return set(convolution, new Convolution(old.pad(), old.stride(), old.dilation(), old.groups(), math));
    }

    int cudnnDestroyConvolutionDescriptor(MemorySegment convolution) {
        device.remove(Convolution.class, convolution);
        return 0;
    }

    int cudnnCreatePoolingDescriptor(MemorySegment out) {
        return create(out, new Pooling(-1, 0, 0, 0));
    }

    int cudnnSetPooling2dDescriptor(
            MemorySegment pooling,
            int mode,
            int nan,
            int windowHeight,
            int windowWidth,
            int padHeight,
            int padWidth,
            int strideHeight,
            int strideWidth) {
        require(mode == 2 || mode == 3, NOT_SUPPORTED, "the double has modes 2 and 3 only, not " + mode);
        require(nan == 1, NOT_SUPPORTED, "NaN must pass on");
        require(
                windowHeight == windowWidth && padHeight == padWidth && strideHeight == strideWidth,
                NOT_SUPPORTED,
                "the double has squares only");
        require(windowHeight > 0 && padHeight >= 0 && padHeight < windowHeight && strideHeight > 0, BAD_PARAM, "range");
        return set(pooling, new Pooling(mode, windowHeight, padHeight, strideHeight));
    }

    int cudnnDestroyPoolingDescriptor(MemorySegment pooling) {
        device.remove(Pooling.class, pooling);
        return 0;
    }

    int cudnnCreateActivationDescriptor(MemorySegment out) {
        return create(out, new Activation(-1, 0));
    }

    int cudnnSetActivationDescriptor(MemorySegment activation, int mode, int nan, double coefficient) {
        require(mode == 1, NOT_SUPPORTED, "the double has rectifiers only");
        return set(activation, new Activation(mode, nan));
    }

    int cudnnDestroyActivationDescriptor(MemorySegment activation) {
        device.remove(Activation.class, activation);
        return 0;
    }

    int cudnnCreateReduceTensorDescriptor(MemorySegment out) {
        return create(out, new Reduction(-1));
    }

    int cudnnSetReduceTensorDescriptor(
            MemorySegment reduction, int operation, int type, int nan, int indices, int indexType) {
        require(
                operation == 5 || operation == 6 || operation == 7,
                NOT_SUPPORTED,
                "the double has AVG, NORM1 and NORM2 only");
        require(type == 0 && nan == 1 && indices == 0 && indexType == 0, BAD_PARAM, "types");
        return set(reduction, new Reduction(operation));
    }

    int cudnnDestroyReduceTensorDescriptor(MemorySegment reduction) {
        device.remove(Reduction.class, reduction);
        return 0;
    }

    int cudnnCreateOpTensorDescriptor(MemorySegment out) {
        return create(out, new Binary(-1));
    }

    int cudnnSetOpTensorDescriptor(MemorySegment binary, int operation, int type, int nan) {
        require(operation == 0, NOT_SUPPORTED, "the double has sums only");
        require(type == 0 && nan == 1, BAD_PARAM, "types");
        return set(binary, new Binary(operation));
    }

    int cudnnDestroyOpTensorDescriptor(MemorySegment binary) {
        device.remove(Binary.class, binary);
        return 0;
    }

    int cudnnOpTensor(
            MemorySegment handle,
            MemorySegment binary,
            MemorySegment alpha1,
            MemorySegment aShape,
            MemorySegment a,
            MemorySegment alpha2,
            MemorySegment bShape,
            MemorySegment b,
            MemorySegment beta,
            MemorySegment cShape,
            MemorySegment c) {
        Library library = ready(handle);
        if (device.get(Binary.class, binary).operation() < 0) {
            throw new CudaDouble.Violation("an operation that was never set");
        }
        Tensor first = tensor(aShape);
        Tensor second = tensor(bShape);
        Tensor out = tensor(cShape);
        require(first.hasShapeOf(out) && second.hasShapeOf(out), SHAPE_MISMATCH, first + ", " + second + " and " + out);
        Floats x = device.memory.floats("a", a, first.bytes(), 4);
        Floats y = device.memory.floats("b", b, second.bytes(), 4);
        Floats z = device.memory.floats("c", c, out.bytes(), 4);
        requireApart(first, x, out, z);
        requireApart(second, y, out, z);
        float factor1 = factor(alpha1);
        float factor2 = factor(alpha2);
        require(factor(beta) == 0, NOT_SUPPORTED, "the double has no blending here");
        library.stream.put(() -> {
            DoubleKernels.map(first, x, out, z, factor1, 0, v -> v);
            DoubleKernels.add(second, y, out, z, factor2, 1);
        });
        return 0;
    }

    int cudnnGetConvolution2dForwardOutputDim(
            MemorySegment convolution,
            MemorySegment tensor,
            MemorySegment filter,
            MemorySegment n,
            MemorySegment c,
            MemorySegment h,
            MemorySegment w) {
        Tensor y = output(convolution(convolution), tensor(tensor), device.get(Filter.class, filter));
        CudaDouble.put(n, y.n());
        CudaDouble.put(c, y.c());
        CudaDouble.put(h, y.h());
        CudaDouble.put(w, y.w());
        return 0;
    }

    int cudnnGetConvolutionForwardWorkspaceSize(
            MemorySegment handle,
            MemorySegment x,
            MemorySegment w,
            MemorySegment convolution,
            MemorySegment y,
            int algorithm,
            MemorySegment size) {
        library(handle);
        CudaDouble.put(
                size,
                workspace(tensor(x), device.get(Filter.class, w), convolution(convolution), tensor(y), algorithm));
        return 0;
    }

    int cudnnConvolutionForward(
            MemorySegment handle,
            MemorySegment alpha,
            MemorySegment xShape,
            MemorySegment x,
            MemorySegment wShape,
            MemorySegment w,
            MemorySegment convolution,
            int algorithm,
            MemorySegment workspace,
            long workspaceBytes,
            MemorySegment beta,
            MemorySegment yShape,
            MemorySegment y) {
        Library library = ready(handle);
        Tensor in = tensor(xShape);
        Filter filter = device.get(Filter.class, wShape);
        Convolution conv = convolution(convolution);
        Tensor out = tensor(yShape);
        long needed = workspace(in, filter, conv, out, algorithm);
        if (workspaceBytes < needed) {
            throw new CudaDouble.Violation("workspace of " + workspaceBytes + " bytes, of " + needed);
        }
        Floats from = device.memory.floats("x", x, in.bytes(), ALIGNMENT);
        Floats weights =
                device.memory.floats("w", w, 4L * filter.k() * filter.c() * filter.h() * filter.w(), ALIGNMENT);
        Floats to = device.memory.floats("y", y, out.bytes(), ALIGNMENT);
        Floats scratch = needed == 0 ? null : device.memory.floats("workspace", workspace, needed, 256);
        requireApart(from, to);
        requireApart(weights, to);
        if (scratch != null) {
            requireApart(scratch, from);
            requireApart(scratch, weights);
            requireApart(scratch, to);
        }
        float factor = factor(alpha);
        float keep = factor(beta);
        library.stream.put(() -> {
            if (scratch != null) {
                scratch.fill(Float.NaN);
            }
            DoubleKernels.convolve(in, from, filter, weights, conv, out, to, factor, keep);
        });
        return 0;
    }

    int cudnnPoolingForward(
            MemorySegment handle,
            MemorySegment pooling,
            MemorySegment alpha,
            MemorySegment xShape,
            MemorySegment x,
            MemorySegment beta,
            MemorySegment yShape,
            MemorySegment y) {
        Library library = ready(handle);
        Pooling pool = device.get(Pooling.class, pooling);
        if (pool.mode() < 0) {
            throw new CudaDouble.Violation("a pooling descriptor that was never set");
        }
        Tensor in = tensor(xShape);
        Tensor out = tensor(yShape);
        int height = (in.h() + 2 * pool.pad() - pool.window()) / pool.stride() + 1;
        int width = (in.w() + 2 * pool.pad() - pool.window()) / pool.stride() + 1;
        require(
                out.n() == in.n() && out.c() == in.c() && out.h() == height && out.w() == width,
                SHAPE_MISMATCH,
                out + " is not what pooling makes of " + in);
        Floats from = device.memory.floats("x", x, in.bytes(), 4);
        Floats to = device.memory.floats("y", y, out.bytes(), 4);
        requireApart(in, from, out, to);
        float factor = factor(alpha);
        float keep = factor(beta);
        library.stream.put(() -> DoubleKernels.pool(in, from, pool, out, to, factor, keep));
        return 0;
    }

    int cudnnActivationForward(
            MemorySegment handle,
            MemorySegment activation,
            MemorySegment alpha,
            MemorySegment xShape,
            MemorySegment x,
            MemorySegment beta,
            MemorySegment yShape,
            MemorySegment y) {
        Activation relu = device.get(Activation.class, activation);
        if (relu.mode() < 0) {
            throw new CudaDouble.Violation("an activation descriptor that was never set");
        }
        return map(
                handle, alpha, xShape, x, beta, yShape, y, v -> v > 0 || (relu.nan() == 1 && Double.isNaN(v)) ? v : 0);
    }

    int cudnnTransformTensor(
            MemorySegment handle,
            MemorySegment alpha,
            MemorySegment xShape,
            MemorySegment x,
            MemorySegment beta,
            MemorySegment yShape,
            MemorySegment y) {
        return map(handle, alpha, xShape, x, beta, yShape, y, v -> v);
    }

    private int map(
            MemorySegment handle,
            MemorySegment alpha,
            MemorySegment xShape,
            MemorySegment x,
            MemorySegment beta,
            MemorySegment yShape,
            MemorySegment y,
            java.util.function.DoubleUnaryOperator function) {
        Library library = ready(handle);
        Tensor in = tensor(xShape);
        Tensor out = tensor(yShape);
        require(in.hasShapeOf(out), SHAPE_MISMATCH, in + " and " + out);
        Floats from = device.memory.floats("x", x, in.bytes(), 4);
        Floats to = device.memory.floats("y", y, out.bytes(), 4);
        if (x.address() != y.address() || !in.equals(out)) {
            requireApart(in, from, out, to);
        }
        float factor = factor(alpha);
        float keep = factor(beta);
        library.stream.put(() -> DoubleKernels.map(in, from, out, to, factor, keep, function));
        return 0;
    }

    int cudnnAddTensor(
            MemorySegment handle,
            MemorySegment alpha,
            MemorySegment xShape,
            MemorySegment x,
            MemorySegment beta,
            MemorySegment yShape,
            MemorySegment y) {
        Library library = ready(handle);
        Tensor in = tensor(xShape);
        Tensor out = tensor(yShape);
        require(
                (in.n() == 1 || in.n() == out.n())
                        && (in.c() == 1 || in.c() == out.c())
                        && (in.h() == 1 || in.h() == out.h())
                        && (in.w() == 1 || in.w() == out.w()),
                SHAPE_MISMATCH,
                in + " cannot be added to " + out);
        Floats from = device.memory.floats("x", x, in.bytes(), 4);
        Floats to = device.memory.floats("y", y, out.bytes(), 4);
        requireApart(in, from, out, to);
        float factor = factor(alpha);
        float keep = factor(beta);
        library.stream.put(() -> DoubleKernels.add(in, from, out, to, factor, keep));
        return 0;
    }

    int cudnnBatchNormalizationForwardTraining(
            MemorySegment handle,
            int mode,
            MemorySegment alpha,
            MemorySegment beta,
            MemorySegment xShape,
            MemorySegment x,
            MemorySegment yShape,
            MemorySegment y,
            MemorySegment parameters,
            MemorySegment scale,
            MemorySegment shift,
            double momentum,
            MemorySegment mean,
            MemorySegment variance,
            double epsilon,
            MemorySegment saveMean,
            MemorySegment saveVariance) {
        Library library = ready(handle);
        Tensor shape = normShape(mode, xShape, yShape, parameters);
        require(momentum == 1 && epsilon >= 0, NOT_SUPPORTED, "the double has a momentum of 1 only");
        require(saveMean.address() == 0 && saveVariance.address() == 0, NOT_SUPPORTED, "nothing is saved");
        requireOverwrite(alpha, beta);
        Floats from = device.memory.floats("x", x, shape.bytes(), 4);
        Floats to = device.memory.floats("y", y, shape.bytes(), 4);
        requireApart(from, to);
        Floats factors = channels("scale", scale, shape);
        Floats summands = channels("shift", shift, shape);
        Floats means = channels("mean", mean, shape);
        Floats variances = channels("variance", variance, shape);
        library.stream.put(
                () -> DoubleKernels.normalise(shape, from, to, factors, summands, means, variances, epsilon));
        return 0;
    }

    int cudnnBatchNormalizationForwardInference(
            MemorySegment handle,
            int mode,
            MemorySegment alpha,
            MemorySegment beta,
            MemorySegment xShape,
            MemorySegment x,
            MemorySegment yShape,
            MemorySegment y,
            MemorySegment parameters,
            MemorySegment scale,
            MemorySegment shift,
            MemorySegment mean,
            MemorySegment variance,
            double epsilon) {
        Library library = ready(handle);
        Tensor shape = normShape(mode, xShape, yShape, parameters);
        requireOverwrite(alpha, beta);
        Floats from = device.memory.floats("x", x, shape.bytes(), 4);
        Floats to = device.memory.floats("y", y, shape.bytes(), 4);
        if (x.address() != y.address()) {
            requireApart(from, to);
        }
        Floats factors = channels("scale", scale, shape);
        Floats summands = channels("shift", shift, shape);
        Floats means = channels("mean", mean, shape);
        Floats variances = channels("variance", variance, shape);
        library.stream.put(
                () -> DoubleKernels.normaliseWith(shape, from, to, factors, summands, means, variances, epsilon));
        return 0;
    }

    int cudnnGetReductionWorkspaceSize(
            MemorySegment handle, MemorySegment reduction, MemorySegment x, MemorySegment y, MemorySegment size) {
        library(handle);
        device.get(Reduction.class, reduction);
        CudaDouble.put(size, reductionWorkspace(tensor(x), tensor(y)));
        return 0;
    }

    int cudnnReduceTensor(
            MemorySegment handle,
            MemorySegment reduction,
            MemorySegment indices,
            long indicesBytes,
            MemorySegment workspace,
            long workspaceBytes,
            MemorySegment alpha,
            MemorySegment xShape,
            MemorySegment x,
            MemorySegment beta,
            MemorySegment yShape,
            MemorySegment y) {
        Library library = ready(handle);
        Reduction reduce = device.get(Reduction.class, reduction);
        Tensor in = tensor(xShape);
        Tensor out = tensor(yShape);
        require(
                out.n() == 1 && out.h() == 1 && out.w() == 1 && out.c() == in.c(),
                SHAPE_MISMATCH,
                "the double reduces to channels only");
        requireOverwrite(alpha, beta);
        long needed = reductionWorkspace(in, out);
        if (workspaceBytes < needed) {
            throw new CudaDouble.Violation("workspace of " + workspaceBytes + " bytes, of " + needed);
        }
        Floats from = device.memory.floats("x", x, in.bytes(), 4);
        Floats to = device.memory.floats("y", y, out.bytes(), 4);
        requireApart(from, to);
        if (needed > 0) {
            Floats scratch = device.memory.floats("workspace", workspace, needed, 256);
            requireApart(scratch, from);
            requireApart(scratch, to);
        }
        library.stream.put(() -> DoubleKernels.reduce(reduce, in, from, to));
        return 0;
    }

    /** More than nothing, so that its handling is tested. */
    private static long reductionWorkspace(Tensor x, Tensor y) {
        return 4L * y.c() * Math.max(1, x.n() / 2);
    }

    private static long workspace(Tensor x, Filter w, Convolution convolution, Tensor y, int algorithm) {
        Tensor expected = output(convolution, x, w);
        require(y.hasShapeOf(expected), SHAPE_MISMATCH, y + " is not what the convolution makes of " + x);
        require(x.isPacked() && y.isPacked(), NOT_SUPPORTED, "strides");
        require(algorithm == 0 || algorithm == 1, NOT_SUPPORTED, "algorithm " + algorithm);
        if (algorithm == 0) {
            return 0;
        }
        // The real one has gaps of its own; this one is there so that falling back is tested.
        require(convolution.dilation() == 1, NOT_SUPPORTED, "dilation");
        return 4L * w.h() * w.w() * w.c() + 256;
    }

    private static Tensor output(Convolution convolution, Tensor x, Filter w) {
        require(w.h() == w.w(), NOT_SUPPORTED, "the double has squares only");
        require(
                x.c() == w.c() * convolution.groups() && w.k() % convolution.groups() == 0,
                SHAPE_MISMATCH,
                x.c() + " channels and weights for " + w.c() + " in each of " + convolution.groups() + " groups");
        int height = convolution.size(x.h(), w.h());
        int width = convolution.size(x.w(), w.w());
        require(height > 0 && width > 0, SHAPE_MISMATCH, "no pixel is left");
        return new Tensor(x.n(), w.k(), height, width, w.k() * height * width, height * width, width, 1);
    }

    private Tensor normShape(int mode, MemorySegment xShape, MemorySegment yShape, MemorySegment parameters) {
        Tensor x = tensor(xShape);
        Tensor p = tensor(parameters);
        require(mode == 1, NOT_SUPPORTED, "the double has the spatial mode only");
        require(x.equals(tensor(yShape)), SHAPE_MISMATCH, "x and y");
        require(p.n() == 1 && p.c() == x.c() && p.h() == 1 && p.w() == 1, SHAPE_MISMATCH, p + " for " + x);
        return x;
    }

    private Floats channels(String what, MemorySegment pointer, Tensor shape) {
        return device.memory.floats(what, pointer, 4L * shape.c(), 4);
    }

    private static void requireOverwrite(MemorySegment alpha, MemorySegment beta) {
        require(factor(alpha) == 1 && factor(beta) == 0, NOT_SUPPORTED, "the double has no blending here");
    }

    private static float factor(MemorySegment pointer) {
        return CudaDouble.sized(pointer, 4).get(ValueLayout.JAVA_FLOAT, 0);
    }

    private static void requireApart(Floats a, Floats b) {
        if (a.overlaps(b)) {
            throw new CudaDouble.Violation("input and output overlap");
        }
    }

    /** Tensors that lie in the same memory, between each other's numbers. */
    private static void requireApart(Tensor aShape, Floats a, Tensor bShape, Floats b) {
        if (a.overlaps(b)) {
            BitSet numbers = new BitSet();
            forEach(aShape, at -> numbers.set(a.index(at)));
            forEach(bShape, at -> {
                if (numbers.get(b.index(at))) {
                    throw new CudaDouble.Violation("input and output overlap");
                }
            });
        }
    }

    private static void forEach(Tensor shape, IntConsumer action) {
        for (int n = 0; n < shape.n(); n++) {
            for (int c = 0; c < shape.c(); c++) {
                for (int h = 0; h < shape.h(); h++) {
                    for (int w = 0; w < shape.w(); w++) {
                        action.accept(shape.at(n, c, h, w));
                    }
                }
            }
        }
    }

    private Tensor tensor(MemorySegment handle) {
        Tensor tensor = device.get(Tensor.class, handle);
        tensor.bytes();
        return tensor;
    }

    private Convolution convolution(MemorySegment handle) {
        Convolution convolution = device.get(Convolution.class, handle);
        if (convolution.stride() == 0) {
            throw new CudaDouble.Violation("a convolution descriptor that was never set");
        }
        if (convolution.math() != 3 && !cuda.tf32) {
            throw new CudaDouble.Violation("a convolution that may round to TF32: math type " + convolution.math());
        }
        return convolution;
    }

    private Library library(MemorySegment handle) {
        device.requireChosen();
        Library library = device.get(Library.class, handle);
        if (!library.name.equals("cuDNN")) {
            throw new CudaDouble.Violation("a handle of " + library.name);
        }
        return library;
    }

    private Library ready(MemorySegment handle) {
        Library library = library(handle);
        if (library.stream == null) {
            throw new CudaDouble.Violation("a handle without stream");
        }
        return library;
    }

    private int create(MemorySegment out, Object thing) {
        CudaDouble.put(out, device.add(thing));
        return 0;
    }

    private int set(MemorySegment handle, Object thing) {
        device.set(handle, thing);
        return 0;
    }

    private static void require(boolean holds, int status, String text) {
        if (!holds) {
            throw new CudaDouble.Refusal(status, text);
        }
    }
}
