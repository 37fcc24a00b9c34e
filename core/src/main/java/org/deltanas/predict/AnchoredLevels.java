package org.deltanas.predict;

import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.SparseRows;

/**
 * Measures levels from a predictor's anchors: the mean over the anchors of the anchor's level and the predicted
 * difference from it. Allocation free once warm; owned by one thread.
 */
final class AnchoredLevels {
    private final FeatureMap features;
    private final MlpEngine engine;
    private final Mlp.Hidden hidden = new Mlp.Hidden(2 * Predictor.MAX_ANCHORS);
    private final float[] outputs = new float[Predictor.ROWS];
    private float[] levels = new float[0];
    private PairBatch batch;
    private Predictor predictor;

    AnchoredLevels(FeatureMap features, MlpEngine engine) {
        this.features = features;
        this.engine = engine;
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
            member.forward(
                    engine.kernels(member.shape()),
                    batch.rows(),
                    0,
                    batch.rows().rows(),
                    hidden,
                    outputs,
                    0);
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
