package org.deltanas.tools;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.FlowProbe;
import org.deltanas.kernels.cudnn.CudnnBackends;
import org.deltanas.proxy.Composite;
import org.deltanas.proxy.Depth;
import org.deltanas.proxy.FlopCount;
import org.deltanas.proxy.Label;
import org.deltanas.proxy.Naswot;
import org.deltanas.proxy.ParameterCount;
import org.deltanas.proxy.PassOptions;
import org.deltanas.proxy.SynapticFlow;
import org.deltanas.proxy.WeightNorm;
import org.deltanas.proxy.ZenOptions;
import org.deltanas.proxy.ZenScore;
import org.deltanas.space.SearchSpace;
import picocli.CommandLine.Option;

/** How zero-cost scores are computed. */
final class ScoreOptions {
    /** What each option belongs to. */
    private static final Map<String, List<Proxy>> USERS = Map.of(
            "--batch", List.of(Proxy.ZEN, Proxy.NWOT),
            "--resolution", List.of(Proxy.ZEN, Proxy.NWOT, Proxy.SYNFLOW, Proxy.LOGSYNFLOW),
            "--repeats", List.of(Proxy.ZEN),
            "--gamma", List.of(Proxy.ZEN),
            "--mode", List.of(Proxy.ZEN));

    private static final String TORCH_BUFFER = "torch-buffer";
    private static final String EXACT = "exact";

    @Option(names = "--batch", paramLabel = "N", description = "zen and nwot: images in a batch.")
    private Integer batch;

    @Option(
            names = "--resolution",
            paramLabel = "N",
            description = "zen, nwot and synflow: height and width of an image.")
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
     * @param proxies what is asked for
     * @param option what they are asked for by
     * @param value what is given there
     */
    void validate(GivenOptions given, Collection<Proxy> proxies, String option, String value) {
        USERS.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            if (Collections.disjoint(entry.getValue(), proxies)) {
                String users = Check.alternatives(
                        entry.getValue().stream().map(Proxy::label).toList());
                given.refuse(List.of(entry.getKey()), option + " " + value, option + " " + users);
            }
        });
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

    /** How a proxy of one forward pass is computed. */
    PassOptions passOptions(SearchSpace space, long seed) {
        PassOptions base = PassOptions.defaults(space);
        return new PassOptions(
                batch != null ? batch : base.batch(), resolution != null ? resolution : base.resolution(), seed);
    }

    /** How synaptic flow is computed. */
    private FlowProbe flowProbe(SearchSpace space, long seed) {
        return new FlowProbe(seed, passOptions(space, seed).resolution());
    }

    /** What hangs on these options in the scores of a proxy, for logs; empty if nothing does. */
    String question(Proxy proxy, SearchSpace space, long seed) {
        return switch (proxy) {
            case ZEN -> " " + options(space, seed);
            case NWOT -> " " + passOptions(space, seed);
            case SYNFLOW, LOGSYNFLOW -> " " + flowProbe(space, seed);
            default -> "";
        };
    }

    /**
     * The label of a proxy.
     *
     * @param option what it was asked for by
     * @param backend what networks run on; may be null if the proxy runs none
     * @throws UsageException if the space has no networks, or the batch and resolution do not fit them
     */
    Label open(String option, Proxy proxy, SearchSpace space, long seed, ConvBackend backend, Workers workers) {
        if (proxy.looksInside() && backend.name().equals(CudnnBackends.NAME)) {
            throw new UsageException("--backend cudnn does not look inside networks, as " + option + " " + proxy.label()
                    + " has to; auto, vector and reference do");
        }
        try {
            return switch (proxy) {
                case ZEN -> new ZenScore(space, options(space, seed), backend, workers);
                case PARAMS -> new ParameterCount(space);
                case FLOPS -> new FlopCount(space);
                case DEPTH -> new Depth(space, workers);
                case L2_NORM -> new WeightNorm(space, workers);
                case NWOT -> new Naswot(space, passOptions(space, seed), backend, workers);
                case SYNFLOW, LOGSYNFLOW ->
                    new SynapticFlow(space, proxy == Proxy.LOGSYNFLOW, flowProbe(space, seed), backend, workers);
                case COMPOSITE -> new Composite(space, backend, workers);
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
