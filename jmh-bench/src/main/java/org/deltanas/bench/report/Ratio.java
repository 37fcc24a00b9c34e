package org.deltanas.bench.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * A ratio of two measurements, taken round by round: JVMs that ran one soon after the other saw the same clock and the same
 * neighbours on the machine.
 *
 * @param median over the rounds
 * @param min the least of a round
 * @param max the most of a round
 */
record Ratio(double median, double min, double max) {

    /** The ratio of the rounds that both have. */
    static Ratio of(double[] above, double[] below) {
        int n = Math.min(above.length, below.length);
        if (n == 0) {
            throw new IllegalArgumentException("no round has both");
        }
        double[] ratios = new double[n];
        Arrays.setAll(ratios, i -> above[i] / below[i]);
        Arrays.sort(ratios);
        return new Ratio((ratios[(n - 1) / 2] + ratios[n / 2]) / 2, ratios[0], ratios[n - 1]);
    }

    /** The ratio multiplied by a number. */
    Ratio times(double factor) {
        return new Ratio(median * factor, min * factor, max * factor);
    }

    /** E.g. {@code **0.76** (0.75 to 0.77)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "**%.2f** (%.2f to %.2f)", median, min, max);
    }
}
