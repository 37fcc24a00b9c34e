package org.deltanas.predict;

import java.util.Arrays;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.SparseRows;

/**
 * Picks a few of many architectures that lie far from each other as a predictor sees them: the first, then again and again
 * the one whose nearest picked one is farthest (Gonzalez, "Clustering to minimize the maximum intercluster distance",
 * 1985). Distances are Euclidean over the columns, statistics standardised over all that there are to pick from. Reads no
 * label.
 */
public final class FarthestFirst {
    private FarthestFirst() {}

    /**
     * Picks. Allocates.
     *
     * @param features what the columns of the rows are
     * @param rows one for each architecture
     * @param count how many to pick, from 1 to the number of rows
     * @return the rows picked, in the order in which they were; of equally far ones the first
     */
    public static int[] pick(FeatureMap features, SparseRows rows, int count) {
        if (count < 1 || count > rows.rows()) {
            throw new IllegalArgumentException("count must be in 1.." + rows.rows() + ", not " + count);
        }
        SparseRows seen = new Standardisation(features, rows).apply(rows);
        double[] distances = new double[seen.rows()];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        double[] last = new double[features.columns()];
        int[] picks = new int[count];
        for (int k = 1; k < count; k++) {
            Arrays.fill(last, 0);
            double square = 0;
            for (int e = seen.start(picks[k - 1]); e < seen.start(picks[k - 1] + 1); e++) {
                last[seen.column(e)] = seen.value(e);
                square += (double) seen.value(e) * seen.value(e);
            }
            int farthest = 0;
            for (int r = 0; r < seen.rows(); r++) {
                distances[r] = Math.min(distances[r], square + beyond(last, seen, r));
                farthest = distances[r] > distances[farthest] ? r : farthest;
            }
            picks[k] = farthest;
        }
        return picks;
    }

    /** How much farther than from nothing a row is, squared. */
    private static double beyond(double[] from, SparseRows rows, int row) {
        double sum = 0;
        for (int e = rows.start(row); e < rows.start(row + 1); e++) {
            double x = from[rows.column(e)];
            double d = rows.value(e) - x;
            sum += d * d - x * x;
        }
        return sum;
    }
}
