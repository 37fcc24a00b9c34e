package org.deltanas.tools;

import java.util.List;
import java.util.Locale;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.proxy.FlopCount;
import org.deltanas.proxy.Label;
import org.deltanas.proxy.ParameterCount;
import org.deltanas.proxy.ZenOptions;
import org.deltanas.proxy.ZenScore;
import org.deltanas.space.SearchSpace;
import picocli.CommandLine.Option;

/** How zero-cost scores are computed. */
final class ScoreOptions {
    private static final List<String> ALL = List.of("--batch", "--resolution", "--repeats", "--gamma", "--mode");
    private static final String TORCH_BUFFER = "torch-buffer";
    private static final String EXACT = "exact";

    @Option(names = "--batch", paramLabel = "N", description = "Zen-score: images in a batch.")
    private Integer batch;

    @Option(names = "--resolution", paramLabel = "N", description = "Zen-score: height and width of an image.")
    private Integer resolution;

    @Option(names = "--repeats", paramLabel = "N", description = "Zen-score: random draws that are averaged.")
    private Integer repeats;

    @Option(names = "--gamma", paramLabel = "X", description = "Zen-score: size of the perturbation.")
    private Double gamma;

    @Option(
            names = "--mode",
            paramLabel = "NAME",
            description = "Zen-score: torch-buffer (batch norms read from their running buffers) or exact.")
    private String mode;

    /**
     * Checks the ranges, and that no option stands there in vain.
     *
     * @param labels the value of {@code --labels}
     */
    void validate(GivenOptions given, String labels) {
        validate(given, labels.equals(LabelOptions.ZEN), "--labels", labels);
    }

    /**
     * Checks the ranges, and that no option stands there in vain.
     *
     * @param zen whether Zen-scores are asked for
     * @param option what they are asked for by
     * @param value what is given there
     */
    void validate(GivenOptions given, boolean zen, String option, String value) {
        if (!zen) {
            given.refuse(ALL, option + " " + value, option + " " + LabelOptions.ZEN);
        }
        Check.range("--batch", batch, 1, 4_096);
        Check.range("--resolution", resolution, 1, 1_024);
        Check.range("--repeats", repeats, 1, 10_000);
        Check.oneOf("--mode", mode, TORCH_BUFFER, EXACT);
        if (gamma != null && !(gamma > 0 && gamma <= 1_000)) {
            throw new UsageException("--gamma must be above 0 and at most 1000, not " + gamma);
        }
    }

    ZenOptions options(SearchSpace space, long seed) {
        ZenOptions base = ZenOptions.defaults(space);
        return new ZenOptions(
                mode == null ? base.mode() : mode.equals(EXACT) ? ZenOptions.Mode.EXACT : ZenOptions.Mode.TORCH_BUFFER,
                batch != null ? batch : base.batch(),
                resolution != null ? resolution : base.resolution(),
                repeats != null ? repeats : base.repeats(),
                gamma != null ? gamma : base.gamma(),
                seed);
    }

    /**
     * The label of a proxy.
     *
     * @param option what it was asked for by
     * @param backend what Zen-scores run on; not used by others
     * @throws UsageException if the space has no networks, or the batch and resolution do not fit them
     */
    Label open(String option, Proxy proxy, SearchSpace space, long seed, ConvBackend backend, Workers workers) {
        try {
            return switch (proxy) {
                case ZEN -> new ZenScore(space, options(space, seed), backend, workers);
                case PARAMS -> new ParameterCount(space);
                case FLOPS -> new FlopCount(space);
            };
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            throw new UsageException(option + " " + proxy.label() + ": " + e.getMessage(), e);
        }
    }

    /** The name of a mode on the command line. */
    static String name(ZenOptions.Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
