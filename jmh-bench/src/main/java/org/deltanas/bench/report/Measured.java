package org.deltanas.bench.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** What the JVMs of a {@link Job} measured, in the order they ran. Immutable. */
final class Measured {
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final String ALLOCATION_RATE = "gc.alloc.rate";

    /** What JMH means by a megabyte. */
    private static final double MEGABYTE = 1 << 20;

    /** What a table says of {@link #bytesPerIteration}. */
    static final String ON_ITERATIONS =
            "JMH itself allocates some 7 kB in an iteration, 13 kB where objects are aligned to 64 bytes.";

    private final RunResult result;
    private final List<BenchmarkResult> forks;

    /** Joins the results of JVMs that ran the same job. */
    Measured(Collection<RunResult> runs) {
        forks = runs.stream().flatMap(run -> run.getBenchmarkResults().stream()).toList();
        result = new RunResult(forks.getFirst().getParams(), forks);
    }

    /** The result as JMH writes it. */
    RunResult result() {
        return result;
    }

    /** The number of JVMs. */
    int forks() {
        return forks.size();
    }

    /**
     * What each JVM counted.
     *
     * @param counter a counter of the benchmark, or null for its score
     */
    double[] scores(String counter) {
        return forks.stream().mapToDouble(fork -> score(fork, counter)).toArray();
    }

    /** The mean of {@link #scores}. */
    double mean(String counter) {
        return Arrays.stream(scores(counter)).average().orElseThrow();
    }

    /** The slowest JVM over the fastest; scores are rates, or times. */
    double slowestOverFastest(String counter) {
        double[] scores = scores(counter);
        return Arrays.stream(scores).min().orElseThrow()
                / Arrays.stream(scores).max().orElseThrow();
    }

    /** Bytes that an operation of the benchmark allocates. */
    double bytesPerOperation() {
        return mean(ALLOCATION);
    }

    /** Bytes that are allocated in an iteration, those of JMH included; where operations are long, they are all there is. */
    double bytesPerIteration() {
        double seconds = result.getParams().getMeasurement().getTime().convertTo(TimeUnit.MILLISECONDS) / 1e3;
        return mean(ALLOCATION_RATE) * MEGABYTE * seconds;
    }

    private static double score(BenchmarkResult fork, String counter) {
        if (counter == null) {
            return fork.getPrimaryResult().getScore();
        }
        Result<?> secondary = fork.getSecondaryResults().get(counter);
        if (secondary == null) {
            throw new IllegalArgumentException(fork.getParams().getBenchmark() + " has no counter " + counter
                    + "; it has " + fork.getSecondaryResults().keySet());
        }
        return secondary.getScore();
    }
}
