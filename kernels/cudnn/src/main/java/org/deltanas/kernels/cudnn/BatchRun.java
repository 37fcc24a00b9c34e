package org.deltanas.kernels.cudnn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deltanas.bindings.ClassicDescriptor;
import org.deltanas.bindings.DeviceSlice;
import org.deltanas.bindings.TensorDescriptor;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.PerturbationResponse;
import org.deltanas.kernels.cudnn.BatchProgram.Apply;
import org.deltanas.kernels.cudnn.BatchProgram.Convolve;
import org.deltanas.kernels.cudnn.BatchProgram.Join;
import org.deltanas.kernels.cudnn.BatchProgram.Normalise;
import org.deltanas.kernels.cudnn.BatchProgram.Place;
import org.deltanas.kernels.cudnn.BatchProgram.Run;
import org.deltanas.kernels.cudnn.BatchProgram.Stack;
import org.deltanas.kernels.cudnn.BatchProgram.Step;
import org.deltanas.kernels.cudnn.BatchProgram.Sum;
import org.deltanas.kernels.cudnn.Device.Queue;
import org.deltanas.kernels.cudnn.DeviceProgram.Value;

/**
 * A batch of networks on a device, all values there. The steps of a round go into several streams, which wait for each
 * other between rounds; nothing is waited for by the host until the results, which come back in one copy: the mean
 * variance of every batch norm and pass, and the distance of every network, reduced on the device.
 *
 * <p>{@link #prepare} brings everything to the device that must lie there, {@link #issue} puts the calls into the streams,
 * allocating and uploading nothing, so that it can be captured.
 */
final class BatchRun {
    private final Device device;
    private final BatchProgram program;
    private final PerturbationProbe probe;
    private final int batch;
    private final int resultFloats;
    /** Where the variances of each number of channels begin, in floats, and where their rows begin among the results. */
    private final Map<Integer, Integer> variancesAt = new HashMap<>();

    private final Map<Integer, Integer> rowsAt = new HashMap<>();
    private final int varianceFloats;
    private final int rowCount;
    private DeviceSlice images;
    private DeviceSlice values;
    private DeviceSlice statistics;
    private final List<DeviceSlice> scratch = new ArrayList<>();

    BatchRun(Device device, BatchProgram program, PerturbationProbe probe) {
        this.device = device;
        this.program = program;
        this.probe = probe;
        this.batch = probe.batch();
        int row = 0;
        int floats = 0;
        for (Map.Entry<Integer, Integer> rows : program.rows.entrySet()) {
            rowsAt.put(rows.getKey(), row);
            variancesAt.put(rows.getKey(), floats);
            row += rows.getValue();
            floats += rows.getKey() * rows.getValue();
        }
        this.rowCount = row;
        this.varianceFloats = floats;
        int distances =
                program.outputs.keySet().stream().mapToInt(stack -> stack.lanes).sum();
        this.resultFloats = row + distances;
    }

    /** Device memory that the batch takes, with all that is kept for later ones. */
    long plannedBytes() {
        return device.plannedBytes(
                program.bytes,
                scratchBytes() * device.queues.size(),
                Math.max(statisticsBytes(), Float.BYTES),
                device.constantBytes(normChannels()),
                program.images.bytes(batch),
                program.convolutions);
    }

    private long statisticsBytes() {
        // Means lie behind the variances: nobody reads them.
        return (resultFloats + 2L * varianceFloats) * Float.BYTES;
    }

    private long scratchBytes() {
        long most = 0;
        for (List<Step> round : program.rounds) {
            for (Step step : round) {
                if (step instanceof Convolve c) {
                    most = Math.max(
                            most,
                            device.scratchBytes(
                                    c.layer(),
                                    c.source().value,
                                    c.target().value,
                                    c.target().images(batch)));
                }
            }
        }
        for (int channels : program.rows.keySet()) {
            most = Math.max(
                    most, device.shapes.reductionWorkspace(device.shapes.mean(), variances(channels), means(channels)));
        }
        for (Stack stack : program.outputs.keySet()) {
            most = Math.max(
                    most, device.shapes.reductionWorkspace(device.shapes.absoluteSum(), pass(stack), distances(stack)));
        }
        return DeviceProgram.aligned(most);
    }

    /** Makes room on the device and uploads what is not there. */
    void prepare(Workers workers) {
        images = device.images(probe, program.images.value);
        if (program.outputs.containsKey(program.images)) {
            // The distance will overwrite them.
            device.forgetImages();
        }
        device.weights.prepare(probe, program.convolutions, workers);
        if (!program.rows.isEmpty()) {
            device.prepareConstants(normChannels());
        }
        values = device.values.of(program.bytes);
        statistics = device.statistics.of(Math.max(statisticsBytes(), Float.BYTES));
        long room = scratchBytes();
        DeviceSlice all = device.scratch.of(room * device.queues.size());
        scratch.clear();
        for (int q = 0; q < device.queues.size(); q++) {
            scratch.add(room == 0 ? null : all.slice(q * room, room));
        }
    }

    /** The most channels that a batch norm sees. */
    private int normChannels() {
        int channels = 0;
        for (List<Step> round : program.rounds) {
            for (Step step : round) {
                if (step instanceof Normalise n) {
                    channels = Math.max(channels, normChannels(n.target()));
                }
            }
        }
        return channels;
    }

    /** Puts all calls but the last copy into the streams; everything waits for the first stream and is waited for by it. */
    void issue() {
        Queue first = device.queues.get(0);
        if (statisticsBytes() > 0) {
            // cuDNN multiplies what was there by 0, which a NaN of an earlier batch would survive.
            first.stream().clear(statistics.slice(0, statisticsBytes()));
        }
        for (List<Step> round : program.rounds) {
            int used = Math.min(round.size(), device.queues.size());
            if (used > 1) {
                first.event().record(first.stream());
                for (int q = 1; q < used; q++) {
                    device.queues.get(q).stream().waitFor(first.event());
                }
            }
            for (int s = 0; s < round.size(); s++) {
                run(round.get(s), device.queues.get(s % used), scratch.get(s % used));
            }
            for (int q = 1; q < used; q++) {
                Queue other = device.queues.get(q);
                other.event().record(other.stream());
                first.stream().waitFor(other.event());
            }
        }
        reduce(first);
    }

    private void run(Step step, Queue queue, DeviceSlice workspace) {
        if (step instanceof Convolve c) {
            c.gathered().forEach(run -> gather(queue, run, c.source()));
            device.convolve(
                    queue,
                    c.layer(),
                    c.source().value,
                    c.target().value,
                    c.target().images(batch),
                    memory(c.source()),
                    device.weights.of(c.layer()),
                    memory(c.target()),
                    workspace);
        } else if (step instanceof Apply a) {
            device.apply(
                    queue,
                    a.layer(),
                    a.source().value,
                    a.target().value,
                    a.target().images(batch),
                    memory(a.source()),
                    memory(a.target()));
        } else if (step instanceof Normalise n) {
            normalise(queue, n);
        } else if (step instanceof Sum sum) {
            sum.runs().forEach(run -> sum(queue, run, sum.target()));
        } else if (step instanceof Join join) {
            if (join.hasZeros()) {
                queue.stream().clear(memory(join.target()));
            }
            join.runs().forEach(run -> join(queue, join.parts(), run, join.target()));
        }
    }

    private void gather(Queue queue, Run run, Stack target) {
        Place source = run.sources().get(0);
        Place to = new Place(target, run.lane(), false);
        if (source.rectified()) {
            device.cudnn.activate(
                    queue.handle(),
                    device.shapes.relu(),
                    lanes(source.stack(), run.count()),
                    memory(source),
                    lanes(target, run.count()),
                    memory(to));
        } else {
            long lane = target.value.bytes(2);
            queue.stream()
                    .copyRows(
                            memory(source),
                            source.stack().lanes * lane,
                            memory(to),
                            target.lanes * lane,
                            run.count() * lane,
                            batch);
        }
    }

    private void sum(Queue queue, Run run, Stack target) {
        TensorDescriptor shape = lanes(target, run.count());
        DeviceSlice to = memory(new Place(target, run.lane(), false));
        Place first = run.sources().get(0);
        Place second = run.sources().get(1);
        device.cudnn.combine(
                queue.handle(),
                device.shapes.sum(),
                lanes(first.stack(), run.count()),
                memory(first),
                lanes(second.stack(), run.count()),
                memory(second),
                shape,
                to);
        for (Place more : run.sources().subList(2, run.sources().size())) {
            device.cudnn.add(queue.handle(), lanes(more.stack(), run.count()), memory(more), shape, to);
        }
    }

    private void join(Queue queue, List<Integer> parts, Run run, Stack target) {
        Value whole = target.value;
        long at = 0;
        for (int s = 0; s < parts.size(); s++) {
            Place source = run.sources().get(s);
            Value part = new Value(parts.get(s), whole.size());
            if (source != null) {
                DeviceSlice to = memory(new Place(target, run.lane(), false));
                device.cudnn.transform(
                        queue.handle(),
                        passes(part, part, source.stack().lanes, run.count()),
                        memory(source),
                        passes(part, whole, target.lanes, run.count()),
                        to.slice(at, to.bytes() - at));
            }
            at += part.bytes(1);
        }
    }

    private void normalise(Queue queue, Normalise n) {
        int channels = n.target().value.channels();
        long bytes = 2L * n.target().lanes * channels * Float.BYTES;
        long at = (resultFloats + variancesAt.get(channels) + (long) n.row() * channels) * Float.BYTES;
        device.normalise(
                queue,
                new Value(normChannels(n.target()), n.target().value.size()),
                batch,
                memory(n.source()),
                memory(n.target()),
                statistics.slice(at + (long) varianceFloats * Float.BYTES, bytes),
                statistics.slice(at, bytes));
    }

    /** Lanes and passes are channels to a batch norm: each has statistics of its own. */
    private static int normChannels(Stack stack) {
        return 2 * stack.lanes * stack.value.channels();
    }

    private void reduce(Queue queue) {
        for (Map.Entry<Integer, Integer> rows : program.rows.entrySet()) {
            int channels = rows.getKey();
            long from = (long) resultFloats + variancesAt.get(channels);
            long floats = (long) rows.getValue() * channels;
            reduce(
                    queue,
                    device.shapes.mean(),
                    variances(channels),
                    statistics.slice(from * Float.BYTES, floats * Float.BYTES),
                    means(channels),
                    rowsAt.get(channels));
        }
        program.outputs.forEach((stack, before) -> {
            TensorDescriptor shape = pass(stack);
            DeviceSlice clean = memory(stack);
            long floats = stack.value.bytes(1);
            DeviceSlice perturbed = clean.slice(floats, clean.bytes() - floats);
            device.cudnn.subtract(queue.handle(), shape, clean, shape, perturbed);
            reduce(queue, device.shapes.absoluteSum(), shape, perturbed, distances(stack), rowCount + before);
        });
    }

    private void reduce(
            Queue queue,
            ClassicDescriptor reduction,
            TensorDescriptor fromShape,
            DeviceSlice from,
            TensorDescriptor toShape,
            long result) {
        device.cudnn.reduce(
                queue.handle(),
                reduction,
                scratch.get(0),
                fromShape,
                from,
                toShape,
                statistics.slice(result * Float.BYTES, toShape.bytes()));
    }

    /** Brings the results back, when all is done. */
    List<PerturbationResponse> collect() {
        float[] results = resultFloats == 0
                ? new float[0]
                : device.download(statistics.slice(0, (long) resultFloats * Float.BYTES));
        List<PerturbationResponse> responses = new ArrayList<>();
        for (int p = 0; p < program.networks(); p++) {
            double[] clean = new double[program.norms(p)];
            double[] perturbed = new double[clean.length];
            for (int norm = 0; norm < clean.length; norm++) {
                int row = program.row(p, norm);
                if (row >= 0) {
                    int at = rowsAt.get(program.channels(p, norm)) + row;
                    clean[norm] = results[at];
                    perturbed[norm] = results[at + 1];
                }
            }
            int distance = program.distance(p);
            double sum = distance < 0 ? 0 : results[rowCount + distance];
            responses.add(new PerturbationResponse(sum / batch, clean, perturbed));
        }
        return responses;
    }

    private DeviceSlice memory(Stack stack) {
        return stack == program.images ? images : values.slice(stack.offset(), stack.bytes(batch));
    }

    private DeviceSlice memory(Place place) {
        DeviceSlice all = memory(place.stack());
        long before = place.stack().value.bytes(2L * place.lane());
        return all.slice(before, all.bytes() - before);
    }

    /** Some lanes of a stack, passes as channels. */
    private TensorDescriptor lanes(Stack stack, int count) {
        Value value = stack.value;
        return device.shapes.tensor(
                batch,
                2 * count * value.channels(),
                value.size(),
                value.size(),
                2 * stack.lanes * value.floats(),
                value.pixels(),
                value.size());
    }

    /** The first channels of each pass of some lanes, all their numbers in one row. */
    private TensorDescriptor passes(Value part, Value whole, int lanes, int count) {
        int row = part.floats();
        return device.shapes.tensor(batch, 2 * count, 1, row, 2 * lanes * whole.floats(), whole.floats(), row);
    }

    /** One pass of all lanes: image, lane, channel, pixel. */
    private TensorDescriptor pass(Stack stack) {
        Value value = stack.value;
        return device.shapes.tensor(
                batch,
                stack.lanes,
                value.channels(),
                value.pixels(),
                2 * stack.lanes * value.floats(),
                2 * value.floats(),
                value.pixels());
    }

    private TensorDescriptor distances(Stack stack) {
        return device.shapes.tensor(1, stack.lanes, 1, 1, stack.lanes, 1, 1);
    }

    private TensorDescriptor variances(int channels) {
        int rows = program.rows.get(channels);
        return device.shapes.tensor(1, rows, 1, channels, rows * channels, channels, channels);
    }

    private TensorDescriptor means(int channels) {
        int rows = program.rows.get(channels);
        return device.shapes.tensor(1, rows, 1, 1, rows, 1, 1);
    }
}
