package org.deltanas.kernels.cudnn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.deltanas.bindings.ClassicCudnn;
import org.deltanas.bindings.ClassicDescriptor;
import org.deltanas.bindings.CublasHandle;
import org.deltanas.bindings.CudaEvent;
import org.deltanas.bindings.CudaSession;
import org.deltanas.bindings.CudaStream;
import org.deltanas.bindings.CudnnHandle;
import org.deltanas.bindings.DeviceBuffer;
import org.deltanas.bindings.DeviceSlice;
import org.deltanas.bindings.TensorDescriptor;
import org.deltanas.bindings.Workspace;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.ProbeNumbers;
import org.deltanas.kernels.cudnn.DeviceProgram.Step;
import org.deltanas.kernels.cudnn.DeviceProgram.Value;

/**
 * One device at work: streams, the libraries' handles on them, what is kept from batch to batch, and the calls that
 * evaluate one layer for some images.
 */
final class Device implements AutoCloseable {
    /**
     * A stream with cuDNN on it.
     *
     * @param event to be recorded whenever another stream has to wait for this one
     */
    record Queue(CudaStream stream, CudnnHandle handle, CudaEvent event) {}

    final CudaSession session;
    /** The first of the queues, and its stream and handle: everything begins and ends there. */
    final List<Queue> queues;

    final CudaStream stream;
    final ClassicCudnn cudnn;
    final CudnnHandle handle;
    final CublasHandle cublas;
    final Shapes shapes;
    final DeviceWeights weights;
    final ProbeNumbers numbers = new ProbeNumbers(Simd.best());
    /** Values of a batch of networks, or of a step. */
    final Workspace values;
    /** Workspace of functions. */
    final Workspace scratch;
    /** Statistics of batch norms, and results. */
    final Workspace statistics;

    private final Workspace constants;
    private final Staging staging;
    private final Workspace images;
    private PerturbationProbe imagesOf;
    private int imageChannels;
    private int constantChannels;

    /** Takes the session over: if this fails, it is closed. */
    Device(CudaSession session, CudnnOptions options) {
        this.session = session;
        try {
            session.useDevice(0);
            this.cudnn = session.classic();
            List<Queue> made = new ArrayList<>();
            for (int q = 0; q < options.streams(); q++) {
                CudaStream queue = session.stream();
                made.add(new Queue(queue, session.cudnn(queue), session.event()));
            }
            this.queues = List.copyOf(made);
            this.stream = queues.get(0).stream();
            this.handle = queues.get(0).handle();
            this.staging = new Staging(stream, session.event());
            this.cublas = session.cublas(stream);
        } catch (RuntimeException e) {
            closeAfter(e);
            throw e;
        }
        this.shapes = new Shapes(session, cudnn, handle, options.tf32());
        this.weights = new DeviceWeights(session, staging, numbers);
        this.values = session.workspace();
        this.scratch = session.workspace();
        this.statistics = session.workspace();
        this.constants = session.workspace();
        this.images = session.workspace();
    }

    private void closeAfter(RuntimeException cause) {
        try {
            session.close();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** Gives back what is kept from network to network, so that one that needs much can have it. */
    void release() {
        imagesOf = null;
        constantChannels = 0;
        weights.clear();
        values.close();
        scratch.close();
        statistics.close();
        constants.close();
        images.close();
    }

    /** Where the drawn images of a pass go. */
    interface ImagePlaces {
        /** Bytes before an image, of the clean pass (0) or the perturbed one (1). */
        long at(int pass, int image);
    }

    /** Draws the images of both passes, each in the order channel, row, column. */
    void drawImages(PerturbationProbe probe, Value value, MemorySegment to, ImagePlaces places) {
        int count = value.floats();
        float[] clean = new float[count];
        float[] perturbed = new float[count];
        for (int n = 0; n < probe.batch(); n++) {
            numbers.image(probe, n, count, clean, perturbed, 0);
            MemorySegment.copy(clean, 0, to, ValueLayout.JAVA_FLOAT, places.at(0, n), count);
            MemorySegment.copy(perturbed, 0, to, ValueLayout.JAVA_FLOAT, places.at(1, n), count);
        }
    }

    /** The images, each clean one before its perturbed twin, uploaded unless they are there from the last batch. */
    DeviceSlice images(PerturbationProbe probe, Value value) {
        long bytes = value.bytes(2L * probe.batch());
        DeviceSlice slice = images.of(bytes).slice(0, bytes);
        if (!probe.equals(imagesOf) || value.channels() != imageChannels) {
            imagesOf = null;
            drawImages(probe, value, staging.room(bytes), (pass, n) -> value.bytes(2L * n + pass));
            staging.upload(0, slice);
            imagesOf = probe;
            imageChannels = value.channels();
        }
        return slice;
    }

    /** Says that the images have been overwritten. */
    void forgetImages() {
        imagesOf = null;
    }

    /** Makes sure that there are constants for so many channels. */
    void prepareConstants(int channels) {
        constants(channels);
    }

    /** Bytes that the constants for so many channels take. */
    long constantBytes(int channels) {
        return 2L * channels * Float.BYTES;
    }

    /** Bytes held once there is so much room for each, and the weights of these layers are there: no room ever shrinks. */
    long plannedBytes(
            long valueBytes,
            long scratchBytes,
            long statisticsBytes,
            long constantBytes,
            long imageBytes,
            List<Layer.Convolution> layers) {
        return Math.max(valueBytes, values.bytes())
                + Math.max(scratchBytes, scratch.bytes())
                + Math.max(statisticsBytes, statistics.bytes())
                + Math.max(constantBytes, constants.bytes())
                + Math.max(imageBytes, images.bytes())
                + weights.bytesWith(layers);
    }

    /** The memory that work on the device names by address. */
    List<DeviceBuffer> buffers() {
        List<DeviceBuffer> buffers = new ArrayList<>(weights.pages());
        for (Workspace workspace : List.of(values, scratch, statistics, constants, images)) {
            workspace.buffer().ifPresent(buffers::add);
        }
        return buffers;
    }

    /** As many ones, and behind them as many zeros, as a batch norm has channels: no scale and no shift. */
    private DeviceSlice constants(int channels) {
        DeviceSlice slice = constants.of(constantBytes(channels));
        if (constantChannels < channels) {
            int capacity = (int) (slice.bytes() / Float.BYTES / 2);
            constantChannels = 0;
            MemorySegment room = staging.room(2L * capacity * Float.BYTES);
            for (int c = 0; c < 2 * capacity; c++) {
                room.setAtIndex(ValueLayout.JAVA_FLOAT, c, c < capacity ? 1f : 0f);
            }
            staging.upload(0, slice.slice(0, 2L * capacity * Float.BYTES));
            constantChannels = capacity;
        }
        return slice;
    }

    private DeviceSlice ones(int channels) {
        return constants(channels).slice(0, (long) channels * Float.BYTES);
    }

    private DeviceSlice zeros(int channels) {
        DeviceSlice both = constants(channels);
        return both.slice((long) constantChannels * Float.BYTES, (long) channels * Float.BYTES);
    }

    /** Workspace that a step needs for so many images. */
    long scratchBytes(DeviceProgram program, Step step, int count) {
        return step.layer() instanceof Layer.Convolution c
                ? shapes.plan(c, program.values.get(step.sources().get(0)), program.values.get(step.target()), count)
                        .workspaceBytes()
                : 0;
    }

    /**
     * Puts the calls of a step that is no batch norm into the stream.
     *
     * @param count images
     * @param sources the values read, for as many images; null for zeros
     * @param target the value written, likewise
     * @param layerWeights the weights of a convolution; else null
     * @param workspace as many bytes as {@link #scratchBytes} says; null for none
     */
    void run(
            DeviceProgram program,
            Step step,
            int count,
            DeviceSlice[] sources,
            DeviceSlice target,
            DeviceSlice layerWeights,
            DeviceSlice workspace) {
        Layer layer = step.layer();
        Value to = program.values.get(step.target());
        if (layer instanceof Layer.Add) {
            TensorDescriptor shape = shapes.of(to, count);
            stream.copy(sources[0], target);
            for (int s = 1; s < sources.length; s++) {
                cudnn.add(handle, shape, sources[s], shape, target);
            }
            return;
        }
        if (layer instanceof Layer.Concat) {
            concatenate(program, step, count, sources, target);
            return;
        }
        Value from = program.values.get(step.sources().get(0));
        if (layer instanceof Layer.Convolution c) {
            convolve(queues.get(0), c, from, to, count, sources[0], layerWeights, target, workspace);
        } else {
            apply(queues.get(0), layer, from, to, count, sources[0], target);
        }
    }

    /** Workspace that a convolution of so many images needs. */
    long scratchBytes(Layer.Convolution layer, Value from, Value to, int count) {
        return shapes.plan(layer, from, to, count).workspaceBytes();
    }

    /** Puts a convolution into a queue. */
    void convolve(
            Queue queue,
            Layer.Convolution layer,
            Value from,
            Value to,
            int count,
            DeviceSlice source,
            DeviceSlice layerWeights,
            DeviceSlice target,
            DeviceSlice workspace) {
        cudnn.convolve(
                queue.handle(),
                shapes.of(from, count),
                source,
                shapes.filter(layer),
                layerWeights,
                shapes.convolution(layer),
                shapes.plan(layer, from, to, count).algorithm(),
                workspace,
                shapes.of(to, count),
                target);
    }

    /** Puts a rectifier, pooling, slice or shift into a queue. */
    void apply(Queue queue, Layer layer, Value from, Value to, int count, DeviceSlice source, DeviceSlice target) {
        TensorDescriptor x = shapes.of(from, count);
        TensorDescriptor y = shapes.of(to, count);
        if (layer instanceof Layer.Relu) {
            cudnn.activate(queue.handle(), shapes.relu(), x, source, y, target);
        } else if (layer instanceof Layer.Slice) {
            cudnn.transform(queue.handle(), shapes.part(to.channels(), to.size(), count, from), source, y, target);
        } else if (layer instanceof Layer.Shift) {
            shift(queue, to, count, source, target);
        } else {
            cudnn.pool(queue.handle(), pooling(layer), x, source, y, target);
        }
    }

    private void shift(Queue queue, Value value, int count, DeviceSlice source, DeviceSlice target) {
        queue.stream().clear(target);
        if (value.size() > 1) {
            TensorDescriptor part = shapes.part(value.channels(), value.size() - 1, count, value);
            long corner = (value.size() + 1L) * Float.BYTES;
            cudnn.transform(queue.handle(), part, source.slice(corner, source.bytes() - corner), part, target);
        }
    }

    private ClassicDescriptor pooling(Layer layer) {
        if (layer instanceof Layer.AveragePool p) {
            return shapes.pooling(false, p.kernel(), p.padding(), p.stride());
        }
        if (layer instanceof Layer.MaxPool p) {
            return shapes.pooling(true, p.kernel(), p.padding(), p.stride());
        }
        throw new IllegalArgumentException("no way to evaluate " + layer);
    }

    private void concatenate(DeviceProgram program, Step step, int count, DeviceSlice[] sources, DeviceSlice target) {
        Value to = program.values.get(step.target());
        if (step.sources().contains(DeviceProgram.ZEROS)) {
            stream.clear(target);
        }
        long offset = 0;
        for (int s = 0; s < sources.length; s++) {
            int channels =
                    program.plan.layers().get(step.layer().inputs().get(s)).channels();
            Value part = new Value(channels, to.size());
            if (sources[s] != null) {
                cudnn.transform(
                        handle,
                        shapes.of(part, count),
                        sources[s],
                        shapes.part(channels, to.size(), count, to),
                        target.slice(offset, target.bytes() - offset));
            }
            offset += part.bytes(1);
        }
    }

    /**
     * Puts a batch norm of some images into a queue.
     *
     * @param mean receives the means; zeros before
     * @param variance receives the unbiased variances; zeros before
     */
    void normalise(
            Queue queue, Value value, int count, DeviceSlice x, DeviceSlice y, DeviceSlice mean, DeviceSlice variance) {
        cudnn.batchNorm(
                queue.handle(),
                shapes.of(value, count),
                x,
                y,
                shapes.channels(value.channels()),
                ones(value.channels()),
                zeros(value.channels()),
                mean,
                variance,
                NetworkPlan.EPSILON);
    }

    /** Puts a batch norm with statistics that are known into the stream. */
    void normaliseWith(Value value, int count, DeviceSlice x, DeviceSlice y, DeviceSlice mean, DeviceSlice variance) {
        cudnn.batchNormWith(
                handle,
                shapes.of(value, count),
                x,
                y,
                shapes.channels(value.channels()),
                ones(value.channels()),
                zeros(value.channels()),
                mean,
                variance,
                NetworkPlan.EPSILON);
    }

    /** Puts the distance of two values into the stream; the second is overwritten by the difference. */
    void distance(Value value, int count, DeviceSlice clean, DeviceSlice perturbed, DeviceSlice sum) {
        TensorDescriptor shape = shapes.of(value, count);
        cudnn.subtract(handle, shape, clean, shape, perturbed);
        cublas.absoluteSum(count * value.floats(), perturbed, sum);
    }

    /** Numbers from the device, when everything before is done. */
    float[] download(DeviceSlice from) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment to = arena.allocate(from.bytes(), Float.BYTES);
            try {
                stream.download(from, to);
            } finally {
                // The device may be writing, and must not find the memory gone.
                if (!session.isLost()) {
                    stream.synchronize();
                }
            }
            return to.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } finally {
            staging.close();
        }
    }
}
