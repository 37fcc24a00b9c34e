package org.deltanas.tools;

import java.util.function.Supplier;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.cudnn.EngineCounts;
import org.deltanas.proxy.NetworkPlans;
import org.deltanas.proxy.ZenScore;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;

/** Measures a backend case by case. Owns nothing. */
final class GpuBenchmark {
    /** Networks scored between two looks at the clock. */
    private static final int PIECE = 1024;
    /** Networks of a batch that is scored again and again. */
    private static final int REPLAYED = 64;

    private static final int REPLAYS = 3;

    private final ConvBackend backend;
    private final boolean tf32;
    private final Supplier<EngineCounts> counts;
    private final Workers workers;
    private final long seed;

    /**
     * Makes ready.
     *
     * @param tf32 whether the backend may round
     * @param counts what it has done so far
     */
    GpuBenchmark(ConvBackend backend, boolean tf32, Supplier<EngineCounts> counts, Workers workers, long seed) {
        this.backend = backend;
        this.tf32 = tf32;
        this.counts = counts;
        this.workers = workers;
        this.seed = seed;
    }

    /**
     * Scores the networks of a case.
     *
     * @param maxSeconds after that no further piece of them is begun
     */
    GpuMeasurement measure(GpuCase of, double maxSeconds) {
        SearchSpace space = SearchSpaces.byName(of.space());
        try (CodeSlab codes = of.draw(seed, Integer.MAX_VALUE)) {
            // Libraries load what they need when it is first called, and the JVM compiles.
            score(space, of, codes, 0, Math.min(REPLAYED, codes.rows()), seed - 1);
            EngineCounts before = counts.get();
            long start = System.nanoTime();
            int done = 0;
            while (done < codes.rows() && (done == 0 || (System.nanoTime() - start) * 1e-9 < maxSeconds)) {
                int some = Math.min(PIECE, codes.rows() - done);
                score(space, of, codes, done, some, seed);
                done += some;
            }
            double seconds = (System.nanoTime() - start) * 1e-9;
            EngineCounts work = counts.get().since(before);
            int some = Math.min(REPLAYED, codes.rows());
            // As they come, then captured.
            score(space, of, codes, 0, some, seed + 1);
            score(space, of, codes, 0, some, seed + 2);
            EngineCounts captured = counts.get();
            start = System.nanoTime();
            for (int replay = 0; replay < REPLAYS; replay++) {
                score(space, of, codes, 0, some, seed + 3 + replay);
            }
            double replayed = (System.nanoTime() - start) * 1e-9 / REPLAYS / some;
            return new GpuMeasurement(
                    of,
                    tf32,
                    codes.rows(),
                    done,
                    seconds,
                    replayed,
                    flops(space, of, codes, done),
                    work,
                    counts.get().since(captured));
        }
    }

    private void score(SearchSpace space, GpuCase of, CodeSlab codes, int from, int count, long drawSeed) {
        try (ZenScore zen = new ZenScore(space, of.options(drawSeed), backend, workers)) {
            zen.evaluate(codes, from, count, new double[count]);
        }
    }

    private static double flops(SearchSpace space, GpuCase of, CodeSlab codes, int count) {
        NetworkPlans plans = NetworkPlans.of(space);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += of.flops(plans.plan(codes, i));
        }
        return sum;
    }
}
