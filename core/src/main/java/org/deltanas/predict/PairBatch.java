package org.deltanas.predict;

import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.SparseRows;

/** Pairs of architectures as a network sees them: a plus row and a minus row each. Owned by one thread. */
final class PairBatch {
    private final PredictorKind kind;
    private final RowDifference difference;
    private final SparseRows rows = new SparseRows(64, 2048);

    PairBatch(PredictorKind kind, FeatureMap features) {
        this.kind = kind;
        this.difference = new RowDifference(features.columns(), kind.differenceColumn(features));
    }

    void clear() {
        rows.clear();
    }

    /** Appends a pair, given both architectures' features. */
    void add(SparseRows a, int rowA, SparseRows b, int rowB) {
        kind.addRows(a, rowA, b, rowB, difference, rows);
    }

    int pairs() {
        return rows.rows() / 2;
    }

    /** Rows 2 p and 2 p + 1 are the plus row and the minus row of pair p. */
    SparseRows rows() {
        return rows;
    }

    /** Computes one network's differences of all pairs. Allocates. */
    void differences(Mlp member, MlpEngine engine, float[] out) {
        float[] outputs = new float[MlpKernels.padded(rows.rows())];
        Predictor.outputs(member, rows, engine, outputs);
        for (int p = 0; p < out.length; p++) {
            out[p] = outputs[2 * p] - outputs[2 * p + 1];
        }
    }
}
