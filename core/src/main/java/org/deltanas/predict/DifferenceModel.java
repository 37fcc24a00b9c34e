package org.deltanas.predict;

import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/** Neighbours by h(d) - h(-d), d being what the edit changes. */
final class DifferenceModel extends NeighbourModel {
    private final FeatureMap features;
    private final MlpEngine engine;
    private final AnchoredLevels anchored;
    private final SparseRows row = new SparseRows(1, 256);
    private final SparseRows differences;
    private final SparseRows signed;
    private final Mlp.Hidden hidden = new Mlp.Hidden(MlpKernels.BLOCK);
    private float[] both = new float[0];
    private Predictor predictor;

    DifferenceModel(Predictor predictor, SearchSpace space, MlpEngine engine) {
        this.features = predictor.features();
        this.engine = engine;
        this.anchored = new AnchoredLevels(features, engine);
        this.differences = new SparseRows(space.maxNeighbours(), space.maxNeighbours() * 8, engine.simd());
        this.signed = new SparseRows(2 * space.maxNeighbours(), 2 * space.maxNeighbours() * 8);
    }

    @Override
    boolean fits(Predictor other) {
        return other.kind() == PredictorKind.DIFFERENCE && other.features().id().equals(features.id());
    }

    @Override
    void use(Predictor next) {
        predictor = next;
        anchored.use(next);
    }

    @Override
    void place(int slot, CodeSlab codes) {
        // Nothing is kept.
    }

    @Override
    void move(int slot, int i, int j) {
        // Nothing is kept.
    }

    @Override
    void score(CodeSlab codes, int from, int count, Neighbours[] neighbours, int[] first, float[][] out) {
        for (int i = 0; i < count; i++) {
            differences.clear();
            features.differences(codes, from + i, neighbours[i], differences);
            predict(differences, out, first[i]);
        }
    }

    /** Writes for each network h(d) - h(-d) of each row. */
    void predict(SparseRows rows, float[][] out, int offset) {
        int n = rows.rows();
        signed.clear();
        for (int i = 0; i < n; i++) {
            signed.addRow(rows, i);
            signed.addEntries(rows, i, 0, -1);
            signed.endRow();
        }
        if (both.length < room(2 * n)) {
            both = new float[room(2 * n)];
        }
        for (int m = 0; m < out.length; m++) {
            predictor.member(m).forward(engine.kernels(predictor.shape()), signed, 0, 2 * n, hidden, both, 0);
            for (int i = 0; i < n; i++) {
                out[m][offset + i] = both[2 * i] - both[2 * i + 1];
            }
        }
    }

    @Override
    void levels(CodeSlab codes, int from, int count, float[][] out) {
        for (int i = 0; i < count; i++) {
            row.clear();
            features.features(codes, from + i, row);
            anchored.measure(row, 0);
            for (int m = 0; m < out.length; m++) {
                out[m][i] = anchored.level(m);
            }
        }
    }

    @Override
    boolean tellsDifferences() {
        return true;
    }

    @Override
    boolean levelsAreAbsolute() {
        return false;
    }
}
