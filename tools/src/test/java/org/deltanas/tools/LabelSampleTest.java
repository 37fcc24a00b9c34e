package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deltanas.tools.LabelSample.Quantile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSampleTest {
    private static final double DEAD = Double.NEGATIVE_INFINITY;

    /** Against R's {@code quantile(c(1, 2, 4, 8, 16))}. */
    @ParameterizedTest
    @CsvSource({
        "MINIMUM,1",
        "FIVE,1.2",
        "LOWER_QUARTILE,2",
        "MEDIAN,4",
        "UPPER_QUARTILE,8",
        "NINETY_FIVE,14.4",
        "MAXIMUM,16"
    })
    void quantilesAreInterpolated(Quantile quantile, double expected) {
        LabelSample sample = LabelSample.of("x", new double[] {8, DEAD, 1, 16, Double.NaN, 2, DEAD, 4});
        assertThat(sample.quantile(quantile)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void countsWhatHasNoValue() {
        LabelSample sample = LabelSample.of("x", new double[] {8, DEAD, 1, Double.NaN, DEAD});
        assertThat(sample.queries()).isEqualTo(5);
        assertThat(sample.dead()).isEqualTo(2);
        assertThat(sample.missing()).isEqualTo(1);
        assertThat(sample.mean()).isEqualTo(4.5);
        assertThat(sample.deviation()).isEqualTo(Math.sqrt(24.5));
    }

    @Test
    void nothingHasNoSpread() {
        LabelSample none = LabelSample.of("x", new double[] {DEAD});
        assertThat(none.quantile(Quantile.MEDIAN)).isNaN();
        assertThat(none.mean()).isNaN();
        assertThat(none.decimals()).isZero();
        LabelSample one = LabelSample.of("x", new double[] {3});
        assertThat(one.quantile(Quantile.FIVE)).isEqualTo(3);
        assertThat(one.deviation()).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"0,250,1", "0,1000,0", "1000000,3000000,0", "90,91,3", "0.001,0.002,6", "5,5,3", "0,0,0", "0,1e-300,9"})
    void fourDigitsOfTheRangeAreTold(double low, double high, int decimals) {
        assertThat(LabelSample.of("x", new double[] {low, high}).decimals()).isEqualTo(decimals);
    }
}
