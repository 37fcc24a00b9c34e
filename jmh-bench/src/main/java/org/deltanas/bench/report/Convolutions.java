package org.deltanas.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deltanas.bench.ConvShapes;
import org.deltanas.bench.FmaPeak;

/** Convolutions of the vector backend, rectifier and batch norm's statistics included, beside the processor's limit. */
final class Convolutions implements Report {
    private static final String FLOPS = "flops";
    private static final int FORKS = 10;
    private static final Job.Effort PEAK = new Job.Effort(5, 6, 150);
    /** Vectors are boxed until C2 is done. */
    private static final Job.Effort LAYERS = new Job.Effort(20, 6, 200);

    private final String kernel;

    /**
     * The report.
     *
     * @param kernel the vectors whose limit counts
     */
    Convolutions(String kernel) {
        this.kernel = kernel;
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

    @Override
    public List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        jobs.add(peak());
        for (ConvShapes.Shape shape : ConvShapes.Shape.values()) {
            jobs.add(layer(shape));
        }
        return jobs;
    }

    @Override
    public void write(Outcome outcome, StringBuilder out) {
        double[] limit = outcome.of(peak()).scores(FLOPS);
        out.append(String.format(Locale.ROOT, """
                One thread, batch 16 clean and perturbed. Operations are those of the definition: 3x3 convolutions of stride 1
                do with half the products (Winograd) and can pass the limit, %.1f GFLOP/s on average.

                | shape | GFLOP/s | share of the FMA peak, median, least and most of a round | slowest JVM over fastest | JVMs |
                |---|---|---|---|---|
                """, outcome.of(peak()).mean(FLOPS) / 1e9));
        for (ConvShapes.Shape shape : ConvShapes.Shape.values()) {
            Measured measured = outcome.of(layer(shape));
            out.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %.1f | %s | %.2f | %d |%n",
                    shape,
                    measured.mean(FLOPS) / 1e9,
                    Ratio.of(measured.scores(FLOPS), limit),
                    measured.slowestOverFastest(FLOPS),
                    measured.forks()));
        }
    }
}
