package org.deltanas.kernels.conv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 * networks of a space share most of them. Numbers that overflow single precision end in a response that is not finite.
 */
public final class VectorBackend implements ConvBackend {
    private static final int LANES = ConvKernels.LANES;
    private static final long BANK_BYTES = 256L << 20;

    private final Simd simd;
    private final ConvKernels kernels;
    private final ProbeNumbers numbers;
    private final WeightBank bank;
    private final List<Slot> slots = new ArrayList<>();
    private Arena imageArena = Arena.ofShared();
    private MemorySegment images;
    private PerturbationProbe imagesOf;
    private int imageChannels;
    private long peakBytes;
    private boolean closed;

    /** A backend on the given instructions. */
    public VectorBackend(Simd simd) {
        this.simd = simd;
        this.kernels = switch (simd.bits()) {
            case 128 -> Bits128.KERNELS;
            case 256 -> Bits256.KERNELS;
            case 512 -> Bits512.KERNELS;
            default -> new ScalarConvKernels();
        };
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
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
        Program[] programs = new Program[plans.size()];
        workers.forEach(
                programs.length,
                (worker, i) -> programs[i] = new Program(plans.get(i), probe.check(plans.get(i)), probe.batch()));
        if (programs.length == 0) {
            return List.of();
        }
        bank.trim();
        while (slots.size() < workers.threads()) {
            slots.add(new Slot());
        }
        PerturbationResponse[] responses = new PerturbationResponse[programs.length];
        // Networks of one space read images of as many channels; others are served one kind after the other.
        int from = 0;
        while (from < programs.length) {
            int channels = inputChannels(plans.get(from));
            int to = from + 1;
            while (to < programs.length && inputChannels(plans.get(to)) == channels) {
                to++;
            }
            makeImages(probe, channels, workers);
            run(programs, from, to, probe, workers, responses);
            from = to;
        }
        count();
        return Arrays.asList(responses);
    }

    private void run(
            Program[] programs,
            int from,
            int to,
            PerturbationProbe probe,
            Workers workers,
            PerturbationResponse[] responses) {
        if (to - from >= workers.threads()) {
            workers.forEach(to - from, (worker, i) -> {
                Slot slot = slots.get(worker);
                Program program = programs[from + i];
                slot.prepare(program, images);
                responses[from + i] = slot.run(program, probe, slots, null);
                programs[from + i] = null;
            });
            return;
        }
        for (int i = from; i < to; i++) {
            slots.get(0).prepare(programs[i], images);
            for (Slot slot : slots) {
                slot.prepareTile(programs[i]);
            }
            responses[i] = slots.get(0).run(programs[i], probe, slots, workers);
        }
    }

    private static int inputChannels(NetworkPlan plan) {
        return plan.layers().get(plan.input()).channels();
    }

    /** Lays out the clean images, then the perturbed ones, unless they are there from the last call. */
    private void makeImages(PerturbationProbe probe, int channels, Workers workers) {
        if (probe.equals(imagesOf) && channels == imageChannels) {
            return;
        }
        imageArena.close();
        imageArena = Arena.ofShared();
        imagesOf = null;
        int pixels = probe.resolution() * probe.resolution();
        int blocks = Math.ceilDiv(channels, LANES);
        images = imageArena.allocate(2L * probe.batch() * blocks * pixels * LANES * Float.BYTES, 64);
        workers.forEach(probe.batch(), (worker, n) -> {
            float[] clean = new float[channels * pixels];
            float[] perturbed = new float[channels * pixels];
            numbers.image(probe, n, channels * pixels, clean, perturbed, 0);
            scatter(clean, channels, pixels, images, (long) n * blocks * pixels * LANES);
            scatter(perturbed, channels, pixels, images, (long) (probe.batch() + n) * blocks * pixels * LANES);
        });
        imagesOf = probe;
        imageChannels = channels;
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
        imageArena.close();
        bank.close();
    }

    /** The memory of one worker. */
    private final class Slot implements AutoCloseable {
        private final Step.Memory memory = new Step.Memory();
        private final Step.Scratch scratch = new Step.Scratch();
        private Arena arena = Arena.ofShared();
        private MemorySegment values = MemorySegment.NULL;

        void prepare(Program program, MemorySegment input) {
            prepareTile(program);
            long bytes = program.floats * Float.BYTES;
            if (values.byteSize() < bytes) {
                arena.close();
                arena = Arena.ofShared();
                values = arena.allocate(bytes, 64);
            }
            memory.batch = program.batch;
            if (memory.buffers.length < program.buffers()) {
                memory.buffers = new MemorySegment[program.buffers()];
            }
            memory.buffers[0] = input;
            for (int b = 1; b < program.buffers(); b++) {
                memory.buffers[b] = values.asSlice(
                        (long) program.offsets[b] * Float.BYTES, program.floatsOf(program.form(b)) * Float.BYTES);
            }
            int statistics = 2 * program.batch * program.statistics;
            if (memory.means.length < statistics) {
                memory.means = new double[statistics];
                memory.squares = new double[statistics];
            }
        }

        void prepareTile(Program program) {
            if (scratch.tile.length < program.tileFloats) {
                scratch.tile = new float[program.tileFloats];
            }
        }

        PerturbationResponse run(Program program, PerturbationProbe probe, List<Slot> all, Workers workers) {
            for (Step step : program.steps) {
                if (step instanceof Step.Convolution convolution) {
                    memory.weights = bank.weights(probe, convolution.layer);
                }
                int count = 2 * program.batch;
                if (workers == null) {
                    for (int n = 0; n < count; n++) {
                        step.run(kernels, memory, scratch, n);
                    }
                } else {
                    workers.forEach(count, (worker, n) -> step.run(kernels, memory, all.get(worker).scratch, n));
                }
                step.finish(memory);
            }
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
                                scratch.sums);
                        for (int l = 0; l < LANES; l++) {
                            sum += scratch.sums[l];
                        }
                    }
                }
            }
            return sum / program.batch;
        }

        long bytes() {
            return values.byteSize() + 4L * scratch.tile.length + 8L * (memory.means.length + memory.squares.length);
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    private static ConvKernels specialise(int bits) {
        return VectorWidth.specialise(MethodHandles.lookup(), ConvKernels.class, VectorConvKernels.class, bits);
    }

    private static final class Bits128 {
        static final ConvKernels KERNELS = specialise(128);
    }

    private static final class Bits256 {
        static final ConvKernels KERNELS = specialise(256);
    }

    private static final class Bits512 {
        static final ConvKernels KERNELS = specialise(512);
    }
}
