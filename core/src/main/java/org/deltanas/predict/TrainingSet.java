package org.deltanas.predict;

import java.util.Arrays;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.eclipse.collections.impl.list.mutable.primitive.DoubleArrayList;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;

/**
 * Labelled architectures and the pairs of them whose differences a predictor learns: any two, or a given list.
 *
 * <p>Filled by one thread, read by any number.
 */
public final class TrainingSet {
    private final FeatureMap features;
    private final SparseRows rows;
    private final DoubleArrayList qualities;
    private final IntArrayList pairs;

    /** An empty set of architectures seen through {@code features}. */
    public TrainingSet(FeatureMap features) {
        this.features = features;
        this.rows = new SparseRows(256, 4096);
        this.qualities = new DoubleArrayList();
        this.pairs = new IntArrayList();
    }

    /** How architectures are seen. */
    public FeatureMap features() {
        return features;
    }

    /**
     * Adds an architecture.
     *
     * @param quality what it is worth, larger being better; minus infinity ranks last, NaN is not accepted
     * @return its number
     */
    public int add(CodeSlab codes, int row, double quality) {
        if (Double.isNaN(quality)) {
            throw new IllegalArgumentException("an architecture without a label cannot be learnt from");
        }
        features.features(codes, row, rows);
        qualities.add(quality);
        return qualities.size() - 1;
    }

    /** Adds the pair of two architectures; once any was added, only added pairs are learnt. */
    public void addPair(int a, int b) {
        pairs.add(a);
        pairs.add(b);
    }

    /** The number of architectures. */
    public int size() {
        return qualities.size();
    }

    /** What an architecture is worth. */
    public double quality(int index) {
        return qualities.get(index);
    }

    /** The number of pairs that were added; zero means that any two architectures are a pair. */
    public int pairs() {
        return pairs.size() / 2;
    }

    /** The first architecture of an added pair. */
    public int first(int pair) {
        return pairs.get(2 * pair);
    }

    /** The second architecture of an added pair. */
    public int second(int pair) {
        return pairs.get(2 * pair + 1);
    }

    /** The given architectures alone, any two of them a pair. */
    TrainingSet ofArchitectures(int[] indices) {
        TrainingSet subset = new TrainingSet(features);
        for (int i : indices) {
            subset.copy(this, i);
        }
        return subset;
    }

    /** The given pairs alone, with their architectures. */
    TrainingSet ofPairs(int[] indices) {
        TrainingSet subset = new TrainingSet(features);
        for (int pair : indices) {
            subset.addPair(subset.copy(this, first(pair)), subset.copy(this, second(pair)));
        }
        return subset;
    }

    private int copy(TrainingSet from, int index) {
        rows.addRow(from.rows, index);
        qualities.add(from.quality(index));
        return qualities.size() - 1;
    }

    SparseRows rows() {
        return rows;
    }

    /** The architectures, worst first, equals by their number. */
    int[] byQuality() {
        Integer[] order = new Integer[size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(quality(i), quality(j)));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    /** The ranks of the qualities, equals sharing their mean, moved and scaled to mean 0 and deviation 1. */
    double[] standardisedRanks() {
        int n = size();
        int[] order = byQuality();
        double[] ranks = new double[n];
        double squares = 0;
        for (int i = 0, end; i < n; i = end) {
            end = i + 1;
            while (end < n && quality(order[end]) == quality(order[i])) {
                end++;
            }
            double rank = (i + end - n) / 2.0;
            for (int j = i; j < end; j++) {
                ranks[order[j]] = rank;
                squares += rank * rank;
            }
        }
        double deviation = Math.sqrt(squares / n);
        for (int i = 0; deviation > 0 && i < n; i++) {
            ranks[i] /= deviation;
        }
        return ranks;
    }
}
