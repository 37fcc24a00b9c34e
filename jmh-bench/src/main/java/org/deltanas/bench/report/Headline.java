package org.deltanas.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deltanas.bench.FmaPeak;
import org.deltanas.bench.MlpPeers;
import org.deltanas.bench.SearchLoop;

/**
 * The search loop on NAS-Bench-201 with a network 64-32 on one-hot columns, beside the processor's limit and beside others
 * that evaluate a network of the same shape.
 */
final class Headline implements Report {
    /** Two for each of 64 x 32 and 32 weights, and what an edit changes in the first layer. */
    private static final double FLOPS_A_QUERY = 4_272;

    private static final String SCALAR = "scalar";
    private static final String QUERIES = "queries";
    private static final String FLOPS = "flops";
    private static final String ONNX_RUNTIME = "onnxruntime";
    private static final String NAIVE = "naive";
    private static final String KERNELS = "kernels";
    private static final List<Integer> BATCHES = List.of(1, 24, 6_144);
    private static final int FORKS = 10;
    private static final int FEWER = 3;
    private static final Job.Effort LOOP = new Job.Effort(8, 6, 200);
    private static final Job.Effort SIMPLE = new Job.Effort(5, 6, 150);
    /** Vectors are boxed until C2 is done, which took .75 s with a neighbour on the machine. */
    private static final Job.Effort PEER = new Job.Effort(10, 6, 150);

    private final String kernel;
    private final boolean twoThreads;

    /**
     * The report.
     *
     * @param kernel the vectors to use
     * @param twoThreads whether the machine has two cores
     */
    Headline(String kernel, boolean twoThreads) {
        this.kernel = kernel;
        this.twoThreads = twoThreads;
    }

    @Override
    public String name() {
        return "headline";
    }

    @Override
    public String question() {
        return "How much of the processor's limit does the search loop reach, and how far ahead of others is it?";
    }

    private static Job loop(String kernel, int threads, int forks) {
        Map<String, String> parameters = Map.of(
                "space", "nasbench201", "predictor", "potential/adjacency/64-32", "kernel", kernel, "members", "1");
        return new Job(SearchLoop.class, parameters, threads, forks, LOOP);
    }

    /** The loop of one thread where objects lie as JVMs lay them, by 8 bytes, so that vectors straddle cache lines. */
    private static Job looseLoop(String kernel) {
        Job loop = loop(kernel, 1, FORKS);
        List<String> options = List.of("--add-modules=jdk.incubator.vector", "-XX:ObjectAlignmentInBytes=8");
        return new Job(loop.benchmark(), loop.parameters(), 1, FORKS, LOOP, options);
    }

    private static Job peak(String kernel, int threads, int forks) {
        return new Job(FmaPeak.class, Map.of("kernel", kernel), threads, forks, SIMPLE);
    }

    private static Job peer(String implementation, int batch) {
        Map<String, String> parameters = Map.of("implementation", implementation, "batch", Integer.toString(batch));
        return new Job(MlpPeers.class, parameters, 1, implementation.equals(ONNX_RUNTIME) ? FORKS : FEWER, PEER);
    }

    /** Narrower vectors and scalar code. */
    private List<String> otherKernels() {
        List<String> others = new ArrayList<>();
        if (!kernel.equals(SCALAR)) {
            for (int width = Integer.parseInt(kernel) / 2; width >= 128; width /= 2) {
                others.add(Integer.toString(width));
            }
            others.add(SCALAR);
        }
        return others;
    }

    @Override
    public List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        jobs.add(peak(kernel, 1, FORKS));
        jobs.add(loop(kernel, 1, FORKS));
        jobs.add(looseLoop(kernel));
        for (int batch : BATCHES) {
            jobs.add(peer(ONNX_RUNTIME, batch));
        }
        if (twoThreads) {
            jobs.add(loop(kernel, 2, FORKS));
            jobs.add(peak(kernel, 2, FORKS));
        }
        for (String other : otherKernels()) {
            jobs.add(peak(other, 1, FEWER));
            jobs.add(loop(other, 1, FEWER));
        }
        for (int batch : BATCHES) {
            jobs.add(peer(KERNELS, batch));
            jobs.add(peer(NAIVE, batch));
        }
        return jobs;
    }

    @Override
    public void write(Outcome outcome, StringBuilder out) {
        out.append(
                "One thread unless a line says two. Each ratio is the median over rounds, with the least and the most.\n\n");
        out.append("| ratio | |\n|---|---|\n");
        double[] queries = outcome.of(loop(kernel, 1, FORKS)).scores(QUERIES);
        double[] peak = outcome.of(peak(kernel, 1, FORKS)).scores(FLOPS);
        line(
                out,
                "search loop, share of the limit: FMA peak / 4,272 operations a query",
                Ratio.of(queries, peak).times(FLOPS_A_QUERY));
        line(
                out,
                "the same where objects are aligned to 8 bytes, a JVM's default, and not to 64",
                Ratio.of(outcome.of(looseLoop(kernel)).scores(QUERIES), peak).times(FLOPS_A_QUERY));
        overPeers(outcome, queries, out);
        if (twoThreads) {
            double[] two = outcome.of(loop(kernel, 2, FORKS)).scores(QUERIES);
            double[] peakOfTwo = outcome.of(peak(kernel, 2, FORKS)).scores(FLOPS);
            line(out, "search loop, two threads over one", Ratio.of(two, queries));
            line(out, "FMA peak, two threads over one", Ratio.of(peakOfTwo, peak));
            line(
                    out,
                    "search loop of two threads, share of their limit",
                    Ratio.of(two, peakOfTwo).times(FLOPS_A_QUERY));
        }
        for (String other : otherKernels()) {
            double[] narrower = outcome.of(loop(other, 1, FEWER)).scores(QUERIES);
            double[] limit = outcome.of(peak(other, 1, FEWER)).scores(FLOPS);
            line(out, "search loop, " + bits(kernel) + " over " + bits(other), Ratio.of(queries, narrower));
            line(
                    out,
                    "search loop, " + bits(other) + ", share of their own limit",
                    Ratio.of(narrower, limit).times(FLOPS_A_QUERY));
        }
        rates(outcome, out);
    }

    private static void overPeers(Outcome outcome, double[] queries, StringBuilder out) {
        int best = BATCHES.getFirst();
        for (int batch : BATCHES) {
            if (outcome.of(peer(ONNX_RUNTIME, batch)).mean(QUERIES)
                    > outcome.of(peer(ONNX_RUNTIME, best)).mean(QUERIES)) {
                best = batch;
            }
        }
        for (int batch : BATCHES) {
            String suffix = ", batch " + batch + (batch == best ? ", its best" : "");
            line(
                    out,
                    "search loop over ONNX Runtime" + suffix,
                    Ratio.of(queries, outcome.of(peer(ONNX_RUNTIME, batch)).scores(QUERIES)));
        }
        line(
                out,
                "search loop over naive scalar Java, batch 24",
                Ratio.of(queries, outcome.of(peer(NAIVE, 24)).scores(QUERIES)));
        line(
                out,
                "search loop over its own kernels used densely, batch 24",
                Ratio.of(queries, outcome.of(peer(KERNELS, 24)).scores(QUERIES)));
    }

    private void rates(Outcome outcome, StringBuilder out) {
        out.append("\n| | 10^6 queries/s, or GFLOP/s | slowest JVM over fastest | B/op | kB an iteration | JVMs |\n");
        out.append("|---|---|---|---|---|---|\n");
        for (Job job : jobs()) {
            boolean limit = job.benchmark() == FmaPeak.class;
            String counter = limit ? FLOPS : QUERIES;
            Measured measured = outcome.of(job);
            out.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %.2f | %.2f | %.2f | %.1f | %d |%n",
                    job,
                    measured.mean(counter) / (limit ? 1e9 : 1e6),
                    measured.slowestOverFastest(counter),
                    measured.bytesPerOperation(),
                    measured.bytesPerIteration() / 1e3,
                    measured.forks()));
        }
        out.append(
                        "\nAn operation of `SearchLoop` is a step of 256 architectures, 6,144 queries; of `MlpPeers` a batch. ")
                .append("Peers are dense and are given their inputs. ONNX Runtime's bytes are those of its Java side. ")
                .append(Measured.ON_ITERATIONS)
                .append('\n');
    }

    private static String bits(String kernel) {
        return kernel.equals(SCALAR) ? "scalar code" : kernel + " bits";
    }

    private static void line(StringBuilder out, String what, Ratio ratio) {
        out.append("| ").append(what).append(" | ").append(ratio).append(" |\n");
    }
}
