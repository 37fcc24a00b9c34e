package org.deltanas.predict;

import static org.deltanas.kernels.mlp.MlpKernels.HIDDEN;

import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.SearchSpace;

/** Neighbours by h(a, b - a) - h(a, 0): what the architecture adds to the first layer is the same for all of them. */
final class PairScorer extends NeighbourScorer {
    private final int firstDifference;
    private final AnchoredLevels level;
    private final float[] accumulator = new float[HIDDEN];

    PairScorer(SearchSpace space, FeatureMap features, NeighbourEnumerator enumerator, MlpKernels kernels) {
        super(PredictorKind.PAIR, space, features, enumerator, kernels);
        this.firstDifference = PredictorKind.PAIR.differenceColumn(features);
        this.level = new AnchoredLevels(features, kernels);
    }

    @Override
    void prepare() {
        level.use(predictor);
    }

    @Override
    void predict(int count) {
        level.measure(parent, 0);
        differences.shiftColumns(firstDifference);
        // A row without differences: h(a, 0).
        differences.endRow();
        for (int m = 0; m < outputs.length; m++) {
            Mlp member = predictor.member(m);
            float[] out = outputs[m];
            kernels.sparseLayer(member.b1(), member.w1(), parent, 0, 1, accumulator, false);
            for (int i = 0; i <= count; i += Predictor.TILE) {
                int rows = Math.min(Predictor.TILE, count + 1 - i);
                member.forwardFrom(kernels, accumulator, differences, i, rows, hidden1, hidden2, out, i);
            }
            float shift = level.level(m) - out[count];
            for (int i = 0; i < count; i++) {
                out[i] += shift;
            }
            out[count] = level.level(m);
        }
    }
}
