package org.deltanas.bench;

import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.NeighbourScorer;
import org.deltanas.space.SearchSpaces;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How does the time to find the best neighbour of one architecture grow with their number, n (r - 1) in a chain of n positions
 * with r operations? One operation enumerates all neighbours of one architecture, scores them by a network and takes the
 * best. With {@code -t 2} each thread has architectures and a predictor of its own.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 10,
        jvmArgsAppend = {Kernels.VECTOR_MODULE, Kernels.ON_LINES})
public class Scaling {
    /** Architectures taken in turn: few, so that long chains fit into the caches as they do in a service. */
    private static final int ARCHITECTURES = 16;

    @Param({"block:20x4", "block:20x16", "block:200x4", "block:200x16", "block:2000x4", "block:2000x16"})
    public String space;

    /** The kind of predictor, its encoding, and its hidden layers. */
    @Param("potential/adjacency/64-32")
    public String predictor;

    private NeighbourScorer scorer;
    private int next;

    /** Trains a network and draws architectures. */
    @Setup
    public void prepare() {
        scorer = Populations.draw(SearchSpaces.byName(space), predictor, 1, Simd.best(), ARCHITECTURES, new Philox(1));
    }

    /** Frees the architectures. */
    @TearDown
    public void close() {
        scorer.close();
    }

    /** The best neighbour of one architecture. */
    @Benchmark
    public int best() {
        scorer.score(next, 1);
        next = (next + 1) % ARCHITECTURES;
        return scorer.best(0);
    }
}
