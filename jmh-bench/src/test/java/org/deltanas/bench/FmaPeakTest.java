package org.deltanas.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FmaPeakTest {
    /** Sums start at 0 to 11 and tend to 2 each; a vector loop returns one lane of their sum. */
    @ParameterizedTest
    @CsvSource({"scalar, 1", "128, 4", "256, 8", "512, 16"})
    void everySumIsComputed(String kernel, int lanes) {
        FmaLoop loop = FmaPeak.loop(Kernels.simd(kernel));
        assertThat(loop.lanes()).isEqualTo(lanes);
        assertThat(loop.run(0)).isEqualTo(66);
        assertThat(loop.run(1)).isEqualTo(33 + 12);
        assertThat(loop.run(100)).isEqualTo(24);
    }
}
