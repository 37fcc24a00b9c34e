package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.deltanas.encode.Encoding;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Activation;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.predict.PredictorKind;
import org.deltanas.space.SearchSpace;
import picocli.CommandLine.Option;

/** What is to be trained. */
final class PredictorOptions {
    /** The names of all of them. */
    static final List<String> NAMES = List.of("--predictor", "--encoding", "--hidden", "--activation", "--members");

    @Option(
            names = "--predictor",
            paramLabel = "NAME",
            defaultValue = "potential",
            description =
                    "What differences are predicted from: potential (each architecture by itself), pair (an architecture and what an edit changes) or difference (the change alone) (default: ${DEFAULT-VALUE}).")
    private String kind;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            defaultValue = "best",
            description =
                    "How architectures are seen: best (the predictor's own choice), adjacency, path, statistics ...; a wrong name lists all (default: ${DEFAULT-VALUE}).")
    private String encoding;

    @Option(
            names = "--hidden",
            paramLabel = "N[-N]",
            description =
                    "Widths of one or two hidden layers, multiples of 32 up to 512, e.g. 256 or 64-32 (default: ${DEFAULT-VALUE}).")
    private String hidden = PredictorDesign.DEFAULT_SHAPE.layers();

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            description = "relu, squared-relu or silu (default: ${DEFAULT-VALUE}).")
    private String activation = PredictorDesign.DEFAULT_SHAPE.activation().toString();

    @Option(
            names = "--members",
            paramLabel = "N",
            description = "Networks in the ensemble, 1 to 64 (default: ${DEFAULT-VALUE}).")
    private Integer members = PredictorDesign.DEFAULT_MEMBERS;

    /** Refuses values that are none. */
    void validate() {
        Check.oneOf("--predictor", kind, names(PredictorKind.values()));
        Check.oneOf("--encoding", encoding, names(Encoding.values()));
        Check.oneOf("--activation", activation, names(Activation.values()));
        Check.range("--members", members, 1, PredictorDesign.MOST_MEMBERS);
        shape();
    }

    /** Refuses an encoding that a space has not. */
    void validate(SearchSpace space) {
        if (Encoding.byName(encoding) != Encoding.BEST) {
            features(space);
        }
    }

    private static String[] names(Object[] values) {
        return Arrays.stream(values).map(Object::toString).toArray(String[]::new);
    }

    private MlpShape shape() {
        try {
            return MlpShape.of(hidden, Activation.byName(activation));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--hidden: " + e.getMessage(), e);
        }
    }

    /** What is asked for. */
    PredictorDesign design() {
        return new PredictorDesign(PredictorKind.byName(kind), Encoding.byName(encoding), shape(), members);
    }

    /**
     * How the architectures of a space are seen.
     *
     * @throws UsageException if the space has no such encoding
     */
    FeatureMap features(SearchSpace space) {
        try {
            return design().features(space);
        } catch (UnsupportedOperationException e) {
            throw new UsageException("--encoding: " + e.getMessage(), e);
        }
    }

    /** The predictor and its networks as JSON. */
    static void put(ObjectNode json, PredictorDesign design) {
        json.put("predictor", design.kind().toString());
        putNetworks(json, design);
    }

    /** What the networks see and are. */
    static void putNetworks(ObjectNode json, PredictorDesign design) {
        json.put("encoding", design.encoding().toString());
        json.put("hidden", design.shape().layers());
        json.put("activation", design.shape().activation().toString());
        json.put("members", design.members());
    }

    /** The networks, e.g. {@code 4 of 64-64 relu, encoding best}. */
    static String inWords(PredictorDesign design) {
        return design.members() + " of " + design.shape() + ", encoding " + design.encoding();
    }
}
