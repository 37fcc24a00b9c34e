package org.deltanas.kernels.conv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.VectorWidth;
import org.deltanas.kernels.Workers;

/**
 * Networks in single precision on the CPU: direct convolutions over blocks of 16 channels, batch norms and rectifiers
 * folded into the next reader, the statistics of batch norms taken while values are written.
 *
 * <p>Responses are the same bit for bit at every vector width, in scalar code, and for any number of workers. Networks
 * run side by side; where there are fewer than workers, each runs on all of them, image by image. Memory for values is
 * kept per worker and grows to what the largest network needs; weights are kept in a bank of bounded size, since
 * networks of a space share most of them, and so is the {@link Stem} that they begin with. Numbers that overflow single
 * precision end in a response that is not finite.
 */
public final class VectorBackend implements ConvBackend {
    private static final int LANES = ConvKernels.LANES;
    private static final long BANK_BYTES = 256L << 20;
    private static final int MOST_STEMS = 8;

    private final Simd simd;
    private final ConvKernels kernels;
    private final ProbeNumbers numbers;
    private final WeightBank bank;
    private final List<Slot> slots = new ArrayList<>();
    private Arena imageArena = Arena.ofShared();
    private MemorySegment images;
    private ImageKey imagesOf;
    private final Map<Stem.Key, Stem> stems = new HashMap<>();
    private Arena stemArena = Arena.ofShared();
    private long peakBytes;
    private boolean closed;

    /** A backend on the given instructions. */
    public VectorBackend(Simd simd) {
        this.simd = simd;
        this.kernels = simd.isVector()
                ? VectorWidth.specialise(
                        MethodHandles.lookup(), ConvKernels.class, VectorConvKernels.class, simd.bits())
                : new ScalarConvKernels();
        this.numbers = new ProbeNumbers(simd);
        this.bank = new WeightBank(numbers, BANK_BYTES);
    }

    @Override
    public String name() {
        return "vector";
    }

    /** What the kernels run on. */
    public Simd simd() {
        return simd;
    }

    @Override
    public List<PerturbationResponse> perturb(List<NetworkPlan> plans, PerturbationProbe probe, Workers workers) {
        PerturbationResponse[] responses = new PerturbationResponse[plans.size()];
        run(
                plans,
                plan -> Program.perturbation(plan, probe.check(plan), probe.batch()),
                channels -> new ImageKey(
                        probe.seed(), probe.repeat(), probe.batch(), probe.resolution(), channels, probe.gamma()),
                probe.weights(),
                workers,
                (slot, program, inner, i) -> responses[i] = slot.perturb(program, probe.weights(), slots, inner));
        return Arrays.asList(responses);
    }

    @Override
    public List<Observation> observe(List<NetworkPlan> plans, ObservationProbe probe, Workers workers) {
        Observation[] observations = new Observation[plans.size()];
        WeightDraw weights = probe.weights();
        run(
                plans,
                plan -> Program.observation(plan, probe.check(plan), probe.batch(), probe.subject()),
                channels -> new ImageKey(
                        weights.seed(), weights.repeat(), probe.batch(), probe.resolution(), channels, Double.NaN),
                weights,
                workers,
                (slot, program, inner, i) ->
                        observations[i] = slot.observe(program, plans.get(i), probe, slots, inner));
        return Arrays.asList(observations);
    }

    @Override
    public double[] synapticFlow(List<NetworkPlan> plans, FlowProbe probe, Workers workers) {
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
        plans.forEach(plan -> plan.sizes(probe.resolution()));
        bank.trim();
        double[] flows = new double[plans.size()];
        workers.forEach(flows.length, (worker, i) -> {
            try (Arena memory = Arena.ofConfined()) {
                flows[i] = new FlowPass(kernels, bank, probe, plans.get(i), memory).run();
            }
        });
        count();
        return flows;
    }

    /** What one network is asked. */
    private interface Question {
        /**
         * Asks.
         *
         * @param workers the threads to share the network among; null to ask on the caller's alone
         * @param plan the number of the network
         */
        void ask(Slot slot, Program program, Workers workers, int plan);
    }

    private void run(
            List<NetworkPlan> plans,
            Function<NetworkPlan, Program> compiler,
            IntFunction<ImageKey> images,
            WeightDraw draw,
            Workers workers,
            Question question) {
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
        Program[] programs = new Program[plans.size()];
        workers.forEach(programs.length, (worker, i) -> programs[i] = compiler.apply(plans.get(i)));
        if (programs.length == 0) {
            return;
        }
        bank.trim();
        while (slots.size() < workers.threads()) {
            slots.add(new Slot());
        }
        // Networks of one space read images of as many channels; others are served one kind after the other.
        int from = 0;
        while (from < programs.length) {
            int channels = inputChannels(plans.get(from));
            int to = from + 1;
            while (to < programs.length && inputChannels(plans.get(to)) == channels) {
                to++;
            }
            makeImages(images.apply(channels), workers);
            makeStems(Arrays.asList(programs).subList(from, to), draw, workers);
            run(programs, from, to, draw, workers, question);
            from = to;
        }
        count();
    }

    private void run(Program[] programs, int from, int to, WeightDraw draw, Workers workers, Question question) {
        if (to - from >= workers.threads()) {
            workers.forEach(to - from, (worker, i) -> {
                Slot slot = slots.get(worker);
                Program program = programs[from + i];
                slot.prepare(program, draw);
                question.ask(slot, program, null, from + i);
                programs[from + i] = null;
            });
            return;
        }
        for (int i = from; i < to; i++) {
            slots.get(0).prepare(programs[i], draw);
            for (Slot slot : slots) {
                slot.prepareScratch(programs[i]);
            }
            question.ask(slots.get(0), programs[i], workers, i);
        }
    }

    private static int inputChannels(NetworkPlan plan) {
        return plan.layers().get(plan.input()).channels();
    }

    /**
     * Which images lie ready.
     *
     * @param gamma the size of the perturbation; NaN if there are no perturbed images
     */
    private record ImageKey(long seed, int repeat, int batch, int resolution, int channels, double gamma) {
        boolean perturbed() {
            return !Double.isNaN(gamma);
        }
    }

    /** Lays out the clean images, then the perturbed ones, unless they are there from the last call. */
    private void makeImages(ImageKey key, Workers workers) {
        if (key.equals(imagesOf)) {
            return;
        }
        forgetStems();
        imageArena.close();
        imageArena = Arena.ofShared();
        imagesOf = null;
        int channels = key.channels();
        int pixels = key.resolution() * key.resolution();
        int blocks = Math.ceilDiv(channels, LANES);
        long planes = (key.perturbed() ? 2L : 1L) * key.batch() * blocks;
        images = imageArena.allocate(planes * pixels * LANES * Float.BYTES, 64);
        workers.forEach(key.batch(), (worker, n) -> {
            float[] clean = new float[channels * pixels];
            if (key.perturbed()) {
                float[] perturbed = new float[channels * pixels];
                PerturbationProbe probe =
                        new PerturbationProbe(key.seed(), key.repeat(), key.batch(), key.resolution(), key.gamma());
                numbers.image(probe, n, channels * pixels, clean, perturbed, 0);
                scatter(perturbed, channels, pixels, images, (long) (key.batch() + n) * blocks * pixels * LANES);
            } else {
                numbers.image(key.seed(), key.repeat(), n, channels * pixels, clean, 0);
            }
            scatter(clean, channels, pixels, images, (long) n * blocks * pixels * LANES);
        });
        imagesOf = key;
    }

    /** Makes the stems of some networks, each once; networks beyond {@value #MOST_STEMS} different ones make their own. */
    private void makeStems(List<Program> programs, WeightDraw draw, Workers workers) {
        if (stems.size() == MOST_STEMS) {
            forgetStems();
        }
        for (Program program : programs) {
            Step.Convolution step = program.stem;
            if (step != null && stems.size() < MOST_STEMS && !stems.containsKey(Stem.Key.of(step, draw))) {
                for (Slot slot : slots) {
                    slot.prepareScratch(program);
                }
                MemorySegment values = stemArena.allocate(program.floatsOf(step.target) * Float.BYTES, 64);
                Slot slot = slots.get(0);
                slot.prepare(program, draw);
                slot.memory.buffers[step.target.buffer()] = values;
                slot.run(program, step, draw, slots, workers);
                stems.put(Stem.Key.of(step, draw), new Stem(values, step.norm));
            }
        }
    }

    private void forgetStems() {
        stems.clear();
        stemArena.close();
        stemArena = Arena.ofShared();
    }

    private static void scatter(float[] image, int channels, int pixels, MemorySegment out, long at) {
        for (int c = 0; c < channels; c++) {
            long plane = at + (long) (c / LANES) * pixels * LANES + c % LANES;
            for (int i = 0; i < pixels; i++) {
                out.set(ValueLayout.JAVA_FLOAT, (plane + (long) i * LANES) * Float.BYTES, image[c * pixels + i]);
            }
        }
    }

    private void count() {
        long bytes = bank.bytes() + (images == null ? 0 : images.byteSize());
        for (Stem stem : stems.values()) {
            bytes += stem.values().byteSize();
        }
        for (Slot slot : slots) {
            bytes += slot.bytes();
        }
        peakBytes = Math.max(peakBytes, bytes);
    }

    @Override
    public long peakBytes() {
        return peakBytes;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        slots.forEach(Slot::close);
        stemArena.close();
        imageArena.close();
        bank.close();
    }

    /** The memory of one worker. */
    private final class Slot implements AutoCloseable {
        private final Step.Memory memory = new Step.Memory();
        private final Step.Scratch scratch = new Step.Scratch();
        private long[] signs = new long[0];
        private Arena arena = Arena.ofShared();
        private MemorySegment values = MemorySegment.NULL;
        private Arena sumArena = Arena.ofShared();

        void prepare(Program program, WeightDraw draw) {
            prepareScratch(program);
            long bytes = program.floats * Float.BYTES;
            if (values.byteSize() < bytes) {
                arena.close();
                arena = Arena.ofShared();
                values = arena.allocate(bytes, 64);
            }
            memory.batch = program.batch;
            memory.passes = program.passes;
            if (memory.buffers.length < program.buffers()) {
                memory.buffers = new MemorySegment[program.buffers()];
            }
            memory.buffers[0] = images;
            for (int b = 1; b < program.buffers(); b++) {
                memory.buffers[b] = values.asSlice(
                        (long) program.offsets[b] * Float.BYTES, program.floatsOf(program.form(b)) * Float.BYTES);
            }
            memory.stem = program.stem == null ? null : stems.get(Stem.Key.of(program.stem, draw));
            if (memory.stem != null) {
                memory.stem.replace(program.stem, memory);
            }
            int statistics = program.passes * program.batch * program.statistics;
            if (memory.means.length < statistics) {
                memory.means = new double[statistics];
                memory.squares = new double[statistics];
            }
        }

        void prepareScratch(Program program) {
            if (scratch.tile.length < program.tileFloats) {
                scratch.tile = new float[program.tileFloats];
            }
            if (scratch.sums.byteSize() < program.sumBytes) {
                sumArena.close();
                sumArena = Arena.ofShared();
                scratch.sums = sumArena.allocate(program.sumBytes, 64);
            }
        }

        /** Runs all steps; {@code after} is told of each whose values are there, before others take their place. */
        private void run(Program program, WeightDraw draw, List<Slot> all, Workers workers, Consumer<Step> after) {
            for (Step step : program.steps) {
                if (step != program.stem || memory.stem == null) {
                    run(program, step, draw, all, workers);
                }
                after.accept(step);
            }
        }

        private void run(Program program, Step step, WeightDraw draw, List<Slot> all, Workers workers) {
            if (step instanceof Step.Convolution convolution) {
                memory.weights = convolution.weights(bank, draw);
            }
            int count = program.passes * program.batch;
            if (workers == null) {
                for (int n = 0; n < count; n++) {
                    step.run(kernels, memory, scratch, n);
                }
            } else {
                workers.forEach(count, (worker, n) -> step.run(kernels, memory, all.get(worker).scratch, n));
            }
            step.finish(memory);
        }

        PerturbationResponse perturb(Program program, WeightDraw draw, List<Slot> all, Workers workers) {
            run(program, draw, all, workers, step -> {});
            double[] clean = new double[program.norms.length];
            double[] perturbed = new double[program.norms.length];
            for (int i = 0; i < clean.length; i++) {
                if (program.norms[i] != null) {
                    clean[i] = program.norms[i].variance[0];
                    perturbed[i] = program.norms[i].variance[1];
                }
            }
            return new PerturbationResponse(distance(program), clean, perturbed);
        }

        Observation observe(
                Program program, NetworkPlan plan, ObservationProbe probe, List<Slot> all, Workers workers) {
            int images = probe.batch();
            if (probe.subject() == ObservationProbe.Subject.OUTPUT) {
                run(program, probe.weights(), all, workers, step -> {});
                int channels = plan.layers().get(plan.output()).channels();
                return Observation.ofOutput(channels, covariance(program, channels));
            }
            long[] agreements = new long[images * images];
            Arrays.fill(agreements, plan.rectified(plan.sizes(probe.resolution())));
            run(program, probe.weights(), all, workers, step -> {
                for (SignTap tap : step.taps) {
                    subtractDifferences(step, tap, agreements, images);
                }
            });
            return Observation.ofRectifiers(images, agreements);
        }

        private void subtractDifferences(Step step, SignTap tap, long[] agreements, int images) {
            int words = SignTap.words(step.target);
            if (signs.length < images * words) {
                signs = new long[images * words];
            }
            for (int n = 0; n < images; n++) {
                tap.signs(memory.buffers[step.target.buffer()], step.target, n, signs, n * words);
            }
            for (int a = 0; a < images; a++) {
                for (int b = 0; b < a; b++) {
                    long differences = tap.rectifiers * SignTap.differences(signs, a * words, b * words, words);
                    agreements[a * images + b] -= differences;
                    agreements[b * images + a] -= differences;
                }
            }
        }

        /** In double precision, image by image and pixel by pixel. */
        private double[] covariance(Program program, int channels) {
            double[] mean = new double[channels];
            double[] products = new double[channels * channels];
            if (program.output == null) {
                return products;
            }
            Step.Form form = program.outputForm;
            MemorySegment buffer = memory.buffers[program.output.buffer];
            double[] values = new double[channels];
            int count = program.batch * form.pixels();
            for (int i = 0; i < count; i++) {
                gather(buffer, form, i, values);
                for (int c = 0; c < channels; c++) {
                    mean[c] += values[c];
                }
            }
            for (int c = 0; c < channels; c++) {
                mean[c] /= count;
            }
            for (int i = 0; i < count; i++) {
                gather(buffer, form, i, values);
                for (int c = 0; c < channels; c++) {
                    values[c] -= mean[c];
                }
                for (int c = 0; c < channels; c++) {
                    double value = values[c];
                    int row = c * channels;
                    for (int d = 0; d < channels; d++) {
                        products[row + d] += value * values[d];
                    }
                }
            }
            for (int i = 0; i < products.length; i++) {
                products[i] /= count;
            }
            return products;
        }

        /** The channels of one pixel, pixels being counted over all images. */
        private void gather(MemorySegment buffer, Step.Form form, int pixel, double[] values) {
            int image = pixel / form.pixels();
            int at = pixel % form.pixels() * LANES;
            for (int c = 0; c < values.length; c++) {
                long index = (long) form.plane(image, c / LANES) + at + c % LANES;
                values[c] = buffer.get(ValueLayout.JAVA_FLOAT, index * Float.BYTES);
            }
        }

        private double distance(Program program) {
            if (program.output == null) {
                return 0;
            }
            View view = program.output;
            Step.Form form = program.outputForm;
            double sum = 0;
            for (int n = 0; n < program.batch; n++) {
                for (int block = 0; block < form.blocks(); block++) {
                    int normAt = Step.normAt(view, memory, n, block);
                    for (int first = 0; first < form.pixels(); first += ConvKernels.CHUNK) {
                        kernels.distance(
                                memory.buffers[view.buffer],
                                form.plane(n, block) + first * LANES,
                                form.plane(n + program.batch, block) + first * LANES,
                                view,
                                normAt,
                                Math.min(ConvKernels.CHUNK, form.pixels() - first),
                                scratch.moments);
                        for (int l = 0; l < LANES; l++) {
                            sum += scratch.moments[l];
                        }
                    }
                }
            }
            return sum / program.batch;
        }

        long bytes() {
            return values.byteSize()
                    + scratch.sums.byteSize()
                    + 4L * scratch.tile.length
                    + 8L * (memory.means.length + memory.squares.length + signs.length);
        }

        @Override
        public void close() {
            arena.close();
            sumArena.close();
        }
    }
}
