package org.deltanas.bench;

import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.ScoringLoop;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * How many neighbours a second does the loop enumerate - score - step predict? One operation is a step of a whole
 * population of 256; the counter {@code queries} counts neighbours times networks of the ensemble, each a full evaluation
 * of its network. Any space by its name. With {@code -t 2} each thread has a population, a predictor and kernels of its
 * own, and the counter is the sum of both.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 10,
        jvmArgsAppend = {Kernels.VECTOR_MODULE, Kernels.ON_LINES})
public class SearchLoop {
    @Param({
        "nasbench101",
        "nasbench201",
        "transnas-micro",
        "transnas-macro",
        "nasbench301",
        "nasbench-macro",
        "natsbench-size",
        "block:20x4",
        "block:200x16"
    })
    public String space;

    /** The kind of predictor, its encoding, and its hidden layers. */
    @Param({"potential/adjacency/64-32", "potential/best/64-64"})
    public String predictor;

    @Param({Kernels.SCALAR, Kernels.VECTOR_128, Kernels.VECTOR_256, Kernels.VECTOR_512})
    public String kernel;

    @Param("1")
    public int members;

    private ScoringLoop loop;

    /** Counts neighbours. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Queries {
        public long queries;

        @Setup(Level.Iteration)
        public void reset() {
            queries = 0;
        }
    }

    /** Trains an ensemble and draws a population. */
    @Setup
    public void prepare() {
        SearchSpace searched = SearchSpaces.byName(space);
        MlpEngine engine = MlpEngine.of(Kernels.simd(kernel));
        Philox random = new Philox(1);
        loop = new ScoringLoop(
                searched, Populations.train(searched, predictor, members, engine, random), engine, random);
    }

    /** Frees the population. */
    @TearDown
    public void close() {
        loop.close();
    }

    /** Every member steps to its best neighbour; now and then one starts anew. */
    @Benchmark
    public long step(Queries counter) {
        long neighbours = loop.step();
        counter.queries += neighbours * members;
        return neighbours;
    }
}
