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
 * @param members networks in the ensemble, 1 to {@value #MOST_MEMBERS}
 */
public record PredictorDesign(PredictorKind kind, Encoding encoding, MlpShape shape, int members) {
    /**
     * The hidden layers unless others are asked for: a single one of 128.
     *
     * <p>Chosen by {@code reproduce frontier}, whose rule is the fastest shape that on no benchmark loses more than .01 of the
     * tau of two layers of 64; it is the knee of the frontier as well. Tau of the default ensemble, with that of 64-64 behind
     * it: NAS-Bench-201 at 156 and 1,562 labels .843 (.846) and .918 (.924), means of three seeds; NAS-Bench-101 at 424 and
     * 4,236 .778 (.772) and .852 (.854), NAS-Bench-Macro at 65 and 656 .843 (.842) and .922 (.926), one seed. It scores 1.7
     * times as many neighbours a second (geometric mean over these spaces). SiLU gains tau where there are two layers, .004
     * in the mean for 64-32, and costs half the speed of this shape; squared ReLU loses up to .12 with two.
     */
    public static final MlpShape DEFAULT_SHAPE = MlpShape.relu(128, 0);

    /** The networks of an ensemble unless more or fewer are asked for. */
    public static final int DEFAULT_MEMBERS = 4;

    /** The largest ensemble. */
    public static final int MOST_MEMBERS = 64;

    /** Validates the number of members. */
    public PredictorDesign {
        if (members < 1 || members > MOST_MEMBERS) {
            throw new IllegalArgumentException("members must be in 1.." + MOST_MEMBERS + ", not " + members);
        }
    }

    /** A kind as it is by default. */
    public static PredictorDesign of(PredictorKind kind) {
        return new PredictorDesign(kind, Encoding.BEST, DEFAULT_SHAPE, DEFAULT_MEMBERS);
    }

    /** The same with another encoding. */
    public PredictorDesign withEncoding(Encoding other) {
        return new PredictorDesign(kind, other, shape, members);
    }

    /** The same with other hidden layers. */
    public PredictorDesign withShape(MlpShape other) {
        return new PredictorDesign(kind, encoding, other, members);
    }

    /** The same with an ensemble of another size. */
    public PredictorDesign withMembers(int other) {
        return new PredictorDesign(kind, encoding, shape, other);
    }

    /**
     * How the architectures of a space are seen.
     *
     * @throws UnsupportedOperationException if the space has no such encoding
     */
    public FeatureMap features(SearchSpace space) {
        return encoding == Encoding.BEST ? kind.features(space) : encoding.of(space);
    }

    /** E.g. {@code potential, best, 4 x 64-64 relu}. */
    @Override
    public String toString() {
        return kind + ", " + encoding + ", " + members + " x " + shape;
    }
}
