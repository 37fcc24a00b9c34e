package org.deltanas.predict;

import java.util.Arrays;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.SparseRows;

/** Means and deviations of the statistic columns over some architectures; those before them are left as they are. */
final class Standardisation {
    /** Smaller deviations count as this. */
    private static final double DEVIATION_FLOOR = 0.3;

    private final int first;
    private final double[] means;
    private final double[] deviations;
    private final boolean[] constant;

    Standardisation(FeatureMap features, SparseRows rows) {
        first = features.firstStatistic();
        int n = features.columns() - first;
        means = new double[n];
        deviations = new double[n];
        constant = new boolean[n];
        double[] squares = new double[n];
        for (int e = 0; e < rows.entries(); e++) {
            if (rows.column(e) >= first) {
                means[rows.column(e) - first] += rows.value(e);
                squares[rows.column(e) - first] += (double) rows.value(e) * rows.value(e);
            }
        }
        for (int c = 0; c < n; c++) {
            means[c] /= rows.rows();
            double variance = Math.max(0, squares[c] / rows.rows() - means[c] * means[c]);
            constant[c] = variance < 1e-12;
            deviations[c] = Math.max(DEVIATION_FLOOR, Math.sqrt(variance));
        }
    }

    SparseRows apply(SparseRows rows) {
        SparseRows standardised = new SparseRows(rows.rows(), rows.entries() + rows.rows() * means.length);
        double[] statistics = new double[means.length];
        for (int r = 0; r < rows.rows(); r++) {
            Arrays.fill(statistics, 0);
            for (int e = rows.start(r); e < rows.start(r + 1); e++) {
                if (rows.column(e) < first) {
                    standardised.add(rows.column(e), rows.value(e));
                } else {
                    statistics[rows.column(e) - first] = rows.value(e);
                }
            }
            for (int c = 0; c < means.length; c++) {
                if (!constant[c]) {
                    standardised.add(first + c, (float) ((statistics[c] - means[c]) / deviations[c]));
                }
            }
            standardised.endRow();
        }
        return standardised;
    }

    /**
     * Makes a network that was trained on standardised statistics take them as they are.
     *
     * @param firstColumn the network's input of the first feature
     * @param centred whether the means were subtracted, as they were not where the inputs are differences
     */
    void foldInto(Mlp mlp, int firstColumn, boolean centred) {
        float[] w1 = mlp.w1();
        float[] b1 = mlp.b1();
        int width = b1.length;
        double[] bias = new double[width];
        for (int j = 0; j < width; j++) {
            bias[j] = b1[j];
        }
        for (int c = 0; c < means.length; c++) {
            for (int j = 0; j < width; j++) {
                int w = (firstColumn + first + c) * width + j;
                // A column that never varied was never trained: its initial weights would only be noise.
                w1[w] = constant[c] ? 0 : (float) (w1[w] / deviations[c]);
                bias[j] -= centred ? means[c] * w1[w] : 0;
            }
        }
        for (int j = 0; j < width; j++) {
            b1[j] = (float) bias[j];
        }
    }
}
