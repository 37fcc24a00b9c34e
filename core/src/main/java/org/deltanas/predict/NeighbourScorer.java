package org.deltanas.predict;

import static org.deltanas.kernels.mlp.MlpKernels.HIDDEN;

import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/**
 * Scores every one-edit neighbour of an architecture: enumerates them, adds each edit's few changed columns to the
 * architecture's own first layer, and runs the small rest of each network. Allocation free after the first calls; owned
 * by one thread.
 */
public final class NeighbourScorer {
    private final FeatureMap features;
    private final NeighbourEnumerator enumerator;
    private final MlpKernels kernels;
    private final Neighbours neighbours;
    private final SparseRows parent = new SparseRows(1, 256);
    private final SparseRows differences;
    private final float[] accumulator = new float[HIDDEN];
    private final float[] hidden1 = new float[PotentialPredictor.TILE * HIDDEN];
    private final float[] hidden2 = new float[PotentialPredictor.TILE * HIDDEN];
    private final float[] means;
    private final float[] deviations;
    private float[][] outputs = new float[0][];
    private PotentialPredictor predictor;
    private long queries;

    /** A scorer of the neighbours that {@code enumerator} lists. */
    public NeighbourScorer(SearchSpace space, FeatureMap features, NeighbourEnumerator enumerator, MlpKernels kernels) {
        this.features = features;
        this.enumerator = enumerator;
        this.kernels = kernels;
        this.neighbours = new Neighbours(space);
        int capacity = space.maxNeighbours() + 1;
        this.differences = new SparseRows(capacity, capacity * 8);
        this.means = new float[capacity];
        this.deviations = new float[capacity];
    }

    /**
     * Uses a predictor from now on.
     *
     * @throws IllegalArgumentException if it was trained on other features
     */
    public void use(PotentialPredictor predictor) {
        if (!predictor.features().id().equals(features.id())) {
            throw new IllegalArgumentException(
                    "a predictor of " + predictor.features().id() + " does not fit " + features.id());
        }
        this.predictor = predictor;
        if (outputs.length != predictor.members()) {
            outputs = new float[predictor.members()][means.length];
        }
    }

    /**
     * Scores the neighbours of the architecture in {@code row}, and itself.
     *
     * @return the number of neighbours
     */
    public int score(CodeSlab codes, int row) {
        enumerator.enumerate(codes, row, neighbours);
        int count = neighbours.count();
        parent.clear();
        features.features(codes, row, parent);
        differences.clear();
        features.differences(codes, row, neighbours, differences);
        // A row without differences: the architecture itself, scored last.
        differences.endRow();
        for (int m = 0; m < outputs.length; m++) {
            Mlp member = predictor.member(m);
            kernels.sparseLayer(member.b1(), member.w1(), parent, 0, 1, accumulator, false);
            for (int i = 0; i <= count; i += PotentialPredictor.TILE) {
                member.forwardFrom(
                        kernels,
                        accumulator,
                        differences,
                        i,
                        Math.min(PotentialPredictor.TILE, count + 1 - i),
                        hidden1,
                        hidden2,
                        outputs[m],
                        i);
            }
        }
        summarise(count + 1);
        queries += count;
        return count;
    }

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
    public Neighbours neighbours() {
        return neighbours;
    }

    /** The ensemble's mean potential of neighbour {@code i}; of the architecture itself for {@code i == count}. */
    public float mean(int i) {
        return means[i];
    }

    /** The ensemble's deviation about {@link #mean}. */
    public float deviation(int i) {
        return deviations[i];
    }

    /** Neighbours scored in all calls. */
    public long queries() {
        return queries;
    }
}
