package org.deltanas.predict;

import org.deltanas.encode.Encoding;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.space.SearchSpace;

/**
 * What a predictor is before it is trained.
 *
 * @param kind what its networks see of two architectures
 * @param encoding how architectures are seen; {@link Encoding#BEST} is the kind's own choice
 * @param shape the hidden layers of its networks
 */
public record PredictorDesign(PredictorKind kind, Encoding encoding, MlpShape shape) {
    /** The hidden layers unless others are asked for. */
    public static final MlpShape DEFAULT_SHAPE = MlpShape.relu(64, 64);

    /** A kind as it is by default. */
    public static PredictorDesign of(PredictorKind kind) {
        return new PredictorDesign(kind, Encoding.BEST, DEFAULT_SHAPE);
    }

    /** The same with another encoding. */
    public PredictorDesign withEncoding(Encoding other) {
        return new PredictorDesign(kind, other, shape);
    }

    /** The same with other hidden layers. */
    public PredictorDesign withShape(MlpShape other) {
        return new PredictorDesign(kind, encoding, other);
    }

    /**
     * How the architectures of a space are seen.
     *
     * @throws UnsupportedOperationException if the space has no such encoding
     */
    public FeatureMap features(SearchSpace space) {
        return encoding == Encoding.BEST ? kind.features(space) : encoding.of(space);
    }

    /** E.g. {@code potential, best, 64-64 relu}. */
    @Override
    public String toString() {
        return kind + ", " + encoding + ", " + shape;
    }
}
