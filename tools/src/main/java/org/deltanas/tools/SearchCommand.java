package org.deltanas.tools;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.predict.PredictorFile;
import org.deltanas.search.LabelOracle;
import org.deltanas.search.SearchResult;
import org.deltanas.space.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job: label, train, search, report. */
@Command(
        name = "search",
        description = "Searches a space for a good architecture and shows it.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class SearchCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private LabelOptions labels;

    @Mixin
    private StrategyOptions strategy;

    @Mixin
    private ScoreOptions scores;

    @Mixin
    private KernelOptions kernels;

    @Option(names = "--space", required = true, paramLabel = "NAME", description = Spaces.NAMES)
    private String spaceName;

    @Option(
            names = "--resume",
            description = "Go on from the labels in --out DIR that an earlier run of the same search left there.")
    private boolean resume;

    SearchCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        GivenOptions given = new GivenOptions(spec.commandLine().getParseResult());
        common.validate();
        labels.validate(given);
        strategy.validate(given);
        scores.validate(given, labels.proxy().stream().toList(), "--labels", labels.labels);
        kernels.validate();
        if (resume && common.out == null) {
            throw new UsageException("--resume needs --out DIR, where the earlier run left labels.csv");
        }
        SearchSpace space = Spaces.named(spaceName);
        strategy.validate(space);
        Simd simd = kernels.simd();
        PredictorFile trained = strategy.predictorIn == null
                ? null
                : StoredFiles.predictor("--predictor-in", strategy.predictorIn, space);
        if (strategy.predictorOut != null) {
            WholeFile.check("--predictor-out", strategy.predictorOut);
        }
        OutputFolder folder = common.folder();
        Deadline deadline = Deadline.in(strategy.maxSeconds);

        SearchReport report;
        try (Workers workers = new Workers(common.threadCount());
                OpenedLabel label =
                        OpenedLabel.open(space, labels, scores, common, simd, workers, folder, resume, deadline)) {
            checkDirection(trained, label);
            report = search(space, label, trained, deadline, simd, workers);
            savePredictor(report.result(), label);
        }
        PrintWriter out = spec.commandLine().getOut();
        String json = JsonText.of(SearchJson.of(report));
        out.print(common.json ? json : SearchText.of(report));
        out.flush();
        if (folder != null) {
            folder.write("result.json", json);
            folder.write("trace.csv", trace(report.result()));
            folder.write("report.html", SearchPage.of(report));
        }
        return ExitCode.DONE;
    }

    /** A predictor of the same label that was taught the opposite would lead straight to the worst. */
    private void checkDirection(PredictorFile trained, OpenedLabel label) {
        if (trained != null
                && trained.origin().label().equals(label.facts().name())
                && trained.origin().direction() != labels.direction()) {
            throw new UsageException("--predictor-in '" + strategy.predictorIn + "' was trained with --direction "
                    + LabelOptions.name(trained.origin().direction()) + " on "
                    + label.facts().name()
                    + ": search in the same direction");
        }
    }

    private void savePredictor(SearchResult result, OpenedLabel label) {
        if (strategy.predictorOut == null) {
            return;
        }
        if (result.predictor() == null) {
            throw new NoResultException("the search ended before a predictor was trained: nothing for --predictor-out");
        }
        PredictorFile file = new PredictorFile(result.predictor(), label.origin(result.trainingSize()));
        WholeFile.write(strategy.predictorOut, file::write);
    }

    private SearchReport search(
            SearchSpace space,
            OpenedLabel label,
            PredictorFile trained,
            Deadline deadline,
            Simd simd,
            Workers workers) {
        Strategy how = strategy.strategy(common.seed);
        PrintWriter terminal =
                invocation.terminal() && !common.json ? spec.commandLine().getErr() : null;
        long start = System.nanoTime();
        SearchResult result;
        try (LabelOracle oracle = label.oracle();
                Progress progress = Progress.start(deadline, how.queries(), terminal)) {
            label.show(progress);
            result = how.run(oracle, trained, simd, workers, progress);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (result.best() == null) {
            throw new NoResultException(
                    "none of the " + result.queries() + " architectures that were queried has a label "
                            + label.facts().name() + ": ask for more "
                            + (result.stoppedEarly() ? "than --max-seconds " + strategy.maxSeconds : "queries"));
        }
        Tables tables = label.tables();
        return new SearchReport(
                space,
                label.facts(),
                how.kind() != Strategy.Kind.DELTA_NAS
                        ? null
                        : trained != null
                                ? trained.predictor().kind().toString()
                                : how.deltaNas().predictor().kind().toString(),
                trained == null ? null : trained.origin(),
                how,
                result,
                tables.withoutValue(),
                label.infeasible(),
                tables.standing(result.best(), labels.direction()),
                tables.reportedName(),
                tables.reported(result.best()),
                new SearchReport.Run(
                        seconds,
                        label.backend().name(),
                        label.backendReason(),
                        simd.toString(),
                        workers.threads(),
                        invocation.repeatable(common.seed)));
    }

    private static String trace(SearchResult result) {
        StringBuilder csv = new StringBuilder("queries,best\n");
        for (SearchResult.TracePoint point : result.trace()) {
            csv.append(point.queries()).append(',').append(point.best()).append('\n');
        }
        return csv.toString();
    }
}
