package org.deltanas.predict;

import java.util.Arrays;

/** Kendall's rank correlation tau-b, with ties, in {@code O(n log n)} (Knight, JASA 1966). */
public final class KendallTau {
    private KendallTau() {}

    /**
     * Tau-b of two samples.
     *
     * @return a number in [-1, 1]; NaN if either sample has fewer than two different values
     * @throws IllegalArgumentException if the samples differ in length
     */
    public static double tauB(double[] x, double[] y) {
        int n = x.length;
        if (y.length != n) {
            throw new IllegalArgumentException("samples of " + n + " and " + y.length + " values");
        }
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        // Adding zero makes -0 a plain zero, which Double.compare would keep apart from it.
        Arrays.sort(order, (i, j) -> {
            int c = Double.compare(x[i] + 0.0, x[j] + 0.0);
            return c != 0 ? c : Double.compare(y[i] + 0.0, y[j] + 0.0);
        });
        double[] sorted = new double[n];
        long tiedX = 0;
        long tiedBoth = 0;
        for (int i = 0, runX = 0, runBoth = 0; i < n; i++) {
            sorted[i] = y[order[i]];
            boolean sameX = i > 0 && x[order[i]] == x[order[i - 1]];
            runX = sameX ? runX + 1 : 0;
            runBoth = sameX && sorted[i] == sorted[i - 1] ? runBoth + 1 : 0;
            tiedX += runX;
            tiedBoth += runBoth;
        }
        long swaps = sortCountingSwaps(sorted, new double[n], 0, n);
        long tiedY = 0;
        for (int i = 1, run = 0; i < n; i++) {
            run = sorted[i] == sorted[i - 1] ? run + 1 : 0;
            tiedY += run;
        }
        long pairs = (long) n * (n - 1) / 2;
        double concordantMinusDiscordant = pairs - tiedX - tiedY + tiedBoth - 2.0 * swaps;
        return concordantMinusDiscordant / Math.sqrt((double) (pairs - tiedX) * (pairs - tiedY));
    }

    /** Merge-sorts a range and counts the pairs that were out of order. */
    private static long sortCountingSwaps(double[] a, double[] scratch, int from, int to) {
        if (to - from < 2) {
            return 0;
        }
        int middle = (from + to) >>> 1;
        long swaps = sortCountingSwaps(a, scratch, from, middle) + sortCountingSwaps(a, scratch, middle, to);
        System.arraycopy(a, from, scratch, from, to - from);
        for (int left = from, right = middle, put = from; put < to; put++) {
            if (right == to || (left < middle && scratch[left] <= scratch[right])) {
                a[put] = scratch[left++];
            } else {
                a[put] = scratch[right++];
                swaps += middle - left;
            }
        }
        return swaps;
    }
}
