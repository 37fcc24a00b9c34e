package org.deltanas.kernels.conv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
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
    /** Guarded by itself while networks run. */
    private final List<Stem> stems = new ArrayList<>();

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
        List<PerturbationResponse> responses = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            responses.add(new PerturbationResponse());
        }
        perturb(plans, probe, workers, responses);
        return Collections.unmodifiableList(responses);
    }

    /**
     * {@inheritDoc} Nothing is allocated for a network once there have been some as large in every respect, with weights that
     * the bank has room for. What is left are some hundred bytes a call and, where workers share a network, a step.
     */
    @Override
    public void perturb(
            List<NetworkPlan> plans, PerturbationProbe probe, Workers workers, List<PerturbationResponse> responses) {
        WeightDraw weights = probe.weights();
        run(
                plans,
                (program, plan) -> program.perturbation(plan, probe),
                channels -> ImageKey.of(probe, channels),
                weights,
                workers,
                (slot, inner, i) -> slot.perturb(weights, slots, inner, plans.get(i), responses.get(i)));
    }

    @Override
    public List<Observation> observe(List<NetworkPlan> plans, ObservationProbe probe, Workers workers) {
        Observation[] observations = new Observation[plans.size()];
        WeightDraw weights = probe.weights();
        run(
                plans,
                (program, plan) -> program.observation(plan, probe),
                channels -> new ImageKey(
                        weights.seed(), weights.repeat(), probe.batch(), probe.resolution(), channels, Double.NaN),
                weights,
                workers,
                (slot, inner, i) -> observations[i] = slot.observe(plans.get(i), probe, slots, inner));
        return Arrays.asList(observations);
    }

    /**
     * Puts the probe to one plan as {@link #perturb} does, on the calling thread, and tells where the time went. Images and
     * weights that are there from an earlier call are used again: with a seed of its own a network pays for them.
     *
     * @throws IllegalArgumentException as {@link #perturb}
     */
    public NetworkProfile profile(NetworkPlan plan, PerturbationProbe probe) {
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
        if (slots.isEmpty()) {
            slots.add(new Slot());
        }
        bank.trim();
        if (stems.size() == MOST_STEMS) {
            forgetStems();
        }
        NetworkProfile.Sums sums = new NetworkProfile.Sums();
        slots.get(0).program.perturbation(plan, probe);
        sums.lap(NetworkProfile.Work.PLANNING);
        try (Workers caller = new Workers(1)) {
            makeImages(ImageKey.of(probe, inputChannels(plan)), caller);
        }
        slots.get(0).profile(probe.weights(), sums);
        NetworkProfile profile = sums.end();
        count();
        return profile;
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

    /** Makes a plan ready to be asked something. */
    private interface Compiler {
        void compile(Program program, NetworkPlan plan);
    }

    /** What one network is asked. */
    private interface Question {
        /**
         * Asks the network whose program is in the slot.
         *
         * @param workers the threads to share the network among; null to ask on the caller's alone
         * @param plan the number of the network
         */
        void ask(Slot slot, Workers workers, int plan);
    }

    private void run(
            List<NetworkPlan> plans,
            Compiler compiler,
            IntFunction<ImageKey> images,
            WeightDraw draw,
            Workers workers,
            Question question) {
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
        while (slots.size() < workers.threads()) {
            slots.add(new Slot());
        }
        // Nothing is evaluated unless everything can be.
        workers.forEach(plans.size(), (worker, i) -> compiler.compile(slots.get(worker).program, plans.get(i)));
        bank.trim();
        // Networks of one space read images of as many channels; others are served one kind after the other.
        int from = 0;
        while (from < plans.size()) {
            int channels = inputChannels(plans.get(from));
            int to = from + 1;
            while (to < plans.size() && inputChannels(plans.get(to)) == channels) {
                to++;
            }
            makeImages(images.apply(channels), workers);
            if (stems.size() == MOST_STEMS) {
                forgetStems();
            }
            run(plans, from, to, compiler, draw, workers, question);
            from = to;
        }
        count();
    }

    private void run(
            List<NetworkPlan> plans,
            int from,
            int to,
            Compiler compiler,
            WeightDraw draw,
            Workers workers,
            Question question) {
        if (to - from >= workers.threads()) {
            workers.forEach(to - from, (worker, i) -> {
                Slot slot = slots.get(worker);
                compiler.compile(slot.program, plans.get(from + i));
                slot.prepare(draw, null);
                question.ask(slot, null, from + i);
            });
            return;
        }
        Slot first = slots.get(0);
        for (int i = from; i < to; i++) {
            compiler.compile(first.program, plans.get(i));
            for (Slot slot : slots) {
                slot.prepareScratch(first.program);
            }
            first.prepare(draw, workers);
            question.ask(first, workers, i);
        }
    }

    private static int inputChannels(NetworkPlan plan) {
        return plan.row(plan.input()).channels();
    }

    /**
     * Which images lie ready.
     *
     * @param gamma the size of the perturbation; NaN if there are no perturbed images
     */
    private record ImageKey(long seed, int repeat, int batch, int resolution, int channels, double gamma) {
        static ImageKey of(PerturbationProbe probe, int channels) {
            return new ImageKey(
                    probe.seed(), probe.repeat(), probe.batch(), probe.resolution(), channels, probe.gamma());
        }

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
        for (Stem stem : stems) {
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
        private final Program program = new Program();
        private final Step.Memory memory = new Step.Memory();
        private final Step.Scratch scratch = new Step.Scratch();
        private final WeightBank.Key key = new WeightBank.Key();
        private long[] signs = new long[0];
        private Arena arena = Arena.ofShared();
        private MemorySegment values = MemorySegment.NULL;
        private Arena sumArena = Arena.ofShared();

        /** Makes room for the program, and runs or replaces its stem. */
        void prepare(WeightDraw draw, Workers workers) {
            prepareScratch(program);
            long bytes = program.floats * Float.BYTES;
            if (values.byteSize() < bytes) {
                arena.close();
                arena = Arena.ofShared();
                values = arena.allocate(bytes, 64);
            }
            memory.batch = program.batch;
            memory.passes = program.passes;
            program.lay(images, values);
            int statistics = program.passes * program.batch * program.statistics;
            if (memory.means.length < statistics) {
                memory.means = new double[statistics];
                memory.squares = new double[statistics];
            }
            memory.stem = program.stem == null ? null : stem(program.stem, draw, workers);
            if (memory.stem != null) {
                memory.stem.replace(program.stem);
            }
        }

        /** The stem that a network begins with, made if need be; null beyond {@value #MOST_STEMS} different ones. */
        private Stem stem(Step.Convolution first, WeightDraw draw, Workers workers) {
            synchronized (stems) {
                for (int i = 0; i < stems.size(); i++) {
                    if (stems.get(i).replaces(first, draw)) {
                        return stems.get(i);
                    }
                }
                if (stems.size() == MOST_STEMS) {
                    return null;
                }
                first.target.memory = stemArena.allocate(program.floatsOf(first.target) * Float.BYTES, 64);
                first.target.at = 0;
                run(first, draw, slots, workers);
                Stem made = Stem.of(first, draw);
                stems.add(made);
                return made;
            }
        }

        void prepareScratch(Program of) {
            if (scratch.tile.length < of.tileFloats) {
                scratch.tile = new float[of.tileFloats];
            }
            if (scratch.sums.byteSize() < of.sumBytes) {
                sumArena.close();
                sumArena = Arena.ofShared();
                scratch.sums = sumArena.allocate(of.sumBytes, 64);
            }
        }

        /** Runs all steps; {@code after} is told of each whose values are there, before others take their place. */
        private void run(WeightDraw draw, List<Slot> all, Workers workers, Consumer<Step> after) {
            for (int s = 0; s < program.steps.size(); s++) {
                Step step = program.steps.get(s);
                if (step != program.stem || memory.stem == null) {
                    run(step, draw, all, workers);
                }
                after.accept(step);
            }
        }

        private void run(Step step, WeightDraw draw, List<Slot> all, Workers workers) {
            if (step instanceof Step.Convolution convolution) {
                memory.weights = convolution.weights(bank, key, draw);
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

        void perturb(
                WeightDraw draw, List<Slot> all, Workers workers, NetworkPlan plan, PerturbationResponse response) {
            run(draw, all, workers, step -> {});
            response.start(distance(), plan.batchNorms());
            for (int i = 0; i < plan.batchNorms(); i++) {
                View.Norm norm = program.norm(i);
                if (norm != null) {
                    response.variances(i, norm.variance[0], norm.variance[1]);
                }
            }
        }

        /** Runs the program that is there; the images have just been made. */
        void profile(WeightDraw draw, NetworkProfile.Sums sums) {
            prepare(draw, null);
            sums.lap(NetworkProfile.Work.IMAGES);
            for (Step step : program.steps) {
                if (step != program.stem || memory.stem == null) {
                    profile(step, draw, sums);
                }
            }
            distance();
            sums.lap(NetworkProfile.Work.DISTANCE);
            if (program.output != null) {
                sums.floats(NetworkProfile.Work.DISTANCE, program.floatsOf(program.output.buffer));
            }
        }

        /** As {@link #run}, with a look at the clock between any two things. */
        private void profile(Step step, WeightDraw draw, NetworkProfile.Sums sums) {
            NetworkProfile.Work work = NetworkProfile.Work.SUMS_AND_POOLS;
            int count = program.passes * program.batch;
            if (step instanceof Step.Convolution convolution) {
                work = NetworkProfile.Work.CONVOLUTIONS;
                memory.weights = convolution.weights(bank, key, draw);
                sums.lap(NetworkProfile.Work.WEIGHTS);
                sums.floats(work, memory.weights.byteSize() / Float.BYTES);
                long macs = convolution.layer.macs(step.target.size());
                sums.macs(count * macs, count * convolution.multiplied(macs));
            }
            for (int n = 0; n < count; n++) {
                step.fill(kernels, memory, scratch, n);
                sums.lap(work);
                step.measure(kernels, memory, scratch, n);
                sums.lap(NetworkProfile.Work.STATISTICS);
            }
            step.finish(memory);
            sums.lap(NetworkProfile.Work.STATISTICS);
            sums.floats(work, program.floatsOf(step.target));
            for (View view : step.sources) {
                sums.floats(work, program.floatsOf(view.buffer));
            }
            if (step.measured() != null) {
                sums.floats(NetworkProfile.Work.STATISTICS, program.floatsOf(step.target));
            }
        }

        Observation observe(NetworkPlan plan, ObservationProbe probe, List<Slot> all, Workers workers) {
            int images = probe.batch();
            if (probe.subject() == ObservationProbe.Subject.OUTPUT) {
                run(probe.weights(), all, workers, step -> {});
                int channels = plan.row(plan.output()).channels();
                return Observation.ofOutput(channels, covariance(channels));
            }
            long[] agreements = new long[images * images];
            Arrays.fill(agreements, plan.rectified(plan.sizes(probe.resolution())));
            run(probe.weights(), all, workers, step -> {
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
                tap.signs(n, signs, n * words);
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
        private double[] covariance(int channels) {
            double[] mean = new double[channels];
            double[] products = new double[channels * channels];
            if (program.output == null) {
                return products;
            }
            Buffer form = program.output.buffer;
            double[] values = new double[channels];
            int count = program.batch * form.pixels();
            for (int i = 0; i < count; i++) {
                gather(form, i, values);
                for (int c = 0; c < channels; c++) {
                    mean[c] += values[c];
                }
            }
            for (int c = 0; c < channels; c++) {
                mean[c] /= count;
            }
            for (int i = 0; i < count; i++) {
                gather(form, i, values);
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
        private void gather(Buffer form, int pixel, double[] values) {
            int image = pixel / form.pixels();
            int at = pixel % form.pixels() * LANES;
            for (int c = 0; c < values.length; c++) {
                long index = (long) form.plane(image, c / LANES) + at + c % LANES;
                values[c] = form.memory.get(ValueLayout.JAVA_FLOAT, index * Float.BYTES);
            }
        }

        private double distance() {
            if (program.output == null) {
                return 0;
            }
            View view = program.output;
            Buffer form = view.buffer;
            double sum = 0;
            for (int n = 0; n < program.batch; n++) {
                for (int block = 0; block < form.blocks(); block++) {
                    int normAt = Step.normAt(view, memory, n, block);
                    for (int first = 0; first < form.pixels(); first += ConvKernels.CHUNK) {
                        kernels.distance(
                                form.memory,
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
