package org.deltanas.predict;

import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.SearchSpace;

/** Neighbours by h(d) - h(-d), d being what the edit changes. */
final class DifferenceScorer extends NeighbourScorer {
    private final SparseRows signed;
    private final AnchoredLevels level;
    private final float[] tile = new float[Predictor.TILE];

    DifferenceScorer(SearchSpace space, FeatureMap features, NeighbourEnumerator enumerator, MlpKernels kernels) {
        super(PredictorKind.DIFFERENCE, space, features, enumerator, kernels);
        int rows = 2 * space.maxNeighbours();
        this.signed = new SparseRows(rows, rows * 8);
        this.level = new AnchoredLevels(features, kernels);
    }

    @Override
    void prepare() {
        level.use(predictor);
    }

    @Override
    void predict(int count) {
        level.measure(parent, 0);
        signed.clear();
        for (int i = 0; i < count; i++) {
            signed.addRow(differences, i);
            signed.addEntries(differences, i, 0, -1);
            signed.endRow();
        }
        for (int m = 0; m < outputs.length; m++) {
            Mlp member = predictor.member(m);
            float[] out = outputs[m];
            float base = level.level(m);
            for (int r = 0; r < 2 * count; r += Predictor.TILE) {
                int rows = Math.min(Predictor.TILE, 2 * count - r);
                member.forward(kernels, signed, r, rows, hidden1, hidden2, tile, 0);
                for (int j = 0; j < rows; j += 2) {
                    out[(r + j) / 2] = base + (tile[j] - tile[j + 1]);
                }
            }
            out[count] = base;
        }
    }
}
