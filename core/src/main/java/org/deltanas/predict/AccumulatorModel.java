package org.deltanas.predict;

import java.util.Arrays;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.ColumnChanges;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/**
 * Neighbours by potentials g(b), or by h(a, b - a) - h(a, 0): what the architecture adds to the first layer is the same for
 * all of them and is kept, a neighbour adds what its edit changes.
 */
final class AccumulatorModel extends NeighbourModel {
    private final FeatureMap features;
    private final MlpShape shape;
    private final MlpKernels kernels;
    private final boolean pair;
    private final int arity;
    private final int firstDifference;
    /** For each network a row for each slot. */
    private float[][] accumulators = new float[0][];
    /** For each network what columns of differences weigh in its first layer, laid as its {@linkplain Mlp.Hidden rows} are. */
    private float[][] weights = new float[0][];

    private final int slots;
    private final SparseRows row = new SparseRows(1, 256);
    /** For each slot of a batch what its neighbours change: columns replaced where the features are so, or any. */
    private final ColumnChanges[] changes;

    private final SparseRows[] differences;
    private final Mlp.Hidden hidden;
    private final float[] own;
    private final AnchoredLevels anchored;
    private Predictor predictor;

    AccumulatorModel(Predictor predictor, SearchSpace space, MlpEngine engine, int slots, int batch) {
        this.features = predictor.features();
        this.shape = predictor.shape();
        this.kernels = engine.kernels(shape);
        this.pair = predictor.kind() == PredictorKind.PAIR;
        this.firstDifference = Math.max(0, predictor.kind().differenceColumn(features));
        this.arity = features.arity();
        this.slots = slots;
        this.changes = new ColumnChanges[arity > 0 ? batch : 0];
        this.differences = new SparseRows[arity > 0 ? 0 : batch];
        Arrays.setAll(changes, i -> new ColumnChanges());
        Arrays.setAll(
                differences, i -> new SparseRows(space.maxNeighbours(), space.maxNeighbours() * 8, engine.simd()));
        this.hidden = new Mlp.Hidden(MlpKernels.BLOCK);
        hidden.fit(shape);
        this.own = new float[room(slots)];
        this.anchored = pair ? new AnchoredLevels(features, engine) : null;
    }

    @Override
    boolean fits(Predictor other) {
        return (other.kind() == PredictorKind.PAIR) == pair
                && other.kind() != PredictorKind.DIFFERENCE
                && other.shape().equals(shape)
                && other.features().id().equals(features.id());
    }

    @Override
    void use(Predictor next) {
        if (accumulators.length != next.members()) {
            accumulators = new float[next.members()][slots * shape.hidden1()];
            weights = new float[next.members()][Mlp.Hidden.START + features.columns() * shape.hidden1()];
        }
        int first = firstDifference * shape.hidden1();
        for (int m = 0; m < weights.length; m++) {
            float[] target = weights[m];
            System.arraycopy(next.member(m).w1(), first, target, Mlp.Hidden.START, target.length - Mlp.Hidden.START);
        }
        predictor = next;
        if (pair) {
            anchored.use(next);
        }
    }

    @Override
    void place(int slot, CodeSlab codes) {
        row.clear();
        features.features(codes, slot, row);
        int at = slot * shape.hidden1();
        for (int m = 0; m < accumulators.length; m++) {
            Mlp member = predictor.member(m);
            kernels.accumulate(member.b1(), 0, member.w1(), row, 0, accumulators[m], at);
        }
    }

    @Override
    void move(int slot, int i, int j) {
        int at = slot * shape.hidden1();
        for (int m = 0; m < accumulators.length; m++) {
            float[] w1 = predictor.member(m).w1();
            if (arity > 0) {
                kernels.replace(accumulators[m], at, w1, changes[i], j);
            } else {
                kernels.accumulate(accumulators[m], at, w1, differences[i], j, accumulators[m], at);
            }
        }
    }

    @Override
    boolean scoresUnlisted() {
        return features.changesUnlisted();
    }

    @Override
    void score(CodeSlab codes, int from, int count, Neighbours[] neighbours, int[] first, float[][] out) {
        for (int i = 0; i < count; i++) {
            if (neighbours == null) {
                features.changes(codes, from + i, changes[i]);
            } else if (arity > 0) {
                features.changes(codes, from + i, neighbours[i], changes[i]);
            } else {
                differences[i].clear();
                features.differences(codes, from + i, neighbours[i], differences[i]);
            }
        }
        for (int m = 0; m < out.length; m++) {
            score(m, from, count, first, out[m]);
        }
        if (pair) {
            turnIntoLevels(codes, from, count, first, out);
        }
    }

    /**
     * Runs one network over all neighbours. Its first layer is made a tile at a time, just before the second takes it: what one
     * waits for, memory, is not what the other waits for, and the processor does both at once.
     */
    private void score(int m, int from, int count, int[] first, float[] out) {
        Mlp member = predictor.member(m);
        int done = 0;
        int row = 0;
        for (int i = 0; i < count; i++) {
            int at = (from + i) * shape.hidden1();
            int rows = first[i + 1] - first[i];
            for (int r = 0; r < rows; ) {
                int fit = Math.min(rows - r, hidden.capacity() - row);
                firstLayer(m, at, i, r, fit, row);
                r += fit;
                row += fit;
                if (row == hidden.capacity()) {
                    kernels.outputs(member, row, hidden, out, done);
                    done += row;
                    row = 0;
                }
            }
        }
        kernels.outputs(member, row, hidden, out, done);
    }

    /** Fills hidden rows with neighbours {@code [from, from + count)} of the {@code i}th slot of a batch. */
    private void firstLayer(int m, int at, int i, int from, int count, int row) {
        int start = Mlp.Hidden.START;
        if (arity > 0) {
            kernels.replaced(accumulators[m], at, weights[m], start, changes[i], from, count, hidden, row);
        } else {
            kernels.edited(accumulators[m], at, weights[m], start, differences[i], from, count, hidden, row);
        }
    }

    /** From h(a, b - a) to the architecture's own level and the difference to it. */
    private void turnIntoLevels(CodeSlab codes, int from, int count, int[] first, float[][] out) {
        for (int i = 0; i < count; i++) {
            row.clear();
            features.features(codes, from + i, row);
            anchored.measure(row, 0);
            for (int m = 0; m < out.length; m++) {
                outputsOfSlots(m, from + i, 1, own);
                float shift = anchored.level(m) - own[0];
                float[] levels = out[m];
                for (int r = first[i]; r < first[i + 1]; r++) {
                    levels[r] += shift;
                }
            }
        }
    }

    /** What a network says of architectures by themselves: g(a), or h(a, 0). */
    private void outputsOfSlots(int m, int from, int count, float[] out) {
        int width = shape.hidden1();
        for (int r = 0; r < count; r += hidden.capacity()) {
            int n = Math.min(hidden.capacity(), count - r);
            System.arraycopy(accumulators[m], (from + r) * width, hidden.first(), Mlp.Hidden.START, n * width);
            kernels.activate(hidden.first(), Mlp.Hidden.START + n * width);
            kernels.outputs(predictor.member(m), n, hidden, out, r);
        }
    }

    @Override
    void levels(CodeSlab codes, int from, int count, float[][] out) {
        for (int m = 0; m < out.length && !pair; m++) {
            outputsOfSlots(m, from, count, out[m]);
        }
        for (int i = 0; i < count && pair; i++) {
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
        return false;
    }

    @Override
    boolean levelsAreAbsolute() {
        return !pair;
    }
}
