package org.deltanas.kernels.cudnn;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.deltanas.bindings.ClassicCudnn;
import org.deltanas.bindings.ClassicDescriptor;
import org.deltanas.bindings.CudaCallException;
import org.deltanas.bindings.CudaSession;
import org.deltanas.bindings.CudnnHandle;
import org.deltanas.bindings.TensorDescriptor;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.cudnn.DeviceProgram.Value;

/** Descriptors, made once and kept: the networks of a space need the same few. */
final class Shapes {
    private static final int MOST = 4096;

    private final CudaSession session;
    private final ClassicCudnn cudnn;
    private final CudnnHandle handle;
    private final Map<TensorKey, TensorDescriptor> tensors = new HashMap<>();
    private final Map<Object, ClassicDescriptor> others = new HashMap<>();
    private final Map<PlanKey, ConvolutionPlan> plans = new HashMap<>();
    private final Map<ReductionKey, Long> reductions = new HashMap<>();
    private final boolean tf32;

    Shapes(CudaSession session, ClassicCudnn cudnn, CudnnHandle handle, boolean tf32) {
        this.session = session;
        this.cudnn = cudnn;
        this.handle = handle;
        this.tf32 = tf32;
    }

    private record ReductionKey(ClassicDescriptor reduction, TensorDescriptor from, TensorDescriptor to) {}

    private record TensorKey(
            int images, int channels, int height, int width, int imageStride, int channelStride, int rowStride) {}

    private record FilterKey(int channels, int groupChannels, int kernel) {}

    private record ConvolutionKey(int padding, int stride, int dilation, int groups) {}

    private record PoolingKey(boolean max, int kernel, int padding, int stride) {}

    private record PlanKey(FilterKey filter, ConvolutionKey convolution, int images, int size) {}

    private enum Fixed {
        RELU,
        MEAN,
        NORM,
        ABSOLUTE_SUM,
        SUM
    }

    /** How a convolution is computed. */
    record ConvolutionPlan(ClassicCudnn.Algorithm algorithm, long workspaceBytes) {}

    /** Forgets everything if there is much of it. Nothing that was handed out may be in use. */
    void trim() {
        if (tensors.size() + others.size() > MOST) {
            tensors.values().forEach(TensorDescriptor::close);
            others.values().forEach(ClassicDescriptor::close);
            tensors.clear();
            others.clear();
            plans.clear();
            reductions.clear();
        }
    }

    /** Whole images. */
    TensorDescriptor of(Value value, int images) {
        return part(value.channels(), value.size(), images, value);
    }

    /**
     * Parts of images.
     *
     * @param channels of a part
     * @param size pixels a side of a part
     * @param whole what the parts are of
     */
    TensorDescriptor part(int channels, int size, int images, Value whole) {
        return tensor(images, channels, size, size, whole.floats(), whole.pixels(), whole.size());
    }

    /** Any four dimensions; numbers of a row lie side by side. */
    TensorDescriptor tensor(
            int images, int channels, int height, int width, int imageStride, int channelStride, int rowStride) {
        TensorKey key = new TensorKey(images, channels, height, width, imageStride, channelStride, rowStride);
        TensorDescriptor known = tensors.get(key);
        if (known == null) {
            known = session.tensor(images, channels, height, width, imageStride, channelStride, rowStride);
            tensors.put(key, known);
        }
        return known;
    }

    /** One number a channel. */
    TensorDescriptor channels(int channels) {
        return of(new Value(channels, 1), 1);
    }

    private ClassicDescriptor other(Object key, Supplier<ClassicDescriptor> make) {
        ClassicDescriptor known = others.get(key);
        if (known == null) {
            known = make.get();
            others.put(key, known);
        }
        return known;
    }

    private static FilterKey filterKey(Layer.Convolution c) {
        return new FilterKey(c.channels(), c.inputChannels() / c.groups(), c.kernel());
    }

    private static ConvolutionKey convolutionKey(Layer.Convolution c) {
        return new ConvolutionKey(c.padding(), c.stride(), c.dilation(), c.groups());
    }

    ClassicDescriptor filter(Layer.Convolution c) {
        FilterKey key = filterKey(c);
        return other(key, () -> cudnn.filter(key.channels(), key.groupChannels(), key.kernel()));
    }

    ClassicDescriptor convolution(Layer.Convolution c) {
        return other(
                convolutionKey(c), () -> cudnn.convolution(c.padding(), c.stride(), c.dilation(), c.groups(), tf32));
    }

    ClassicDescriptor pooling(boolean max, int kernel, int padding, int stride) {
        return other(
                new PoolingKey(max, kernel, padding, stride),
                () -> max ? cudnn.maxPooling(kernel, padding, stride) : cudnn.averagePooling(kernel, padding, stride));
    }

    ClassicDescriptor relu() {
        return other(Fixed.RELU, cudnn::relu);
    }

    ClassicDescriptor mean() {
        return other(Fixed.MEAN, cudnn::mean);
    }

    ClassicDescriptor norm() {
        return other(Fixed.NORM, cudnn::norm);
    }

    ClassicDescriptor absoluteSum() {
        return other(Fixed.ABSOLUTE_SUM, cudnn::absoluteSum);
    }

    ClassicDescriptor sum() {
        return other(Fixed.SUM, cudnn::sum);
    }

    /**
     * The way to compute a convolution: by its shape alone, never by what is fastest now or fits into memory, or the bits
     * of a response would depend on more than plan and probe.
     */
    ConvolutionPlan plan(Layer.Convolution c, Value source, Value target, int images) {
        PlanKey key = new PlanKey(filterKey(c), convolutionKey(c), images, source.size());
        ConvolutionPlan known = plans.get(key);
        if (known == null) {
            known = choose(c, source, target, images);
            plans.put(key, known);
        }
        return known;
    }

    private ConvolutionPlan choose(Layer.Convolution c, Value source, Value target, int images) {
        TensorDescriptor x = of(source, images);
        TensorDescriptor y = of(target, images);
        ClassicDescriptor filter = filter(c);
        ClassicDescriptor convolution = convolution(c);
        for (ClassicCudnn.Algorithm algorithm : ClassicCudnn.Algorithm.values()) {
            try {
                long bytes = cudnn.convolutionWorkspace(handle, x, filter, convolution, y, algorithm);
                return new ConvolutionPlan(algorithm, bytes);
            } catch (CudaCallException e) {
                boolean isLast = algorithm == ClassicCudnn.Algorithm.IMPLICIT_GEMM;
                if (isLast || e.kind() != CudaCallException.Kind.NOT_SUPPORTED) {
                    throw e;
                }
            }
        }
        throw new IllegalStateException("no algorithm was tried");
    }

    /** Bytes of workspace for reducing a value to its channels. */
    long reductionWorkspace(Value value, int images) {
        TensorDescriptor from = of(value, images);
        TensorDescriptor to = channels(value.channels());
        return Math.max(reductionWorkspace(mean(), from, to), reductionWorkspace(norm(), from, to));
    }

    /** Bytes of workspace for a reduction. */
    long reductionWorkspace(ClassicDescriptor reduction, TensorDescriptor from, TensorDescriptor to) {
        ReductionKey key = new ReductionKey(reduction, from, to);
        Long known = reductions.get(key);
        if (known == null) {
            known = cudnn.reductionWorkspace(handle, reduction, from, to);
            reductions.put(key, known);
        }
        return known;
    }
}
