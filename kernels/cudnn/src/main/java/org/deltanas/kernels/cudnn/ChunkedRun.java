package org.deltanas.kernels.cudnn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.deltanas.bindings.DeviceSlice;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.PerturbationResponse;
import org.deltanas.kernels.cudnn.DeviceProgram.Step;
import org.deltanas.kernels.cudnn.DeviceProgram.Value;

/**
 * A network that does not fit on the device: values lie in host memory, and every layer takes a few images at a time to the
 * device and back.
 *
 * <p>A network cannot be cut into smaller batches as a whole, for a batch norm needs the statistics of all images before
 * the first of them can go on. So it is cut layer by layer, and the statistics stay those of the whole batch by their
 * definition: first the mean of all chunks, weighted by their images; then the squared deviations from that mean, summed
 * over the chunks; then every chunk is normalised with both. Chunks are reduced on the device, what is left of them, one
 * number a channel, is added up on the host in double precision.
 */
final class ChunkedRun implements AutoCloseable {
    private final Device device;
    private final DeviceProgram program;
    private final PerturbationProbe probe;
    /** Images on the device at a time; a chunk never holds both clean and perturbed ones. */
    private final int most;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment images;
    private final MemorySegment values;

    ChunkedRun(Device device, DeviceProgram program, PerturbationProbe probe, int most) {
        this.device = device;
        this.program = program;
        this.probe = probe;
        this.most = most;
        this.images = arena.allocate(program.values.get(0).bytes(2L * probe.batch()), 64);
        this.values = arena.allocate(Math.max(program.bytes, 1), 64);
    }

    /** What to do with a chunk. */
    private interface Chunk {
        void run(int firstImage, int count);
    }

    PerturbationResponse run() {
        Value image = program.values.get(0);
        device.drawImages(probe, image, images, (pass, n) -> image.bytes((long) pass * probe.batch() + n));
        double[][] variances = new double[2][program.plan.batchNorms()];
        for (Step step : program.steps) {
            if (step.layer() instanceof Layer.BatchNorm norm) {
                for (int pass = 0; pass < 2; pass++) {
                    variances[pass][norm.index()] = normalise(step, pass);
                }
            } else {
                run(step);
            }
        }
        return new PerturbationResponse(distance(), variances[0], variances[1]);
    }

    private void forEachChunk(int pass, Chunk chunk) {
        for (int first = 0; first < probe.batch(); first += most) {
            chunk.run(pass * probe.batch() + first, Math.min(most, probe.batch() - first));
        }
    }

    private void run(Step step) {
        Value target = program.values.get(step.target());
        Layer.Convolution convolution = step.layer() instanceof Layer.Convolution c ? c : null;
        long[] rooms = new long[step.sources().size() + 2];
        for (int s = 0; s < step.sources().size(); s++) {
            int source = step.sources().get(s);
            rooms[s] = source == DeviceProgram.ZEROS
                    ? 0
                    : program.values.get(source).bytes(most);
        }
        rooms[rooms.length - 2] = target.bytes(most);
        rooms[rooms.length - 1] = convolution == null ? 0 : convolution.weights() * Float.BYTES;
        DeviceSlice[] slots = slots(rooms);
        DeviceSlice weights = slots[rooms.length - 1];
        if (convolution != null) {
            device.weights.upload(probe, convolution, weights);
        }
        for (int pass = 0; pass < 2; pass++) {
            forEachChunk(pass, (first, count) -> {
                DeviceSlice[] sources = new DeviceSlice[step.sources().size()];
                for (int s = 0; s < sources.length; s++) {
                    sources[s] = slots[s] == null ? null : upload(step.sources().get(s), first, count, slots[s]);
                }
                DeviceSlice to = slots[sources.length].slice(0, target.bytes(count));
                DeviceSlice scratch = device.scratch.of(device.scratchBytes(program, step, count));
                device.run(program, step, count, sources, to, weights, scratch);
                device.stream.download(to, host(step.target(), first, count));
            });
        }
    }

    /** Normalises one pass and returns the mean over channels of the unbiased variance. */
    private double normalise(Step step, int pass) {
        int source = step.sources().get(0);
        Value value = program.values.get(source);
        int channels = value.channels();
        long row = (long) channels * Float.BYTES;
        DeviceSlice[] slots = slots(value.bytes(most), value.bytes(most), row, row);
        DeviceSlice mean = slots[2];
        DeviceSlice variance = slots[3];

        double[] sums = new double[channels];
        forEachChunk(pass, (first, count) -> {
            DeviceSlice x = upload(source, first, count, slots[0]);
            device.cudnn.reduce(
                    device.handle,
                    device.shapes.mean(),
                    device.scratch.of(device.shapes.reductionWorkspace(value, count)),
                    device.shapes.of(value, count),
                    x,
                    device.shapes.channels(channels),
                    mean);
            float[] means = device.download(mean);
            for (int c = 0; c < channels; c++) {
                sums[c] += (double) means[c] * count;
            }
        });
        upload(sums, 1.0 / probe.batch(), mean);

        double[] squares = new double[channels];
        forEachChunk(pass, (first, count) -> {
            DeviceSlice x = upload(source, first, count, slots[0]);
            device.cudnn.subtract(
                    device.handle, device.shapes.channels(channels), mean, device.shapes.of(value, count), x);
            device.cudnn.reduce(
                    device.handle,
                    device.shapes.norm(),
                    device.scratch.of(device.shapes.reductionWorkspace(value, count)),
                    device.shapes.of(value, count),
                    x,
                    device.shapes.channels(channels),
                    variance);
            float[] norms = device.download(variance);
            for (int c = 0; c < channels; c++) {
                squares[c] += (double) norms[c] * norms[c];
            }
        });
        long total = (long) probe.batch() * value.pixels();
        upload(squares, 1.0 / total, variance);

        forEachChunk(pass, (first, count) -> {
            DeviceSlice x = upload(source, first, count, slots[0]);
            DeviceSlice y = slots[1].slice(0, value.bytes(count));
            device.normaliseWith(value, count, x, y, mean, variance);
            device.stream.download(y, host(step.target(), first, count));
        });
        double variances = 0;
        for (double sum : squares) {
            variances += sum / (total - 1);
        }
        return variances / channels;
    }

    private double distance() {
        if (program.output == DeviceProgram.ZEROS) {
            return 0;
        }
        Value value = program.values.get(program.output);
        DeviceSlice[] slots = slots(value.bytes(most), value.bytes(most), Float.BYTES);
        double[] sum = new double[1];
        forEachChunk(0, (first, count) -> {
            DeviceSlice clean = upload(program.output, first, count, slots[0]);
            DeviceSlice perturbed = upload(program.output, probe.batch() + first, count, slots[1]);
            device.distance(value, count, clean, perturbed, slots[2]);
            sum[0] += device.download(slots[2])[0];
        });
        return sum[0] / probe.batch();
    }

    /** Rooms on the device for one step, one after the other; null for one of no bytes. */
    private DeviceSlice[] slots(long... bytes) {
        long total = 0;
        for (long room : bytes) {
            total += DeviceProgram.aligned(room);
        }
        DeviceSlice all = device.values.of(total);
        DeviceSlice[] slots = new DeviceSlice[bytes.length];
        long at = 0;
        for (int s = 0; s < bytes.length; s++) {
            slots[s] = bytes[s] == 0 ? null : all.slice(at, bytes[s]);
            at += DeviceProgram.aligned(bytes[s]);
        }
        return slots;
    }

    private DeviceSlice upload(int value, int first, int count, DeviceSlice slot) {
        DeviceSlice to = slot.slice(0, program.values.get(value).bytes(count));
        device.stream.upload(host(value, first, count), to);
        return to;
    }

    private void upload(double[] numbers, double factor, DeviceSlice to) {
        MemorySegment host = arena.allocate((long) numbers.length * Float.BYTES, Float.BYTES);
        for (int i = 0; i < numbers.length; i++) {
            host.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (numbers[i] * factor));
        }
        device.stream.upload(host, to);
    }

    private MemorySegment host(int value, int first, int count) {
        Value shape = program.values.get(value);
        long from = (value == 0 ? 0 : program.offsets[value]) + shape.bytes(first);
        return (value == 0 ? images : values).asSlice(from, shape.bytes(count));
    }

    /** Frees the host memory, when the device no longer reads or writes it. */
    @Override
    public void close() {
        try {
            if (!device.session.isLost()) {
                device.stream.synchronize();
            }
        } finally {
            arena.close();
        }
    }
}
