package org.deltanas.kernels.num;

import static org.assertj.core.api.Assertions.assertThat;

import org.deltanas.kernels.Simd;
import org.junit.jupiter.api.Test;

class FmaThroughputTest {
    @Test
    void neitherLoopIsOptimisedAway() {
        double scalar = FmaThroughput.scalarGflops();
        double vector = FmaThroughput.vectorGflops();
        int lanes = Simd.best().bits() / Float.SIZE;
        // The lower ends say nothing about speed, which a busy machine would fail. No processor starts more than 8
        // operations a cycle, nor runs at 8 GHz: beyond that the loop was optimised
        // away.
        assertThat(scalar).isBetween(0.001, 2.0 * 8 * 8);
        assertThat(vector).isBetween(0.001, 2.0 * 8 * 8 * lanes);
    }
}
