package org.deltanas.predict;

import java.util.Arrays;

/**
 * Turns levels, which know ranks only, into qualities on the label's own scale: isotonic regression over a training set
 * (pool adjacent violators; Ayer et al., Annals of Mathematical Statistics 1955), linear between the means of its blocks
 * and constant beyond them, so that nothing is predicted to be better than what was seen. Immutable.
 */
final class Calibration {
    private final double[] levels;
    private final double[] qualities;

    /** The line through some points, ascending in both; NaN everywhere if there are none. */
    Calibration(double[] levels, double[] qualities) {
        this.levels = levels;
        this.qualities = qualities;
    }

    /** Fits a training set, of which infinite qualities are left out. */
    static Calibration fit(double[] levels, double[] qualities) {
        Integer[] order = new Integer[levels.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(levels[i], levels[j]));
        double[] x = new double[order.length];
        double[] y = new double[order.length];
        int[] weights = new int[order.length];
        int blocks = 0;
        for (int i : order) {
            if (!Double.isFinite(qualities[i])) {
                continue;
            }
            x[blocks] = levels[i];
            y[blocks] = qualities[i];
            weights[blocks++] = 1;
            while (blocks > 1 && (y[blocks - 2] >= y[blocks - 1] || x[blocks - 2] >= x[blocks - 1])) {
                int a = blocks - 2;
                int weight = weights[a] + weights[a + 1];
                x[a] += (x[a + 1] - x[a]) * weights[a + 1] / weight;
                y[a] += (y[a + 1] - y[a]) * weights[a + 1] / weight;
                weights[a] = weight;
                blocks--;
            }
        }
        return new Calibration(Arrays.copyOf(x, blocks), Arrays.copyOf(y, blocks));
    }

    /** The number of points. */
    int size() {
        return levels.length;
    }

    double level(int point) {
        return levels[point];
    }

    double quality(int point) {
        return qualities[point];
    }

    /** The quality that a level stands for. */
    double at(double level) {
        int n = levels.length;
        if (n == 0) {
            return Double.NaN;
        }
        int place = Arrays.binarySearch(levels, level);
        if (place >= 0) {
            return qualities[place];
        }
        int right = -place - 1;
        if (right == 0 || right == n) {
            return qualities[right == 0 ? 0 : n - 1];
        }
        double share = (level - levels[right - 1]) / (levels[right] - levels[right - 1]);
        return qualities[right - 1] + share * (qualities[right] - qualities[right - 1]);
    }
}
