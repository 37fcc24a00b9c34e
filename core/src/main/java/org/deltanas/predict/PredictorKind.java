package org.deltanas.predict;

import java.util.Locale;
import org.deltanas.encode.FeatureMap;
import org.deltanas.encode.OneHotFeatures;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.SearchSpace;

/**
 * What a predictor of differences sees. Whatever it is, a network h is asked twice and
 * {@code F(a, b) = h(plus row) - h(minus row)}, so that no difference is predicted between an architecture and itself.
 */
public enum PredictorKind {
    /**
     * {@code F(a, b) = g(b) - g(a)}: both architectures, each by itself. Antisymmetric, and the same along every path of
     * edits from a to b; g alone ranks architectures.
     */
    POTENTIAL {
        @Override
        int inputs(FeatureMap features) {
            return features.columns();
        }

        @Override
        int differenceColumn(FeatureMap features) {
            return -1;
        }

        @Override
        void addRows(SparseRows a, int rowA, SparseRows b, int rowB, RowDifference difference, SparseRows out) {
            out.addRow(b, rowB);
            out.addRow(a, rowA);
        }
    },
    /**
     * The paper's F(a_i, a_j): {@code F(a, b) = h(a, b - a) - h(a, 0)}, the first architecture with the difference to the
     * second.
     */
    PAIR {
        @Override
        int inputs(FeatureMap features) {
            return 2 * features.columns();
        }

        @Override
        int differenceColumn(FeatureMap features) {
            return features.columns();
        }

        @Override
        void addRows(SparseRows a, int rowA, SparseRows b, int rowB, RowDifference difference, SparseRows out) {
            out.addEntries(a, rowA, 0, 1);
            difference.addEntries(a, rowA, b, rowB, out);
            out.endRow();
            out.addRow(a, rowA);
        }
    },
    /**
     * The difference alone, the paper's sparse many-to-one encoding: {@code F(a, b) = h(b - a) - h(a - b)}. Blind to
     * where an edit is made, and antisymmetric.
     */
    DIFFERENCE {
        @Override
        int inputs(FeatureMap features) {
            return features.columns();
        }

        @Override
        int differenceColumn(FeatureMap features) {
            return 0;
        }

        @Override
        public FeatureMap features(SearchSpace space) {
            return space instanceof CategoricalSpace categorical
                    ? new OneHotFeatures(categorical)
                    : FeatureMap.of(space);
        }

        @Override
        void addRows(SparseRows a, int rowA, SparseRows b, int rowB, RowDifference difference, SparseRows out) {
            difference.addEntries(a, rowA, b, rowB, out);
            out.endRow();
            out.addEntries(out, out.rows() - 1, 0, -1);
            out.endRow();
        }
    };

    /** The kind of a name, as {@link #toString} gives it; null if there is none. */
    public static PredictorKind byName(String name) {
        for (PredictorKind kind : values()) {
            if (kind.toString().equals(name)) {
                return kind;
            }
        }
        return null;
    }

    /** How the architectures of a space are seen: the space's own features, or one-hot columns for a difference alone. */
    public FeatureMap features(SearchSpace space) {
        return FeatureMap.of(space);
    }

    /** Columns of the network's input. */
    abstract int inputs(FeatureMap features);

    /** The input column of the first feature's difference; -1 where differences are no input. */
    abstract int differenceColumn(FeatureMap features);

    /** Appends the plus row and the minus row of a pair of architectures, given their features. */
    abstract void addRows(SparseRows a, int rowA, SparseRows b, int rowB, RowDifference difference, SparseRows out);

    /** The name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
