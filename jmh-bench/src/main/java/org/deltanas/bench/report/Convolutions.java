package org.deltanas.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deltanas.bench.ConvShapes;
import org.deltanas.bench.FmaPeak;
import org.deltanas.bench.OneDnnShapes;

/** Convolutions of the vector backend, rectifier and batch norm's statistics included, beside the processor's limit. */
final class Convolutions implements Report {
    private static final String FLOPS = "flops";
    private static final int FORKS = 10;
    private static final Job.Effort PEAK = new Job.Effort(5, 6, 150);
    /** Vectors are boxed until C2 is done. */
    private static final Job.Effort LAYERS = new Job.Effort(20, 6, 200);

    private static final Job.Effort NATIVE = new Job.Effort(4, 6, 200);

    private final String kernel;
    private final boolean oneDnn;

    /**
     * The report.
     *
     * @param kernel the vectors whose limit counts
     * @param oneDnn whether oneDNN is there to compare with
     */
    Convolutions(String kernel, boolean oneDnn) {
        this.kernel = kernel;
        this.oneDnn = oneDnn;
    }

    @Override
    public String name() {
        return "convolution";
    }

    @Override
    public String question() {
        return "How much of the processor's limit does a convolution reach?";
    }

    private Job peak() {
        return new Job(FmaPeak.class, Map.of("kernel", kernel), 1, FORKS, PEAK);
    }

    private static Job layer(ConvShapes.Shape shape) {
        return new Job(ConvShapes.class, Map.of("shape", shape.name()), 1, FORKS, LAYERS);
    }

    private static Job peer(ConvShapes.Shape shape) {
        return new Job(OneDnnShapes.class, Map.of("shape", shape.name()), 1, FORKS, NATIVE);
    }

    @Override
    public List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        jobs.add(peak());
        for (ConvShapes.Shape shape : ConvShapes.Shape.values()) {
            jobs.add(layer(shape));
            if (oneDnn) {
                jobs.add(peer(shape));
            }
        }
        return jobs;
    }

    @Override
    public void write(Outcome outcome, StringBuilder out) {
        double[] limit = outcome.of(peak()).scores(FLOPS);
        out.append(String.format(
                Locale.ROOT,
                """
                One thread, batch 16 clean and perturbed. Operations are those of the definition: 3x3 convolutions of stride 1
                do with half the products (Winograd) and can pass the limit, %.1f GFLOP/s on average.%s

                | shape | GFLOP/s | share of the FMA peak, median, least and most of a round | slowest JVM over fastest | JVMs |%s
                |---|---|---|---|---|%s
                """,
                outcome.of(peak()).mean(FLOPS) / 1e9,
                oneDnn ? peerInWords() : "",
                oneDnn ? " oneDNN, GFLOP/s | over oneDNN |" : "",
                oneDnn ? "---|---|" : ""));
        for (ConvShapes.Shape shape : ConvShapes.Shape.values()) {
            Measured measured = outcome.of(layer(shape));
            out.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %.1f | %s | %.2f | %d |%s%n",
                    shape,
                    measured.mean(FLOPS) / 1e9,
                    Ratio.of(measured.scores(FLOPS), limit),
                    measured.slowestOverFastest(FLOPS),
                    measured.forks(),
                    oneDnn ? beside(measured, outcome.of(peer(shape))) : ""));
        }
    }

    private static String peerInWords() {
        return String.format("""
                 oneDNN, %s,
                through Panama: forward inference on one thread, in the layouts that it prefers, weights reordered beforehand, without
                rectifier and statistics; its only algorithm on x86 is the direct one.""", OneDnnShapes.version());
    }

    private static String beside(Measured ours, Measured theirs) {
        return String.format(
                Locale.ROOT,
                " %.1f | %s |",
                theirs.mean(FLOPS) / 1e9,
                Ratio.of(ours.scores(FLOPS), theirs.scores(FLOPS)));
    }
}
