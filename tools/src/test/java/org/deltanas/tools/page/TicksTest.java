package org.deltanas.tools.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0      | 1      | 5 | 0.0 0.2 0.4 0.6 0.8 1.0",
                "0      | 1.25   | 5 | 0.0 0.5 1.0 1.5",
                "0      | 0.0009 | 5 | 0.0000 0.0002 0.0004 0.0006 0.0008 0.0010",
                "-3     | 1201   | 4 | -500 0 500 1000 1500",
                "12     | 14     | 5 | 12.0 12.5 13.0 13.5 14.0",
                "0.3    | 0.3    | 5 | -0.2 0.0 0.2 0.4 0.6 0.8",
                "0      | 1e6    | 5 | 0 200000 400000 600000 800000 1000000",
            })
    void areRoundAndExact(double low, double high, int most, String expected) {
        List<String> labels = Ticks.over(low, high, most).values().stream()
                .map(BigDecimal::toPlainString)
                .toList();
        assertThat(String.join(" ", labels)).isEqualTo(expected);
    }

    @Property(tries = 500)
    void coverTheirRangeWithFewSteps(
            @ForAll @DoubleRange(min = -1e9, max = 1e9) double low,
            @ForAll @DoubleRange(min = 1e-9, max = 1e9) @Scale(10) double range,
            @ForAll @IntRange(min = 2, max = 9) int most) {
        double high = low + range;
        Assume.that(high - low > Math.abs(low) * 1e-9);
        Ticks ticks = Ticks.over(low, high, most);
        double slack = 4 * Math.ulp(Math.max(Math.abs(low), Math.abs(high)));
        assertThat(ticks.low()).isLessThanOrEqualTo(low + slack);
        assertThat(ticks.high()).isGreaterThanOrEqualTo(high - slack);
        assertThat(ticks.values()).hasSizeBetween(2, most + 1);
        assertThat(ticks.step().unscaledValue().intValueExact()).isIn(1, 2, 5);
        // A step of half the size would be too fine: at least a fifth of the steps that there may be are there.
        assertThat(high - low).isGreaterThan(ticks.step().doubleValue() * (most / 2.5 - 2) * 0.999);
    }
}
