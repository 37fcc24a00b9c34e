package org.deltanas.bench;

import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.Workers;
import org.deltanas.proxy.Direction;
import org.deltanas.search.DeltaNas;
import org.deltanas.search.DeltaNasOptions;
import org.deltanas.search.LabelOracle;
import org.deltanas.search.SearchListener;
import org.deltanas.search.SearchResult;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.SearchSpaces;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long does a default search of 150 queries take once the JVM is warm, with a label that costs nothing? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class WholeSearch {
    @Param({"nasbench201", "nasbench-macro", "block:20x4"})
    public String space;

    @Param({Kernels.SCALAR, Kernels.VECTOR_512})
    public String kernel;

    @Param({"1", "2"})
    public int threads;

    /** Runs a whole search. */
    @Benchmark
    public SearchResult search() {
        CategoricalSpace searched = (CategoricalSpace) SearchSpaces.byName(space);
        try (Workers workers = new Workers(threads);
                LabelOracle oracle = new LabelOracle(searched, new MixedLabel(searched), Direction.MAX, 0, 0)) {
            return DeltaNas.run(
                    oracle, DeltaNasOptions.rounds(1), null, Kernels.simd(kernel), workers, SearchListener.NONE);
        }
    }
}
