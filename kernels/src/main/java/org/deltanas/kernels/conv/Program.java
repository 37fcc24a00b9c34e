package org.deltanas.kernels.conv;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A plan made ready for {@link VectorBackend}: what is zero or of no use is left out, batch norms and rectifiers have
 * become {@linkplain View views} that the next reader applies, and buffers share memory wherever their lives do not
 * meet. Buffer 0 holds the images and belongs to nobody.
 *
 * <p>Holds one network at a time, with the numbers of its batch norms while it runs. Steps, views, buffers and norms are
 * {@linkplain Slots slots} that the next network takes over, so that nothing is allocated for one that is no larger than
 * those before.
 */
final class Program {
    private static final int LANES = ConvKernels.LANES;
    private static final int MOST_TILINGS = 1_024;

    int batch;
    /** 2 if every image comes clean and perturbed, otherwise 1. */
    int passes;

    final List<Step> steps = new ArrayList<>();
    /** The first step, where it is a {@link Stem}; else null. */
    Step.Convolution stem;
    /** The output; null if it is zero. */
    View output;
    /** Floats of all buffers together. */
    long floats;

    int tileFloats;
    int sumBytes;
    int statistics;

    private final Slots<Step.Convolution> convolutions = new Slots<>(Step.Convolution::new);
    private final Slots<Step.Pool> pools = new Slots<>(Step.Pool::new);
    private final Slots<Step.Sum> sums = new Slots<>(Step.Sum::new);
    private final Slots<Step.Slice> slices = new Slots<>(Step.Slice::new);
    private final Slots<Step.Shift> shifts = new Slots<>(Step.Shift::new);
    private final Slots<Step.Concat> concats = new Slots<>(Step.Concat::new);
    private final Slots<Buffer> buffers = new Slots<>(Buffer::new);
    private final Slots<View> views = new Slots<>(View::new);
    private final Slots<View.Norm> norms = new Slots<>(View.Norm::new);
    private final List<Tiling> tilings = new ArrayList<>();
    private final List<Buffer> live = new ArrayList<>();
    private int[] sizes = new int[0];
    /** The view that stands for each layer; null for what is zero or of no use. */
    private View[] values = new View[0];
    /** For each batch norm of the plan its numbers; null on zeros. */
    private View.Norm[] batchNorms = new View.Norm[0];

    /** Takes a plan's place for a clean and a perturbed pass. */
    void perturbation(NetworkPlan plan, PerturbationProbe probe) {
        clear(plan);
        PerturbationProbe.check(plan, probe.batch(), probe.resolution(), sizes);
        compile(plan, probe.batch(), 2, null);
    }

    /** Takes a plan's place for one pass in which something is looked at. */
    void observation(NetworkPlan plan, ObservationProbe probe) {
        clear(plan);
        PerturbationProbe.check(plan, probe.batch(), probe.resolution(), sizes);
        compile(plan, probe.batch(), 1, probe.subject());
    }

    /** The numbers of a batch norm of the plan; null on zeros. */
    View.Norm norm(int batchNorm) {
        return batchNorms[batchNorm];
    }

    /** Puts the buffers into memory: the images into one, all else into the other. */
    void lay(MemorySegment images, MemorySegment memory) {
        buffers.get(0).memory = images;
        for (int b = 1; b < buffers.size(); b++) {
            buffers.get(b).memory = memory;
        }
    }

    private void clear(NetworkPlan plan) {
        steps.clear();
        convolutions.clear();
        pools.clear();
        sums.clear();
        slices.clear();
        shifts.clear();
        concats.clear();
        buffers.clear();
        views.clear();
        norms.clear();
        if (values.length < plan.size()) {
            values = new View[plan.size()];
            sizes = new int[plan.size()];
        }
        if (batchNorms.length < plan.batchNorms()) {
            batchNorms = new View.Norm[plan.batchNorms()];
        }
        Arrays.fill(values, null);
        Arrays.fill(batchNorms, null);
    }

    private void compile(NetworkPlan plan, int images, int times, ObservationProbe.Subject subject) {
        batch = images;
        passes = times;
        for (int i = 0; i < plan.size(); i++) {
            LayerRow row = plan.row(i);
            if (row.needed && !row.zero) {
                values[i] = view(plan, row, sizes[i]);
                if (subject == ObservationProbe.Subject.RECTIFIERS && row.kind() == LayerRow.Kind.RELU) {
                    tap(values[row.input()]);
                }
            }
        }
        stem = !steps.isEmpty() && steps.get(0) instanceof Step.Convolution first && first.isStem() ? first : null;
        View last = values[plan.output()];
        output = last != null && subject == ObservationProbe.Subject.OUTPUT ? plain(last) : last;
        floats = allocate();
        tileFloats = 0;
        sumBytes = 0;
        statistics = 0;
        for (int s = 0; s < steps.size(); s++) {
            Step step = steps.get(s);
            tileFloats = Math.max(tileFloats, step.tileFloats());
            sumBytes = Math.max(sumBytes, step.sumBytes());
            statistics = Math.max(statistics, step.measured() == null ? 0 : step.measured().padded);
        }
    }

    private View view(NetworkPlan plan, LayerRow row, int size) {
        View in = row.inputCount() == 0 ? null : values[row.input()];
        return switch (row.kind()) {
            case INPUT -> views.next().of(buffer(row.channels(), size), null, false);
            case ZEROS -> throw new IllegalStateException("zeros are left out");
            case CONVOLUTION ->
                append(convolutions.next().of(row, tiling(row, in, size), in, buffer(row.channels(), size)));
            case BATCH_NORM -> {
                View view = normalise(in, false);
                batchNorms[row.index()] = view.norm;
                yield view;
            }
            case RESCALE -> normalise(in, true);
            case RELU -> in.relu ? in : views.next().of(in.buffer, in.norm, true);
            case AVERAGE_POOL, MAX_POOL ->
                append(pools.next().of(row, tiling(row, in, size), in, buffer(row.channels(), size)));
            case SLICE -> append(slices.next().of(in, buffer(row.channels(), size)));
            case SHIFT -> append(shifts.next().of(in, buffer(row.channels(), size)));
            case ADD -> sum(row, size);
            case CONCAT -> concat(plan, row, size);
        };
    }

    /** The tiling of a layer, found among those of earlier networks if it can be: a space has few. */
    private Tiling tiling(LayerRow row, View in, int size) {
        int from = in.buffer.size();
        for (int i = 0; i < tilings.size(); i++) {
            if (tilings.get(i).suits(row, from, size)) {
                return tilings.get(i);
            }
        }
        if (tilings.size() == MOST_TILINGS) {
            tilings.clear();
        }
        Tiling made = new Tiling(row, from, size);
        tilings.add(made);
        return made;
    }

    private View sum(LayerRow row, int size) {
        int terms = 0;
        View only = null;
        for (int i = 0; i < row.inputCount(); i++) {
            View term = values[row.input(i)];
            if (term != null) {
                only = term;
                terms++;
            }
        }
        if (terms == 1) {
            return only;
        }
        Step.Sum sum = sums.next().of(buffer(row.channels(), size));
        for (int i = 0; i < row.inputCount(); i++) {
            View term = values[row.input(i)];
            if (term != null) {
                sum.sources.add(term);
            }
        }
        return append(sum);
    }

    private View concat(NetworkPlan plan, LayerRow row, int size) {
        Step.Concat concat = concats.next().of(buffer(row.channels(), size));
        int channel = 0;
        for (int i = 0; i < row.inputCount(); i++) {
            View part = values[row.input(i)];
            if (part != null) {
                concat.part(plain(part), channel);
            }
            channel += plan.row(row.input(i)).channels();
        }
        return append(concat);
    }

    private View normalise(View in, boolean rescales) {
        // Statistics are those of a whole buffer, taken while it is written.
        View stored = in.isPlain() && in.buffer.producer != null ? in : copy(in);
        Step producer = stored.buffer.producer;
        View.Norm norm = rescales ? producer.rescale : producer.norm;
        if (norm == null) {
            norm = norms.next().of(stored.buffer.channels());
            if (rescales) {
                producer.rescale = norm;
            } else {
                producer.norm = norm;
            }
        }
        return views.next().of(stored.buffer, norm, false);
    }

    /** Looks at what a rectifier reads as soon as it is there, since its memory is soon another's. */
    private void tap(View in) {
        View stored = in.buffer.producer != null ? in : copy(in);
        Step producer = stored.buffer.producer;
        for (SignTap tap : producer.taps) {
            if (tap.isOf(stored)) {
                tap.rectifiers++;
                return;
            }
        }
        producer.taps.add(new SignTap(stored));
    }

    private View plain(View view) {
        return view.isPlain() ? view : copy(view);
    }

    private View copy(View view) {
        Step.Sum copy = sums.next().of(buffer(view.buffer.channels(), view.buffer.size()));
        copy.sources.add(view);
        return append(copy);
    }

    private Buffer buffer(int channels, int size) {
        Buffer buffer = buffers.next().shape(channels, size);
        long count = (long) passes * batch * buffer.blocks() * size * size * LANES;
        if (count > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException(
                    "a layer of " + channels + " channels and " + size + " pixels a side at batch " + batch
                            + " needs more than 2 GiB: take a smaller batch or resolution");
        }
        return buffer;
    }

    private View append(Step step) {
        steps.add(step);
        return views.next().of(step.target, null, false);
    }

    /** Gives every buffer the lowest place that is free during its life. */
    private long allocate() {
        for (int s = 0; s < steps.size(); s++) {
            Step step = steps.get(s);
            step.target.lastUse = s;
            for (int v = 0; v < step.sources.size(); v++) {
                step.sources.get(v).buffer.lastUse = s;
            }
        }
        if (output != null) {
            output.buffer.lastUse = steps.size();
        }
        live.clear();
        long top = 0;
        for (int s = 0; s < steps.size(); s++) {
            for (int i = live.size() - 1; i >= 0; i--) {
                if (live.get(i).lastUse < s) {
                    live.remove(i);
                }
            }
            top = Math.max(top, place(steps.get(s).target));
        }
        return top;
    }

    /** Puts a buffer into the first gap between those that live, which lie in order; returns where it ends. */
    private long place(Buffer buffer) {
        long count = floatsOf(buffer);
        long at = 0;
        int before = 0;
        while (before < live.size() && live.get(before).at - at < count) {
            at = live.get(before).at + floatsOf(live.get(before));
            before++;
        }
        if (at > Integer.MAX_VALUE - count) {
            throw new IllegalArgumentException("the values of the network need more than 8 GiB at batch " + batch
                    + ": take a smaller batch or resolution");
        }
        buffer.at = (int) at;
        live.add(before, buffer);
        return at + count;
    }

    /** The floats of a buffer's images, all passes. */
    long floatsOf(Buffer buffer) {
        return (long) passes * batch * buffer.blocks() * buffer.planeFloats();
    }
}
