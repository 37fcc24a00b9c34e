package org.deltanas.predict;

import static org.deltanas.kernels.mlp.MlpKernels.HIDDEN;

import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/**
 * Scores every one-edit neighbour of an architecture by its {@linkplain Predictor level}: the architecture's own and the
 * predicted difference. Enumerates the neighbours, adds each edit's few changed columns to the architecture's own first
 * layer, and runs the small rest of each network. Allocation free after the first calls; owned by one thread.
 */
public abstract class NeighbourScorer {
    private final PredictorKind kind;
    private final FeatureMap features;
    private final NeighbourEnumerator enumerator;
    private final Neighbours neighbours;
    private final float[] means;
    private final float[] deviations;
    private long queries;

    final MlpKernels kernels;
    final SparseRows parent = new SparseRows(1, 256);
    final SparseRows differences;
    final float[] hidden1 = new float[Predictor.TILE * HIDDEN];
    final float[] hidden2 = new float[Predictor.TILE * HIDDEN];
    /** For each network the levels of the neighbours, then that of the architecture itself. */
    float[][] outputs = new float[0][];

    Predictor predictor;

    NeighbourScorer(
            PredictorKind kind,
            SearchSpace space,
            FeatureMap features,
            NeighbourEnumerator enumerator,
            MlpKernels kernels) {
        this.kind = kind;
        this.features = features;
        this.enumerator = enumerator;
        this.kernels = kernels;
        this.neighbours = new Neighbours(space);
        int capacity = space.maxNeighbours() + 1;
        this.differences = new SparseRows(capacity, capacity * 8);
        this.means = new float[capacity];
        this.deviations = new float[capacity];
    }

    /** A scorer for a kind of predictor, of the neighbours that {@code enumerator} lists. */
    public static NeighbourScorer of(
            PredictorKind kind, SearchSpace space, NeighbourEnumerator enumerator, MlpKernels kernels) {
        FeatureMap features = kind.features(space);
        return switch (kind) {
            case POTENTIAL -> new PotentialScorer(space, features, enumerator, kernels);
            case PAIR -> new PairScorer(space, features, enumerator, kernels);
            case DIFFERENCE -> new DifferenceScorer(space, features, enumerator, kernels);
        };
    }

    /**
     * Uses a predictor from now on.
     *
     * @throws IllegalArgumentException if it is of another kind or was trained on other features
     */
    public final void use(Predictor next) {
        if (next.kind() != kind || !next.features().id().equals(features.id())) {
            throw new IllegalArgumentException("a predictor of kind " + next.kind() + " and features "
                    + next.features().id() + " does not fit kind " + kind + " and features " + features.id());
        }
        if (outputs.length != next.members()) {
            outputs = new float[next.members()][means.length];
        }
        predictor = next;
        prepare();
    }

    /** Called when the predictor has changed. */
    void prepare() {}

    /**
     * Scores the neighbours of the architecture in {@code row}, and itself.
     *
     * @return the number of neighbours
     */
    public final int score(CodeSlab codes, int row) {
        enumerator.enumerate(codes, row, neighbours);
        int count = neighbours.count();
        parent.clear();
        features.features(codes, row, parent);
        differences.clear();
        features.differences(codes, row, neighbours, differences);
        predict(count);
        summarise(count + 1);
        queries += count;
        return count;
    }

    /** Fills {@link #outputs} for {@code count} neighbours and the architecture itself. */
    abstract void predict(int count);

    private void summarise(int count) {
        int members = outputs.length;
        for (int i = 0; i < count; i++) {
            float sum = 0;
            for (int m = 0; m < members; m++) {
                sum += outputs[m][i];
            }
            float mean = sum / members;
            float squares = 0;
            for (int m = 0; m < members; m++) {
                float d = outputs[m][i] - mean;
                squares += d * d;
            }
            means[i] = mean;
            deviations[i] = (float) Math.sqrt(squares / members);
        }
    }

    /** The neighbours of the last call. */
    public final Neighbours neighbours() {
        return neighbours;
    }

    /** The ensemble's mean level of neighbour {@code i}; of the architecture itself for {@code i == count}. */
    public final float mean(int i) {
        return means[i];
    }

    /** The ensemble's deviation about {@link #mean}. */
    public final float deviation(int i) {
        return deviations[i];
    }

    /** Neighbours scored in all calls. */
    public final long queries() {
        return queries;
    }
}
