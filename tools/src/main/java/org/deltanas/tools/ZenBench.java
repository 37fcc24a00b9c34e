package org.deltanas.tools;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.proxy.NetworkPlans;
import org.deltanas.proxy.ZenOptions;
import org.deltanas.proxy.ZenScore;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;

/**
 * Zen-scores of NAS-Bench-201's cells, timed, and what is gained because networks share what they can.
 *
 * @param cells the number of cells
 * @param dead cells without a path, which cost nothing
 * @param functions different functions among the cells
 * @param seconds wall-clock time of all scores, once the JVM is warm
 * @param flops floating-point operations of the convolutions by their definition, two a tap, both passes
 * @param peakBytes the most memory held for images, values and weights
 * @param sharing what sharing gains
 * @param gap where the time of the heaviest cell goes; null on a backend that does not tell
 */
record ZenBench(
        int cells, int dead, int functions, double seconds, double flops, long peakBytes, Sharing sharing, ZenGap gap) {
    private static final int SAMPLE = 100;
    private static final int ROUNDS = 3;
    private static final int PIECE = 1_024;
    private static final double NANO = 1e-9;

    /**
     * Wall-clock time of some random cells on one thread, of the fastest of {@value #ROUNDS} rounds.
     *
     * @param cells the number of cells
     * @param all images, stem and weights drawn and made once for all
     * @param ownImages images and stem made anew for each
     * @param ownNumbers weights as well
     */
    record Sharing(int cells, double all, double ownImages, double ownNumbers) {
        double gainOfImages() {
            return ownImages / all;
        }

        double gainOfWeights() {
            return ownNumbers / ownImages;
        }
    }

    /** How the options of a network differ from those of the others. */
    private interface Variation {
        ZenOptions of(ZenOptions options, int network);
    }

    /**
     * Measures.
     *
     * @param cells cells to score: all there are, or so many random ones
     * @param backends opens the backend, once for either measurement, so that one has the memory of its own alone
     * @param terminal where to draw progress; null for nowhere
     */
    static ZenBench run(
            int cells, ZenOptions options, Supplier<ConvBackend> backends, Workers workers, PrintWriter terminal) {
        NasBench201Space space = new NasBench201Space();
        int sample = Math.min(SAMPLE, cells);
        try (Architectures some = Architectures.random(space, sample, options.seed() + 1);
                Architectures all = cells == space.cells()
                        ? Architectures.all(space)
                        : Architectures.random(space, cells, options.seed());
                ConvBackend backend = backends.get()) {
            // Its first round warms the JVM up.
            Sharing sharing = sharing(space, some.codes(), sample, options, backends);
            double[] scores = new double[cells];
            double seconds = 0;
            try (ZenScore zen = new ZenScore(space, options, backend, workers);
                    Progress progress = Progress.of("scoring zen", cells, terminal)) {
                for (int done = 0; done < cells; done += PIECE) {
                    int count = Math.min(PIECE, cells - done);
                    double[] piece = new double[count];
                    long start = System.nanoTime();
                    zen.evaluate(all.codes(), done, count, piece);
                    seconds += (System.nanoTime() - start) * NANO;
                    System.arraycopy(piece, 0, scores, done, count);
                    progress.step(count);
                }
            }
            ZenGap gap = backend instanceof VectorBackend ? ZenGap.measure(options) : null;
            return of(space, all, scores, seconds, options, backend.peakBytes(), sharing, gap);
        }
    }

    private static ZenBench of(
            NasBench201Space space,
            Architectures all,
            double[] scores,
            double seconds,
            ZenOptions options,
            long peakBytes,
            Sharing sharing,
            ZenGap gap) {
        NetworkPlans plans = NetworkPlans.of(space);
        int dead = 0;
        double macs = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] == Double.NEGATIVE_INFINITY) {
                dead++;
            } else {
                macs += (double) plans.plan(all.codes(), i).evaluatedMacs(options.resolution());
            }
        }
        try (DistinctNetworks functions = DistinctNetworks.of(space, all, true)) {
            return new ZenBench(
                    scores.length,
                    dead,
                    functions.count(),
                    seconds,
                    2 * 2 * options.batch() * options.repeats() * macs,
                    peakBytes,
                    sharing,
                    gap);
        }
    }

    private static Sharing sharing(
            NasBench201Space space, CodeSlab codes, int count, ZenOptions options, Supplier<ConvBackend> backends) {
        List<Variation> variations = List.of(
                (same, network) -> same,
                // The images depend on the size of the perturbation, weights do not.
                (same, network) -> new ZenOptions(
                        same.mode(),
                        same.batch(),
                        same.resolution(),
                        same.repeats(),
                        same.gamma() * (1 + 1e-6 * (network + 1)),
                        same.seed()),
                (same, network) -> same.withSeed(same.seed() + 1 + network));
        double[] fastest = new double[variations.size()];
        try (ConvBackend backend = backends.get();
                Workers one = new Workers(1)) {
            for (int round = 0; round < ROUNDS; round++) {
                for (int v = 0; v < fastest.length; v++) {
                    long start = System.nanoTime();
                    for (int i = 0; i < count; i++) {
                        try (ZenScore zen =
                                new ZenScore(space, variations.get(v).of(options, i), backend, one)) {
                            zen.evaluate(codes, i, 1, new double[1]);
                        }
                    }
                    double seconds = (System.nanoTime() - start) * NANO;
                    fastest[v] = round == 0 ? seconds : Math.min(fastest[v], seconds);
                }
            }
        }
        return new Sharing(count, fastest[0], fastest[1], fastest[2]);
    }
}
