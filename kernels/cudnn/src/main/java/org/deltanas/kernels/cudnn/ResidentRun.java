package org.deltanas.kernels.cudnn;

import org.deltanas.bindings.DeviceSlice;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.PerturbationResponse;
import org.deltanas.kernels.cudnn.DeviceProgram.Step;
import org.deltanas.kernels.cudnn.DeviceProgram.Value;

/**
 * A network with all its values on the device: both passes of the whole batch go through every layer in one call, but for
 * batch norms, whose passes are apart. Nothing is waited for until the end.
 */
final class ResidentRun {
    private final Device device;
    private final DeviceProgram program;
    private final PerturbationProbe probe;
    private final int count;

    ResidentRun(Device device, DeviceProgram program, PerturbationProbe probe) {
        this.device = device;
        this.program = program;
        this.probe = probe;
        this.count = 2 * probe.batch();
    }

    PerturbationResponse run() {
        DeviceSlice images = device.images(probe, program.values.get(0));
        DeviceSlice values = device.values.of(program.bytes);
        long most = 0;
        for (Step step : program.steps) {
            most = Math.max(most, device.scratchBytes(program, step, count));
        }
        DeviceSlice scratch = device.scratch.of(most);
        int norms = program.plan.batchNorms();
        DeviceSlice statistics = clearedStatistics(norms);

        DeviceSlice[] places = new DeviceSlice[program.values.size()];
        places[0] = images;
        for (int v = 1; v < places.length; v++) {
            places[v] = values.slice(program.offsets[v], program.values.get(v).bytes(count));
        }
        long next = (2L * norms + 1) * Float.BYTES;
        int[] channels = new int[norms];
        for (Step step : program.steps) {
            if (step.layer() instanceof Layer.BatchNorm norm) {
                channels[norm.index()] = norm.channels();
                next = normalise(step, norm, places, statistics, next);
            } else {
                run(step, places, scratch);
            }
        }
        int distanceAt = 2 * norms;
        if (program.output != DeviceProgram.ZEROS) {
            distance(places[program.output], statistics.slice((long) distanceAt * Float.BYTES, Float.BYTES));
        }
        float[] results = device.download(statistics.slice(0, (2L * norms + 1) * Float.BYTES));

        double[] clean = new double[norms];
        double[] perturbed = new double[norms];
        for (int i = 0; i < norms; i++) {
            if (channels[i] > 0) {
                clean[i] = (double) results[2 * i] / channels[i];
                perturbed[i] = (double) results[2 * i + 1] / channels[i];
            }
        }
        return new PerturbationResponse((double) results[distanceAt] / probe.batch(), clean, perturbed);
    }

    /** Results of two numbers a batch norm and the distance; behind them means and variances of each norm and pass. */
    private DeviceSlice clearedStatistics(int norms) {
        long floats = 2L * norms + 1;
        for (Step step : program.steps) {
            if (step.layer() instanceof Layer.BatchNorm norm) {
                floats += 4L * norm.channels();
            }
        }
        long bytes = floats * Float.BYTES;
        DeviceSlice statistics = device.statistics.of(bytes).slice(0, bytes);
        // cuDNN multiplies what was there by 0, which a NaN of an earlier network would survive.
        device.stream.clear(statistics);
        return statistics;
    }

    private void run(Step step, DeviceSlice[] places, DeviceSlice scratch) {
        DeviceSlice[] sources = new DeviceSlice[step.sources().size()];
        for (int s = 0; s < sources.length; s++) {
            int source = step.sources().get(s);
            sources[s] = source == DeviceProgram.ZEROS ? null : places[source];
        }
        DeviceSlice weights =
                step.layer() instanceof Layer.Convolution convolution ? device.weights.of(probe, convolution) : null;
        device.run(program, step, count, sources, places[step.target()], weights, scratch);
    }

    private long normalise(Step step, Layer.BatchNorm norm, DeviceSlice[] places, DeviceSlice statistics, long next) {
        Value value = program.values.get(step.target());
        long half = value.bytes(probe.batch());
        long bytes = (long) norm.channels() * Float.BYTES;
        long at = next;
        for (int pass = 0; pass < 2; pass++) {
            DeviceSlice variance = statistics.slice(at + bytes, bytes);
            device.normalise(
                    value,
                    probe.batch(),
                    places[step.sources().get(0)].slice(pass * half, half),
                    places[step.target()].slice(pass * half, half),
                    statistics.slice(at, bytes),
                    variance);
            // No variance is negative: the sum of absolute values is their sum.
            device.cublas.absoluteSum(
                    norm.channels(), variance, statistics.slice((2L * norm.index() + pass) * Float.BYTES, Float.BYTES));
            at += 2 * bytes;
        }
        return at;
    }

    private void distance(DeviceSlice output, DeviceSlice sum) {
        Value value = program.values.get(program.output);
        long half = value.bytes(probe.batch());
        if (program.output == 0) {
            device.forgetImages();
        }
        device.distance(value, probe.batch(), output.slice(0, half), output.slice(half, half), sum);
    }
}
