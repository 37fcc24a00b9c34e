package org.deltanas.kernels.num;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.deltanas.kernels.Simd;

/**
 * How many fused multiply-adds one thread of this JVM does: what a machine, and the way it was started, can give at
 * most. For people and reports; no result depends on it. Each call takes half a second, longer where the machine is
 * busy.
 */
public final class FmaThroughput {
    /** Enough independent sums to hide the latency of two units of 4 cycles, and few enough for the registers. */
    private static final int SUMS = 12;

    /** C2 compiles on a thread of its own, which a busy machine keeps waiting: so at least this long... */
    private static final long LEAST_NANOS = 500_000_000L;

    /** ...and until the rate has not risen for this long... */
    private static final long SETTLED_NANOS = 150_000_000L;

    /** ...but no longer. */
    private static final long MOST_NANOS = 3_000_000_000L;

    /** Calls are short while a round is slow, since calls are what the compiler counts, and grow to this. */
    private static final int FIRST_ROUNDS = 16;

    private static final int MOST_ROUNDS = 8_192;
    private static final long SHORT_CALL_NANOS = 10_000L;

    /** Keeps sums finite whatever the number of rounds: they tend to {@code ADD / (1 - FACTOR)}. */
    private static final float FACTOR = 0.5f;

    private static final float ADD = 1;

    private FmaThroughput() {}

    /** A loop of fused multiply-adds. */
    @FunctionalInterface
    private interface Loop {
        float run(int rounds);
    }

    /** Scalar {@link Math#fma}, in 10^9 floating-point operations a second (a fused multiply-add is two). */
    public static double scalarGflops() {
        return measure(FmaThroughput::scalar, 1);
    }

    /**
     * The Vector API at the processor's own width, in 10^9 floating-point operations a second.
     *
     * @throws UnsupportedOperationException if the module {@code jdk.incubator.vector} is not loaded
     */
    public static double vectorGflops() {
        Simd simd = Simd.best();
        if (!simd.isVector()) {
            throw new UnsupportedOperationException(simd.reason());
        }
        return measure(Vectors::fma, Vectors.lanes());
    }

    private static double measure(Loop loop, int lanes) {
        float sink = 0;
        double best = 0;
        int rounds = FIRST_ROUNDS;
        long start = System.nanoTime();
        long risen = start;
        for (long now = start;
                now - start < LEAST_NANOS || (now - risen < SETTLED_NANOS && now - start < MOST_NANOS); ) {
            sink += loop.run(rounds);
            long end = System.nanoTime();
            double rate = 2.0 * SUMS * lanes * rounds / (end - now);
            if (rate > best) {
                risen = rate > 1.05 * best ? end : risen;
                best = rate;
            }
            if (end - now < SHORT_CALL_NANOS && rounds < MOST_ROUNDS) {
                rounds *= 2;
            }
            now = end;
        }
        if (Float.isNaN(sink)) {
            throw new AssertionError("the sums are bounded");
        }
        return best;
    }

    private static float scalar(int rounds) {
        float s0 = 0;
        float s1 = 1;
        float s2 = 2;
        float s3 = 3;
        float s4 = 4;
        float s5 = 5;
        float s6 = 6;
        float s7 = 7;
        float s8 = 8;
        float s9 = 9;
        float s10 = 10;
        float s11 = 11;
        for (int i = 0; i < rounds; i++) {
            s0 = Math.fma(s0, FACTOR, ADD);
            s1 = Math.fma(s1, FACTOR, ADD);
            s2 = Math.fma(s2, FACTOR, ADD);
            s3 = Math.fma(s3, FACTOR, ADD);
            s4 = Math.fma(s4, FACTOR, ADD);
            s5 = Math.fma(s5, FACTOR, ADD);
            s6 = Math.fma(s6, FACTOR, ADD);
            s7 = Math.fma(s7, FACTOR, ADD);
            s8 = Math.fma(s8, FACTOR, ADD);
            s9 = Math.fma(s9, FACTOR, ADD);
            s10 = Math.fma(s10, FACTOR, ADD);
            s11 = Math.fma(s11, FACTOR, ADD);
        }
        return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11;
    }

    /** Keeps the Vector API out of the class above, which must load without it. */
    private static final class Vectors {
        private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

        private Vectors() {}

        static int lanes() {
            return SPECIES.length();
        }

        static float fma(int rounds) {
            FloatVector factor = FloatVector.broadcast(SPECIES, FACTOR);
            FloatVector add = FloatVector.broadcast(SPECIES, ADD);
            FloatVector s0 = FloatVector.broadcast(SPECIES, 0);
            FloatVector s1 = FloatVector.broadcast(SPECIES, 1);
            FloatVector s2 = FloatVector.broadcast(SPECIES, 2);
            FloatVector s3 = FloatVector.broadcast(SPECIES, 3);
            FloatVector s4 = FloatVector.broadcast(SPECIES, 4);
            FloatVector s5 = FloatVector.broadcast(SPECIES, 5);
            FloatVector s6 = FloatVector.broadcast(SPECIES, 6);
            FloatVector s7 = FloatVector.broadcast(SPECIES, 7);
            FloatVector s8 = FloatVector.broadcast(SPECIES, 8);
            FloatVector s9 = FloatVector.broadcast(SPECIES, 9);
            FloatVector s10 = FloatVector.broadcast(SPECIES, 10);
            FloatVector s11 = FloatVector.broadcast(SPECIES, 11);
            for (int i = 0; i < rounds; i++) {
                s0 = s0.fma(factor, add);
                s1 = s1.fma(factor, add);
                s2 = s2.fma(factor, add);
                s3 = s3.fma(factor, add);
                s4 = s4.fma(factor, add);
                s5 = s5.fma(factor, add);
                s6 = s6.fma(factor, add);
                s7 = s7.fma(factor, add);
                s8 = s8.fma(factor, add);
                s9 = s9.fma(factor, add);
                s10 = s10.fma(factor, add);
                s11 = s11.fma(factor, add);
            }
            FloatVector low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
            FloatVector high = s6.add(s7).add(s8).add(s9).add(s10).add(s11);
            return low.add(high).lane(0);
        }
    }
}
