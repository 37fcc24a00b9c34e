package org.deltanas.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LinearFitTest {
    /** Anscombe's first data set (The American Statistician, 1973): y = 3.00 + 0.500 x, r^2 = 0.67. */
    @Test
    void findsAnscombesLine() {
        LinearFit fit = LinearFit.of(
                new double[] {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5},
                new double[] {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68});
        assertThat(fit.slope()).isCloseTo(0.500, within(0.001));
        assertThat(fit.intercept()).isCloseTo(3.00, within(0.005));
        assertThat(fit.r2()).isCloseTo(0.67, within(0.005));
    }
}
