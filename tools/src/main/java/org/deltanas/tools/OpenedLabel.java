package org.deltanas.tools;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.predict.Origin;
import org.deltanas.proxy.ConcurrentLabel;
import org.deltanas.proxy.EditDistance;
import org.deltanas.proxy.Label;
import org.deltanas.proxy.ZenOptions;
import org.deltanas.search.LabelOracle;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/** The label that the options ask for, with the tables, the backend and the log that it stands on. */
final class OpenedLabel implements AutoCloseable {
    /** Scores between two looks at the clock: enough that threads seldom wait for each other, seconds at most. */
    private static final int ROWS_A_THREAD = 4;

    private final SearchSpace space;
    private final LabelOptions options;
    private final ZenOptions zen;
    private final BackendChoice backend;
    private final long seed;
    private Tables tables;
    private ConvBackend networks;
    private Trainer trainer;
    private LabelLog log;
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
     * @param deadline when to stop answering
     */
    static OpenedLabel open(
            SearchSpace space,
            LabelOptions options,
            ScoreOptions scores,
            CommonOptions common,
            Simd simd,
            Workers workers,
            OutputFolder folder,
            boolean resume,
            Deadline deadline) {
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
            opened.label = options.labels.equals(LabelOptions.COMMAND)
                    ? opened.command(folder, resume, deadline)
                    : opened.label(scores, workers);
            // Tables answer at once and count what they lack, so their answers are not kept; a trainer keeps its own.
            if (folder != null && proxy.isPresent()) {
                String question = space.id() + " " + options.labels + scores.question(proxy.get(), space, common.seed);
                opened.log = LabelLog.open(folder.file("labels.csv"), question, false, resume);
                opened.label = new LoggedLabel(space, opened.label, opened.log);
            }
            if (opened.networks != null && !deadline.isNever()) {
                opened.label = new DeadlineLabel(opened.label, ROWS_A_THREAD * workers.threads(), deadline);
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
        if (options.labels.equals(LabelOptions.EDIT_DISTANCE)) {
            try (CodeSlab target = space.newSlab(1)) {
                space.parse(options.target, target, 0);
                return new EditDistance(space, target, 0);
            }
        }
        return options.proxy()
                .map(proxy -> scores.open("--labels", proxy, space, seed, networks, workers))
                .orElseGet(() -> tables.label());
    }

    private Label command(OutputFolder folder, boolean resume, Deadline deadline) {
        if (folder != null) {
            String question =
                    space.id() + " command " + options.command.template().line() + " seed " + seed;
            log = LabelLog.open(folder.file("labels.csv"), question, true, resume);
        }
        Map<String, String> environment = Map.of("DELTANAS_SPACE", space.name(), "DELTANAS_SEED", Long.toString(seed));
        trainer = new Trainer(options.command, environment, log, folder == null ? null : folder.file("logs"), deadline);
        return new ConcurrentLabel(LabelOptions.COMMAND, space, options.command.jobs(), trainer);
    }

    /** Shows answers that take long as they come, not a batch at a time. */
    void show(Progress progress) {
        if (trainer != null) {
            trainer.onAnswer(() -> progress.step(1));
        }
    }

    /** The architectures that a command gave no label so far, in the order of their queries; empty for other labels. */
    List<Infeasible> infeasible() {
        return trainer == null ? List.of() : trainer.infeasible();
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
        CommandTemplate template = options.command.template();
        return new LabelFacts(
                options.labels,
                tables.fileName(),
                tables.columnName(),
                options.direction(),
                options.noise,
                zen,
                template == null ? null : template.line());
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
        if (trainer != null) {
            trainer.close();
        }
        if (log != null) {
            log.close();
        }
        if (networks != null) {
            networks.close();
        }
        if (tables != null) {
            tables.close();
        }
    }
}
