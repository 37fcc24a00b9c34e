package org.deltanas.bench.report;

import java.util.Arrays;

/**
 * A straight line through points by least squares.
 *
 * @param slope y for one more x
 * @param intercept y at 0
 * @param r2 the share of y's variance that the line explains
 */
record LinearFit(double slope, double intercept, double r2) {

    /** Fits a line; at least two different x and two different y. */
    static LinearFit of(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        double slope = xy / xx;
        double intercept = meanY - slope * meanX;
        double rest = 0;
        for (int i = 0; i < x.length; i++) {
            double error = y[i] - intercept - slope * x[i];
            rest += error * error;
        }
        return new LinearFit(slope, intercept, 1 - rest / yy);
    }
}
