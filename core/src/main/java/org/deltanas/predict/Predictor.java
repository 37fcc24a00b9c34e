package org.deltanas.predict;

import java.util.Arrays;
import org.deltanas.encode.Encoding;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * Predicts the difference F(a, b) in quality between two architectures by an ensemble of small networks, see
 * {@link PredictorKind} for what they see.
 *
 * <p>Differences say which neighbour is best; to compare architectures that are not neighbours there is the level. That
 * of a {@linkplain PredictorKind#POTENTIAL potential} is g itself. Where only differences are predicted it is measured
 * from anchors, a few architectures of the training set with known ranks: the mean over the anchors of the anchor's own
 * level and the difference to it. Levels have mean 0 and deviation 1 over a training set, or nearly so; differences are
 * on the same scale.
 *
 * <p>Immutable and safe for any number of threads. The fast way to ask is a {@link NeighbourScorer}.
 */
public final class Predictor {
    /** Rows at a time: both hidden tiles and the second layer's weights stay in the first-level cache. */
    static final int ROWS = MlpKernels.BLOCK;
    /** Two rows for each are less than that. */
    static final int MAX_ANCHORS = 16;

    private final PredictorKind kind;
    private final FeatureMap features;
    private final Mlp[] members;
    private final Anchors anchors;
    private final Calibration calibration;

    /** Architectures that levels are measured from: their features and their levels. */
    static final class Anchors {
        private final SparseRows rows;
        private final double[] levels;

        Anchors(SparseRows rows, double[] levels) {
            this.rows = rows;
            this.levels = levels;
        }

        SparseRows rows() {
            return rows;
        }

        double level(int anchor) {
            return levels[anchor];
        }
    }

    Predictor(PredictorKind kind, FeatureMap features, Mlp[] members, Anchors anchors, Calibration calibration) {
        this.kind = kind;
        this.features = features;
        this.members = members;
        this.anchors = anchors;
        this.calibration = calibration;
    }

    /** The way of seeing the architectures of a space that has this id, or null if the space has none. */
    static FeatureMap features(String id, PredictorKind kind, SearchSpace space) {
        FeatureMap own = kind.features(space);
        if (id.equals(own.id())) {
            return own;
        }
        for (Encoding encoding : Encoding.values()) {
            if (encoding.exists(space) && encoding.of(space).id().equals(id)) {
                return encoding.of(space);
            }
        }
        return null;
    }

    /** Whether this predictor sees architectures as those of the given space can be seen. */
    boolean fits(SearchSpace space) {
        return features(features.id(), kind, space) != null;
    }

    /** A predictor whose levels are turned into qualities as they lie in a training set. */
    static Predictor fitted(PredictorKind kind, TrainingSet data, Mlp[] members, Anchors anchors, MlpEngine engine) {
        double[] levels = new double[data.size()];
        double[] qualities = new double[data.size()];
        new Predictor(kind, data.features(), members, anchors, null).levels(data.rows(), engine, levels);
        Arrays.setAll(qualities, data::quality);
        return new Predictor(kind, data.features(), members, anchors, Calibration.fit(levels, qualities));
    }

    /** What the networks see. */
    public PredictorKind kind() {
        return kind;
    }

    /** How architectures are seen. */
    public FeatureMap features() {
        return features;
    }

    /** The number of networks in the ensemble. */
    public int members() {
        return members.length;
    }

    /** One of the networks by itself, its levels turned into qualities as the ensemble's are. */
    public Predictor alone(int member) {
        return new Predictor(kind, features, new Mlp[] {members[member]}, anchors, calibration);
    }

    /**
     * The quality, on the label's own scale, that a level stands for: isotonic regression over the training set, within
     * the qualities that were seen there.
     */
    public double quality(double level) {
        return calibration.at(level);
    }

    /** The hidden layers of its networks. */
    public MlpShape shape() {
        return members[0].shape();
    }

    Calibration calibration() {
        return calibration;
    }

    Mlp member(int m) {
        return members[m];
    }

    Anchors anchors() {
        return anchors;
    }

    /**
     * Computes levels of the rows {@code [from, from + count)}. Allocates.
     *
     * @param out receives the ensemble's means at {@code [0, count)}
     */
    public void levels(CodeSlab codes, int from, int count, MlpEngine engine, double[] out) {
        levels(featureRows(codes, from, count), engine, out);
    }

    /**
     * Computes levels of the rows {@code [from, from + count)}, and how far the networks are apart about them. Allocates.
     *
     * @param means receives the ensemble's means at {@code [0, count)}
     * @param deviations receives the standard deviations between its networks
     */
    public void levels(CodeSlab codes, int from, int count, MlpEngine engine, double[] means, double[] deviations) {
        SparseRows rows = featureRows(codes, from, count);
        levels(rows, engine, means);
        Arrays.fill(deviations, 0, count, 0);
        double[] alone = new double[count];
        for (Mlp member : members) {
            new Predictor(kind, features, new Mlp[] {member}, anchors, calibration).levels(rows, engine, alone);
            for (int i = 0; i < count; i++) {
                deviations[i] += (alone[i] - means[i]) * (alone[i] - means[i]) / members.length;
            }
        }
        for (int i = 0; i < count; i++) {
            deviations[i] = Math.sqrt(deviations[i]);
        }
    }

    void levels(SparseRows rows, MlpEngine engine, double[] out) {
        int n = rows.rows();
        Arrays.fill(out, 0, n, 0);
        if (kind == PredictorKind.POTENTIAL) {
            float[] outputs = new float[MlpKernels.padded(n)];
            for (Mlp member : members) {
                outputs(member, rows, engine, outputs);
                for (int i = 0; i < n; i++) {
                    out[i] += outputs[i] / (double) members.length;
                }
            }
        } else {
            AnchoredLevels anchored = new AnchoredLevels(features, engine);
            anchored.use(this);
            for (int i = 0; i < n; i++) {
                anchored.measure(rows, i);
                for (int m = 0; m < members.length; m++) {
                    out[i] += anchored.level(m) / (double) members.length;
                }
            }
        }
    }

    /**
     * Predicts the differences from the rows {@code [fromA, fromA + count)} of one slab to the rows {@code [fromB, fromB +
     * count)} of another, each positive where the second architecture is better. Allocates.
     *
     * @param out receives the ensemble's means at {@code [0, count)}
     */
    public void differences(CodeSlab a, int fromA, CodeSlab b, int fromB, int count, MlpEngine engine, double[] out) {
        SparseRows rowsA = featureRows(a, fromA, count);
        SparseRows rowsB = featureRows(b, fromB, count);
        PairBatch batch = new PairBatch(kind, features);
        for (int i = 0; i < count; i++) {
            batch.add(rowsA, i, rowsB, i);
        }
        differences(batch, engine, out);
    }

    /** Predicts the differences of a batch of pairs. */
    void differences(PairBatch batch, MlpEngine engine, double[] out) {
        Arrays.fill(out, 0, batch.pairs(), 0);
        float[] differences = new float[batch.pairs()];
        for (Mlp member : members) {
            batch.differences(member, engine, differences);
            for (int i = 0; i < differences.length; i++) {
                out[i] += differences[i] / (double) members.length;
            }
        }
    }

    private SparseRows featureRows(CodeSlab codes, int from, int count) {
        SparseRows rows = new SparseRows(count, count * 32);
        for (int i = 0; i < count; i++) {
            features.features(codes, from + i, rows);
        }
        return rows;
    }

    /** Computes outputs; {@code out} has room for a multiple of {@value MlpKernels#BLOCK} of them. */
    static void outputs(Mlp mlp, SparseRows rows, MlpEngine engine, float[] out) {
        mlp.forward(engine.kernels(mlp.shape()), rows, 0, rows.rows(), new Mlp.Hidden(ROWS), out, 0);
    }
}
