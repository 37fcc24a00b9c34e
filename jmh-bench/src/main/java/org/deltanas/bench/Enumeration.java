package org.deltanas.bench;

import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;
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

/** How long does it take to list the neighbours of one architecture: 24, 60 and 3,000 of them? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class Enumeration {
    private static final int POPULATION = 256;

    @Param({"nasbench201", "block:20x4", "block:200x16"})
    public String space;

    @Param({Kernels.SCALAR, Kernels.VECTOR_512})
    public String kernel;

    private CodeSlab population;
    private NeighbourEnumerator enumerator;
    private Neighbours neighbours;
    private int next;

    /** Draws a population. */
    @Setup
    public void prepare() {
        SearchSpace searched = SearchSpaces.byName(space);
        enumerator = NeighbourEnumerator.of(searched, Kernels.simd(kernel));
        neighbours = new Neighbours(searched);
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
    public Neighbours enumerate() {
        enumerator.enumerate(population, next, neighbours);
        next = (next + 1) % POPULATION;
        return neighbours;
    }
}
