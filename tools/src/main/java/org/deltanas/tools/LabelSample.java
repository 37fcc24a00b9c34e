package org.deltanas.tools;

import java.util.Arrays;

/** How some labels spread. Immutable. */
final class LabelSample {
    private static final int MOST_DECIMALS = 9;

    private final String name;
    private final int queries;
    private final int dead;
    private final int missing;
    /** The finite ones, ascending. */
    private final double[] values;

    /** A quantile to tell. */
    enum Quantile {
        /** The largest, whatever the direction. */
        MAXIMUM("maximum", 1),
        /** 95 in 100 are at most this. */
        NINETY_FIVE("95 %", 0.95),
        /** Three in four are at most this. */
        UPPER_QUARTILE("75 %", 0.75),
        /** Half are at most this. */
        MEDIAN("median", 0.5),
        /** One in four is at most this. */
        LOWER_QUARTILE("25 %", 0.25),
        /** 5 in 100 are at most this. */
        FIVE("5 %", 0.05),
        /** The smallest. */
        MINIMUM("minimum", 0);

        private final String inWords;
        private final double level;

        Quantile(String inWords, double level) {
            this.inWords = inWords;
            this.level = level;
        }

        String inWords() {
            return inWords;
        }
    }

    private LabelSample(String name, int queries, int dead, int missing, double[] values) {
        this.name = name;
        this.queries = queries;
        this.dead = dead;
        this.missing = missing;
        this.values = values;
    }

    static LabelSample of(String name, double[] labels) {
        return new LabelSample(
                name,
                labels.length,
                (int) Arrays.stream(labels)
                        .filter(v -> v == Double.NEGATIVE_INFINITY)
                        .count(),
                (int) Arrays.stream(labels).filter(Double::isNaN).count(),
                Arrays.stream(labels).filter(Double::isFinite).sorted().toArray());
    }

    String name() {
        return name;
    }

    int queries() {
        return queries;
    }

    int dead() {
        return dead;
    }

    int missing() {
        return missing;
    }

    /** Linear between the two nearest values (type 7 of Hyndman and Fan, 1996); NaN of no values. */
    double quantile(Quantile quantile) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double place = quantile.level * (values.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, values.length - 1);
        return values[below] + (place - below) * (values[above] - values[below]);
    }

    /** How many decimals tell these labels apart: enough for four digits of their range. */
    int decimals() {
        double range = quantile(Quantile.MAXIMUM) - quantile(Quantile.MINIMUM);
        double scale = range > 0 ? range : Math.abs(quantile(Quantile.MAXIMUM));
        return scale > 0 ? (int) Math.clamp(3 - Math.floor(Math.log10(scale)), 0, MOST_DECIMALS) : 0;
    }

    /** The mean; NaN of no values. */
    double mean() {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** The standard deviation of the sample; NaN of fewer than two values. */
    double deviation() {
        double mean = mean();
        return values.length < 2
                ? Double.NaN
                : Math.sqrt(
                        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1));
    }
}
