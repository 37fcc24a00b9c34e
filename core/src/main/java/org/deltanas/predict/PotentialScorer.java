package org.deltanas.predict;

import static org.deltanas.kernels.mlp.MlpKernels.HIDDEN;

import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.SearchSpace;

/** Neighbours by their potential: the architecture's first layer is shared, a neighbour adds what its edit changes. */
final class PotentialScorer extends NeighbourScorer {
    private final float[] accumulator = new float[HIDDEN];

    PotentialScorer(SearchSpace space, FeatureMap features, NeighbourEnumerator enumerator, MlpKernels kernels) {
        super(PredictorKind.POTENTIAL, space, features, enumerator, kernels);
    }

    @Override
    void predict(int count) {
        // A row without differences: the architecture itself, scored last.
        differences.endRow();
        for (int m = 0; m < outputs.length; m++) {
            Mlp member = predictor.member(m);
            kernels.sparseLayer(member.b1(), member.w1(), parent, 0, 1, accumulator, false);
            for (int i = 0; i <= count; i += Predictor.TILE) {
                int rows = Math.min(Predictor.TILE, count + 1 - i);
                member.forwardFrom(kernels, accumulator, differences, i, rows, hidden1, hidden2, outputs[m], i);
            }
        }
    }
}
