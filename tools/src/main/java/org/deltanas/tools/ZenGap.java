package org.deltanas.tools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.NetworkProfile;
import org.deltanas.kernels.conv.NetworkProfile.Part;
import org.deltanas.kernels.conv.NetworkProfile.Work;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.kernels.num.FmaThroughput;
import org.deltanas.proxy.NetworkPlans;
import org.deltanas.proxy.ZenOptions;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;

/**
 * Where the time of NAS-Bench-201's heaviest cell goes on one thread, beside what the processor could do: the gap between the
 * engine and its limits, by cause.
 *
 * @param peakFlops the most floating-point operations a second of one thread's fused multiply-adds
 * @param copyBytes bytes read and written a second by a thread that copies memory beyond all caches
 * @param translation seconds from an architecture to its plan
 * @param kept a network that finds images, stem and weights there: the fastest of {@value #ROUNDS}
 * @param drawn one that draws all of them: the fastest of {@value #ROUNDS}
 */
record ZenGap(double peakFlops, double copyBytes, double translation, NetworkProfile kept, NetworkProfile drawn) {
    static final String HEAVIEST =
            "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";

    private static final int ROUNDS = 10;
    private static final long COPIED_BYTES = 64L << 20;
    private static final double NANO = 1e-9;

    /** Measures; some seconds. */
    static ZenGap measure(ZenOptions options) {
        NasBench201Space space = new NasBench201Space();
        NetworkPlans plans = NetworkPlans.of(space);
        NetworkPlan.Builder net = NetworkPlan.builder();
        try (VectorBackend backend = new VectorBackend(Simd.best());
                CodeSlab codes = space.newSlab(1)) {
            space.parse(HEAVIEST, codes, 0);
            double translation = Double.POSITIVE_INFINITY;
            NetworkProfile kept = null;
            NetworkProfile drawn = null;
            for (int round = 0; round < 2 * ROUNDS; round++) {
                long start = System.nanoTime();
                NetworkPlan plan = plans.plan(codes, 0, net.clear());
                translation = Math.min(translation, (System.nanoTime() - start) * NANO);
                // The first half warms the JVM up.
                long seed = options.seed() + 1 + round;
                PerturbationProbe own =
                        new PerturbationProbe(seed, 0, options.batch(), options.resolution(), options.gamma());
                drawn = faster(drawn, backend.profile(plan, own));
                kept = faster(kept, backend.profile(plan, own));
            }
            double peak = Simd.best().isVector() ? FmaThroughput.vectorGflops() : FmaThroughput.scalarGflops();
            return new ZenGap(peak / NANO, copyBytesPerSecond(), translation, kept, drawn);
        }
    }

    private static NetworkProfile faster(NetworkProfile a, NetworkProfile b) {
        return a == null || b.seconds() < a.seconds() ? b : a;
    }

    private static double copyBytesPerSecond() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocate(COPIED_BYTES, 64);
            MemorySegment to = arena.allocate(COPIED_BYTES, 64);
            double fastest = Double.POSITIVE_INFINITY;
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                to.copyFrom(from);
                fastest = Math.min(fastest, (System.nanoTime() - start) * NANO);
            }
            return 2 * COPIED_BYTES / fastest;
        }
    }

    /** Seconds by cause that a network costs among others; with {@code kept.rest()} their sum is {@link #networkSeconds}. */
    Map<Work, Double> seconds() {
        Map<Work, Double> seconds = new EnumMap<>(Work.class);
        for (Work work : Work.values()) {
            seconds.put(work, kept.part(work).seconds());
        }
        seconds.merge(Work.PLANNING, translation, Double::sum);
        return seconds;
    }

    /** What a network costs among others, translation included. */
    double networkSeconds() {
        return translation + kept.seconds();
    }

    Part convolutions() {
        return kept.part(Work.CONVOLUTIONS);
    }

    /** The share of the peak at which convolutions multiply. */
    double shareOfPeak() {
        return convolutions().multiplied() / convolutions().seconds() / peakFlops;
    }

    /** Seconds that the convolutions' multiplications would take at the peak. */
    double secondsAtPeak() {
        return convolutions().multiplied() / peakFlops;
    }

    /** Seconds that reading and writing would take if all of it were memory beyond the caches. */
    double secondsOfCopying(Work work) {
        return kept.part(work).bytes() / copyBytes;
    }
}
