package org.deltanas.tools.page;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Round values along an axis: multiples of 1, 2 or 5 times a power of ten, the first not above the axis' least value and
 * the last not below its greatest. Exact, so that 0.3 is not written as 0.30000000000000004.
 *
 * @param step the distance of two ticks
 * @param first the first tick, in steps
 * @param last the last tick, in steps; above the first
 */
record Ticks(BigDecimal step, long first, long last) {
    private static final int[] STEPS = {1, 2, 5};
    private static final int LEAST_EXPONENT = -300;

    /**
     * As many ticks as there may be.
     *
     * @param low the least value
     * @param high the greatest value, finite as the least one is and not below it
     * @param most the most steps from the first tick to the last, at least 2
     */
    static Ticks over(double low, double high, int most) {
        double margin = high > low ? 0 : Math.max(Math.abs(low) * 0.01, 0.5);
        double from = low - margin;
        double to = high + margin;
        int exponent = Math.max(LEAST_EXPONENT, (int) Math.floor(Math.log10((to - from) / most)));
        while (true) {
            for (int digit : STEPS) {
                BigDecimal step = BigDecimal.valueOf(digit, -exponent);
                long first = (long) Math.floor(from / step.doubleValue());
                long last = (long) Math.ceil(to / step.doubleValue());
                if (last - first <= most) {
                    return new Ticks(step, first, Math.max(last, first + 1));
                }
            }
            exponent++;
        }
    }

    double low() {
        return at(first).doubleValue();
    }

    double high() {
        return at(last).doubleValue();
    }

    /** The ticks in ascending order, as many decimals each as the step has. */
    List<BigDecimal> values() {
        return LongStream.rangeClosed(first, last).mapToObj(this::at).toList();
    }

    private BigDecimal at(long steps) {
        BigDecimal value = step.multiply(BigDecimal.valueOf(steps));
        return value.setScale(Math.max(0, step.scale()));
    }
}
