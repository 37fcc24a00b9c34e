package org.deltanas.bench;

import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.VectorWidth;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many floating-point operations a second can a thread do at most? The counter {@code flops} counts a fused
 * multiply-add as two. With {@code SearchLoop|FmaPeak} the share of the limit comes out of one run; with {@code -t 2} the
 * counter is the sum of both threads.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 10, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class FmaPeak {
    /** Some ten microseconds at a time. */
    private static final int ROUNDS = 8_192;

    @Param({Kernels.SCALAR, Kernels.VECTOR_128, Kernels.VECTOR_256, Kernels.VECTOR_512})
    public String kernel;

    private FmaLoop loop;

    /** Counts operations. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Operations {
        public long flops;

        @Setup(Level.Iteration)
        public void reset() {
            flops = 0;
        }
    }

    /** Takes the loop of a width. */
    @Setup
    public void prepare() {
        loop = loop(Kernels.simd(kernel));
    }

    static FmaLoop loop(Simd simd) {
        return simd.isVector()
                ? VectorWidth.specialise(MethodHandles.lookup(), FmaLoop.class, VectorFmaLoop.class, simd.bits())
                : new ScalarFmaLoop();
    }

    /** Fused multiply-adds that wait for nothing. */
    @Benchmark
    public float multiplyAdd(Operations counter) {
        counter.flops += 2L * FmaLoop.SUMS * loop.lanes() * ROUNDS;
        return loop.run(ROUNDS);
    }
}
