package org.deltanas.kernels.conv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A plan made ready for {@link VectorBackend}: what is zero or of no use is left out, batch norms and rectifiers have
 * become {@linkplain View views} that the next reader applies, and buffers share memory wherever their lives do not
 * meet. Buffer 0 holds the images and belongs to nobody.
 *
 * <p>Holds the numbers of its batch norms while it runs: use it once at a time.
 */
final class Program {
    private static final int LANES = ConvKernels.LANES;

    final int batch;
    /** 2 if every image comes clean and perturbed, otherwise 1. */
    final int passes;

    final List<Step> steps = new ArrayList<>();
    /** The first step, where it is a {@link Stem}; else null. */
    final Step.Convolution stem;
    /** The output; null if it is zero. */
    final View output;

    final Step.Form outputForm;
    /** For each batch norm of the plan its numbers; null on zeros. */
    final View.Norm[] norms;
    /** Where each buffer begins, in floats; -1 for buffer 0 and buffers never used. */
    final int[] offsets;
    /** Floats of all buffers together. */
    final long floats;

    final int tileFloats;
    final int sumBytes;
    final int statistics;

    private final List<Step.Form> forms = new ArrayList<>();
    private final List<Step> producers = new ArrayList<>();

    /** The program of a clean and a perturbed pass. */
    static Program perturbation(NetworkPlan plan, int[] sizes, int batch) {
        return new Program(plan, sizes, batch, 2, null);
    }

    /** The program of one pass in which something is looked at. */
    static Program observation(NetworkPlan plan, int[] sizes, int batch, ObservationProbe.Subject subject) {
        return new Program(plan, sizes, batch, 1, subject);
    }

    private Program(NetworkPlan plan, int[] sizes, int batch, int passes, ObservationProbe.Subject subject) {
        this.batch = batch;
        this.passes = passes;
        this.norms = new View.Norm[plan.batchNorms()];
        List<Layer> layers = plan.layers();
        View[] views = new View[layers.size()];
        for (int i = 0; i < views.length; i++) {
            if (plan.isNeeded(i) && !plan.isZero(i)) {
                views[i] = compile(layers, i, sizes[i], views);
                if (subject == ObservationProbe.Subject.RECTIFIERS && layers.get(i) instanceof Layer.Relu relu) {
                    tap(views[relu.input()]);
                }
            }
        }
        this.stem = !steps.isEmpty() && steps.get(0) instanceof Step.Convolution first && first.isStem() ? first : null;
        View last = views[plan.output()];
        this.output = last != null && subject == ObservationProbe.Subject.OUTPUT ? plain(last) : last;
        this.outputForm = output == null ? null : forms.get(output.buffer);
        this.offsets = new int[forms.size()];
        this.floats = allocate();
        this.tileFloats = steps.stream().mapToInt(Step::tileFloats).max().orElse(0);
        this.sumBytes = steps.stream().mapToInt(Step::sumBytes).max().orElse(0);
        this.statistics = steps.stream()
                .filter(s -> s.measured() != null)
                .mapToInt(s -> s.measured().padded)
                .max()
                .orElse(0);
    }

    private View compile(List<Layer> layers, int index, int size, View[] views) {
        Layer layer = layers.get(index);
        if (layer instanceof Layer.Input) {
            newForm(layer.channels(), size);
            producers.add(null);
            return new View(0, null, false);
        }
        if (layer instanceof Layer.Convolution c) {
            View in = views[c.input()];
            return append(new Step.Convolution(c, in, forms.get(in.buffer), newForm(c.channels(), size)));
        }
        if (layer instanceof Layer.BatchNorm b) {
            View view = normalise(views[b.input()], b.channels(), false);
            norms[b.index()] = view.norm;
            return view;
        }
        if (layer instanceof Layer.Rescale r) {
            return normalise(views[r.input()], r.channels(), true);
        }
        if (layer instanceof Layer.Relu r) {
            return views[r.input()].rectified();
        }
        if (layer instanceof Layer.AveragePool p) {
            return pool(views[p.input()], p.kernel(), p.stride(), p.padding(), false, size);
        }
        if (layer instanceof Layer.MaxPool p) {
            return pool(views[p.input()], p.kernel(), p.stride(), p.padding(), true, size);
        }
        if (layer instanceof Layer.Add a) {
            List<View> live = a.inputs().stream()
                    .map(in -> views[in])
                    .filter(view -> view != null)
                    .toList();
            return live.size() == 1 ? live.get(0) : append(new Step.Sum(live, newForm(a.channels(), size)));
        }
        if (layer instanceof Layer.Slice s) {
            View in = views[s.input()];
            return append(new Step.Slice(in, forms.get(in.buffer), newForm(s.channels(), size)));
        }
        if (layer instanceof Layer.Shift s) {
            return append(new Step.Shift(views[s.input()], newForm(s.channels(), size)));
        }
        Layer.Concat c = (Layer.Concat) layer;
        List<View> parts = new ArrayList<>();
        Step.Form[] partForms = new Step.Form[c.inputs().size()];
        for (int i = 0; i < partForms.length; i++) {
            View view = views[c.inputs().get(i)];
            parts.add(view == null ? null : plain(view));
            int channels = layers.get(c.inputs().get(i)).channels();
            partForms[i] = view == null ? new Step.Form(-1, channels, size) : forms.get(parts.get(i).buffer);
        }
        return append(new Step.Concat(parts, partForms, newForm(c.channels(), size)));
    }

    private View pool(View in, int kernel, int stride, int padding, boolean max, int size) {
        Step.Form from = forms.get(in.buffer);
        return append(new Step.Pool(in, from, kernel, stride, padding, max, newForm(from.channels(), size)));
    }

    private View normalise(View in, int channels, boolean rescales) {
        // Statistics are those of a whole buffer, taken while it is written.
        View stored = in.isPlain() && producers.get(in.buffer) != null ? in : copy(in);
        Step producer = producers.get(stored.buffer);
        View.Norm norm = rescales ? producer.rescale : producer.norm;
        if (norm == null) {
            norm = new View.Norm(channels, rescales);
            if (rescales) {
                producer.rescale = norm;
            } else {
                producer.norm = norm;
            }
        }
        return new View(stored.buffer, norm, false);
    }

    /** Looks at what a rectifier reads as soon as it is there, since its memory is soon another's. */
    private void tap(View in) {
        View stored = producers.get(in.buffer) != null ? in : copy(in);
        Step producer = producers.get(stored.buffer);
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
        Step.Form form = forms.get(view.buffer);
        return append(new Step.Sum(List.of(view), newForm(form.channels(), form.size())));
    }

    private Step.Form newForm(int channels, int size) {
        Step.Form form = new Step.Form(forms.size(), channels, size);
        long floats = (long) passes * batch * form.blocks() * size * size * LANES;
        if (floats > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException(
                    "a layer of " + channels + " channels and " + size + " pixels a side at batch " + batch
                            + " needs more than 2 GiB: take a smaller batch or resolution");
        }
        forms.add(form);
        return form;
    }

    private View append(Step step) {
        steps.add(step);
        producers.add(step);
        return new View(step.target.buffer(), null, false);
    }

    /** Gives every buffer the lowest place that is free during its life. */
    private long allocate() {
        int[] lastUse = new int[forms.size()];
        for (int s = 0; s < steps.size(); s++) {
            lastUse[steps.get(s).target.buffer()] = s;
            for (View view : steps.get(s).sources()) {
                lastUse[view.buffer] = s;
            }
        }
        if (output != null) {
            lastUse[output.buffer] = steps.size();
        }
        Arrays.fill(offsets, -1);
        List<Step.Form> live = new ArrayList<>();
        long top = 0;
        for (int s = 0; s < steps.size(); s++) {
            int now = s;
            live.removeIf(form -> lastUse[form.buffer()] < now);
            Step.Form form = steps.get(s).target;
            long at = 0;
            for (Step.Form other : live) {
                if (offsets[other.buffer()] - at >= floatsOf(form)) {
                    break;
                }
                at = Math.max(at, offsets[other.buffer()] + floatsOf(other));
            }
            if (at > Integer.MAX_VALUE - floatsOf(form)) {
                throw new IllegalArgumentException("the values of the network need more than 8 GiB at batch " + batch
                        + ": take a smaller batch or resolution");
            }
            offsets[form.buffer()] = (int) at;
            live.add(form);
            live.sort((a, b) -> Integer.compare(offsets[a.buffer()], offsets[b.buffer()]));
            top = Math.max(top, at + floatsOf(form));
        }
        return top;
    }

    long floatsOf(Step.Form form) {
        return (long) passes * batch * form.blocks() * form.planeFloats();
    }

    Step.Form form(int buffer) {
        return forms.get(buffer);
    }

    int buffers() {
        return forms.size();
    }
}
