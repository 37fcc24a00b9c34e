package org.deltanas.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RatioTest {
    @Test
    void isTakenRoundByRound() {
        // The machine was half as fast in the second round, which moves no ratio; the last has but one side.
        Ratio ratio = Ratio.of(new double[] {8, 4, 12}, new double[] {4, 2, 4, 100});
        assertThat(ratio).isEqualTo(new Ratio(2, 2, 3));
        assertThat(ratio.times(2)).isEqualTo(new Ratio(4, 4, 6));
        assertThat(Ratio.of(new double[] {1, 2}, new double[] {1, 1}).median()).isEqualTo(1.5);
    }

    @Test
    void needsARound() {
        assertThatIllegalArgumentException().isThrownBy(() -> Ratio.of(new double[0], new double[1]));
    }
}
