package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/**
 * How some numbers spread.
 *
 * @param mean their mean
 * @param std their standard deviation as a sample; NaN of a single one
 * @param min the smallest
 * @param max the largest
 */
record Spread(double mean, double std, double min, double max) {

    /** The spread of at least one number; NaN throughout if one of them is. */
    static Spread of(double... values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        double std = values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
        return new Spread(
                mean,
                std,
                Arrays.stream(values).min().orElseThrow(),
                Arrays.stream(values).max().orElseThrow());
    }

    /** Puts {@code mean, std, min, max}; null what is not a number. */
    void put(ObjectNode json) {
        JsonText.putFinite(json, "mean", mean);
        JsonText.putFinite(json, "std", std);
        JsonText.putFinite(json, "min", min);
        JsonText.putFinite(json, "max", max);
    }
}
