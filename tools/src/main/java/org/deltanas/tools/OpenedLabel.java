package org.deltanas.tools;

import java.util.Optional;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.predict.Origin;
import org.deltanas.proxy.Label;
import org.deltanas.proxy.ZenOptions;
import org.deltanas.search.LabelOracle;
import org.deltanas.space.SearchSpace;

/** The label that the options ask for, with the tables, the backend and the log that it stands on. */
final class OpenedLabel implements AutoCloseable {
    private final SearchSpace space;
    private final LabelOptions options;
    private final ZenOptions zen;
    private final BackendChoice backend;
    private final long seed;
    private Tables tables;
    private ConvBackend networks;
    private Label label;

    private OpenedLabel(SearchSpace space, LabelOptions options, ZenOptions zen, BackendChoice backend, long seed) {
        this.space = space;
        this.options = options;
        this.zen = zen;
        this.backend = backend;
        this.seed = seed;
    }

    /**
     * Opens what the options name.
     *
     * @param folder where answers are logged, or null
     * @param resume whether to answer from the log that is there
     */
    static OpenedLabel open(
            SearchSpace space,
            LabelOptions options,
            ScoreOptions scores,
            CommonOptions common,
            Simd simd,
            Workers workers,
            OutputFolder folder,
            boolean resume) {
        Optional<Proxy> proxy = options.proxy();
        boolean isZen = proxy.equals(Optional.of(Proxy.ZEN));
        OpenedLabel opened = new OpenedLabel(
                space,
                options,
                isZen ? scores.options(space, common.seed) : null,
                BackendChoice.of(common.backend, common.cudaPath),
                common.seed);
        boolean done = false;
        try {
            opened.tables = Tables.read(space, options);
            opened.networks = proxy.filter(Proxy::runsNetworks).isPresent() ? opened.backend.open(simd) : null;
            opened.label = opened.label(scores, workers);
            // Tables answer at once and count what they lack, so their answers are not kept.
            if (folder != null && proxy.isPresent()) {
                String question = space.id() + " " + options.labels + scores.question(proxy.get(), space, common.seed);
                opened.label = LabelLog.open(space, opened.label, folder.file("labels.csv"), question, resume);
            }
            done = true;
        } finally {
            if (!done) {
                opened.close();
            }
        }
        return opened;
    }

    private Label label(ScoreOptions scores, Workers workers) {
        return options.proxy()
                .map(proxy -> scores.open("--labels", proxy, space, seed, networks, workers))
                .orElseGet(() -> tables.label());
    }

    /** A fresh oracle of the label, to be closed by the caller. */
    LabelOracle oracle() {
        return new LabelOracle(space, label, options.direction(), options.noise, seed);
    }

    Tables tables() {
        return tables;
    }

    /** What is asked. */
    LabelFacts facts() {
        return new LabelFacts(
                options.labels, tables.fileName(), tables.columnName(), options.direction(), options.noise, zen);
    }

    BackendChoice backend() {
        return backend;
    }

    /** Why networks run on what they run on. */
    String backendReason() {
        return networks == null ? "no network had to run" : backend.reason();
    }

    /** Names the label as the origin of what is made from it. */
    Origin origin(int architectures) {
        return new Origin(space.id(), facts().name(), options.direction(), seed, architectures);
    }

    @Override
    public void close() {
        if (label != null) {
            label.close();
        }
        if (networks != null) {
            networks.close();
        }
        if (tables != null) {
            tables.close();
        }
    }
}
