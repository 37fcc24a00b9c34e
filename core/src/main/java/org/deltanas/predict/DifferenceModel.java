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
class DifferenceModel extends NeighbourModel {
    final FeatureMap features;
    private final MlpEngine engine;
    private final AnchoredLevels anchored;
    private final SparseRows row = new SparseRows(1, 256);
    private final SparseRows differences;
    private final SparseRows signed;
    private final Mlp.Hidden hidden = new Mlp.Hidden(MlpKernels.BLOCK);
    private float[] both = new float[0];
    Predictor predictor;

    DifferenceModel(Predictor predictor, SearchSpace space, MlpEngine engine) {
        this.features = predictor.features();
        this.engine = engine;
        this.anchored = new AnchoredLevels(features, engine);
        this.differences = new SparseRows(space.maxNeighbours(), space.maxNeighbours() * 8);
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
    void score(CodeSlab codes, int from, int count, Neighbours[] neighbours, float[][] out) {
        int next = 0;
        for (int i = 0; i < count; i++) {
            measure(codes, from + i);
            addDifferences(codes, from + i, neighbours[i], out, next);
            for (int m = 0; m < out.length; m++) {
                float level = anchored.level(m);
                for (int r = next; r < next + neighbours[i].count(); r++) {
                    out[m][r] += level;
                }
            }
            next += neighbours[i].count();
        }
    }

    private void measure(CodeSlab codes, int slot) {
        row.clear();
        features.features(codes, slot, row);
        anchored.measure(row, 0);
    }

    /** Writes the predicted differences of an architecture's neighbours. */
    void addDifferences(CodeSlab codes, int slot, Neighbours neighbours, float[][] out, int offset) {
        differences.clear();
        features.differences(codes, slot, neighbours, differences);
        predict(differences, out, offset);
    }

    /** Writes for each network h(d) - h(-d) of each row. */
    final void predict(SparseRows rows, float[][] out, int offset) {
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
    void levels(CodeSlab codes, int count, float[][] out) {
        for (int i = 0; i < count; i++) {
            measure(codes, i);
            for (int m = 0; m < out.length; m++) {
                out[m][i] = anchored.level(m);
            }
        }
    }

    @Override
    boolean levelsAreAbsolute() {
        return false;
    }
}
