package org.deltanas.proxy;

import java.util.Arrays;

/** Rank statistics for tests. */
final class Ranks {
    private Ranks() {}

    /** The median. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
