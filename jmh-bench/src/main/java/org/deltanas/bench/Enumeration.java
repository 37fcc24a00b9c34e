package org.deltanas.bench;

import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
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
 * How many neighbours a second are listed, by vectors and by scalar code? One operation lists those of one architecture; the
 * counter {@code neighbours} counts them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 10, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class Enumeration {
    private static final int POPULATION = 256;

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

    @Param({Kernels.SCALAR, Kernels.VECTOR_512})
    public String kernel;

    private CodeSlab population;
    private NeighbourEnumerator enumerator;
    private Neighbours listed;
    private int next;

    /** Counts neighbours. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Counter {
        public long neighbours;

        @Setup(Level.Iteration)
        public void reset() {
            neighbours = 0;
        }
    }

    /** Draws a population. */
    @Setup
    public void prepare() {
        SearchSpace searched = SearchSpaces.byName(space);
        enumerator = NeighbourEnumerator.of(searched, Kernels.simd(kernel));
        listed = new Neighbours(searched);
        population = searched.newSlab(POPULATION);
        Philox random = new Philox(1);
        for (int i = 0; i < POPULATION; i++) {
            searched.sample(random, population, i);
        }
    }

    /** Frees the population. */
    @TearDown
    public void close() {
        population.close();
    }

    /** Lists all neighbours of one architecture. */
    @Benchmark
    public Neighbours enumerate(Counter counter) {
        enumerator.enumerate(population, next, listed);
        next = (next + 1) % POPULATION;
        counter.neighbours += listed.count();
        return listed;
    }
}
