package org.deltanas.predict;

import static org.deltanas.kernels.mlp.MlpKernels.HIDDEN;

import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.SparseRows;

/**
 * Measures levels from a predictor's anchors: the mean over the anchors of the anchor's level and the predicted
 * difference from it. Allocation free once warm; owned by one thread.
 */
final class AnchoredLevels {
    private final FeatureMap features;
    private final MlpKernels kernels;
    private final float[] hidden1 = new float[Predictor.TILE * HIDDEN];
    private final float[] hidden2 = new float[Predictor.TILE * HIDDEN];
    private final float[] outputs = new float[Predictor.TILE];
    private float[] levels = new float[0];
    private PairBatch batch;
    private Predictor predictor;

    AnchoredLevels(FeatureMap features, MlpKernels kernels) {
        this.features = features;
        this.kernels = kernels;
    }

    void use(Predictor next) {
        if (predictor == null || predictor.kind() != next.kind()) {
            batch = new PairBatch(next.kind(), features);
        }
        if (levels.length != next.members()) {
            levels = new float[next.members()];
        }
        predictor = next;
    }

    /** Measures the architecture whose features are in {@code row}. */
    void measure(SparseRows rows, int row) {
        SparseRows anchors = predictor.anchors().rows();
        batch.clear();
        for (int r = 0; r < anchors.rows(); r++) {
            batch.add(anchors, r, rows, row);
        }
        for (int m = 0; m < levels.length; m++) {
            Mlp member = predictor.member(m);
            member.forward(kernels, batch.rows(), 0, batch.rows().rows(), hidden1, hidden2, outputs, 0);
            double sum = 0;
            for (int r = 0; r < anchors.rows(); r++) {
                sum += predictor.anchors().level(r) + (outputs[2 * r] - outputs[2 * r + 1]);
            }
            levels[m] = (float) (sum / anchors.rows());
        }
    }

    /** The level that network {@code m} measured. */
    float level(int m) {
        return levels[m];
    }
}
