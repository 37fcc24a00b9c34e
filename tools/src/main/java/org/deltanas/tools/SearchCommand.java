package org.deltanas.tools;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.proxy.Label;
import org.deltanas.search.DeltaNas;
import org.deltanas.search.DeltaNasOptions;
import org.deltanas.search.DeltaNasOptions.Design;
import org.deltanas.search.LabelOracle;
import org.deltanas.search.RandomSearch;
import org.deltanas.search.SearchResult;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
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

    @Option(
            names = "--space",
            required = true,
            paramLabel = "NAME",
            description = "nasbench201, nasbench-macro or block:NxR.")
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
        scores.validate(given, labels.labels);
        kernels.validate();
        if (resume && common.out == null) {
            throw new UsageException("--resume needs --out DIR, where the earlier run left labels.csv");
        }
        SearchSpace space = SearchSpaces.byName(spaceName);
        strategy.validate(space);
        BackendChoice backend = BackendChoice.of(common.backend, common.cudaPath);
        Simd simd = kernels.simd();
        OutputFolder folder = common.out == null ? null : OutputFolder.prepare(common.out);

        SearchReport report;
        try (Tables tables = Tables.read(space, labels);
                Workers workers = new Workers(common.threadCount());
                ConvBackend networks = isZen() ? backend.open(simd) : null;
                Label label = logged(space, label(space, tables, networks, workers), folder)) {
            report = search(space, label, tables, backend, simd, workers);
        }
        PrintWriter out = spec.commandLine().getOut();
        String json = JsonText.of(SearchJson.of(report));
        out.print(common.json ? json : SearchText.of(report));
        out.flush();
        if (folder != null) {
            folder.write("result.json", json);
            folder.write("trace.csv", trace(report.result()));
        }
        return ExitCode.DONE;
    }

    private boolean isZen() {
        return labels.labels.equals(LabelOptions.ZEN);
    }

    private Label label(SearchSpace space, Tables tables, ConvBackend networks, Workers workers) {
        return switch (labels.labels) {
            case LabelOptions.TABLE -> tables.label();
            case LabelOptions.PARAMS -> ScoreOptions.openParameterCount(space);
            default -> scores.open(space, common.seed, networks, workers);
        };
    }

    /** Tables answer at once and count what they lack, so their answers are not kept. */
    private Label logged(SearchSpace space, Label label, OutputFolder folder) {
        if (folder == null || labels.labels.equals(LabelOptions.TABLE)) {
            return label;
        }
        String question = space.name() + " " + labels.labels + (isZen() ? " " + scores.options(common.seed) : "");
        return LabelLog.open(space, label, folder.file("labels.csv"), question, resume);
    }

    private SearchReport search(
            SearchSpace space, Label label, Tables tables, BackendChoice backend, Simd simd, Workers workers) {
        DeltaNasOptions options = strategy.options(common.seed);
        boolean random = strategy.searcher.equals(StrategyOptions.RANDOM);
        PrintWriter terminal =
                invocation.terminal() && !common.json ? spec.commandLine().getErr() : null;
        long start = System.nanoTime();
        SearchResult result;
        try (LabelOracle oracle = new LabelOracle(space, label, labels.direction(), labels.noise, common.seed);
                Progress progress = Progress.start(strategy.maxSeconds, options.queries(), terminal)) {
            result = random
                    ? RandomSearch.run(oracle, options.queries(), common.seed, progress)
                    : runDeltaNas(oracle, options, simd, workers, progress);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (result.best() == null) {
            throw new NoResultException("none of the " + result.queries()
                    + " architectures that were queried has a label " + label.name() + ": ask for more queries");
        }
        return new SearchReport(
                space,
                labels.labels,
                tables.fileName(),
                tables.columnName(),
                labels.direction(),
                labels.noise,
                isZen() ? scores.options(common.seed) : null,
                strategy.searcher,
                random ? null : strategy.predictor,
                options,
                result,
                tables.withoutValue(),
                tables.standing(result.best(), labels.direction()),
                tables.reportedName(),
                tables.reported(result.best()),
                new SearchReport.Run(
                        seconds,
                        backend.name(),
                        isZen() ? backend.reason() : "no network had to run",
                        simd.toString(),
                        workers.threads(),
                        invocation.repeatable(common.seed)));
    }

    private static SearchResult runDeltaNas(
            LabelOracle oracle, DeltaNasOptions options, Simd simd, Workers workers, Progress progress) {
        try {
            return DeltaNas.run(oracle, options, null, simd, workers, progress);
        } catch (IllegalArgumentException e) {
            if (options.design() == Design.PAIRS && options.edits() > 1) {
                throw new UsageException("--edits " + options.edits() + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private static String trace(SearchResult result) {
        StringBuilder csv = new StringBuilder("queries,best\n");
        for (SearchResult.TracePoint point : result.trace()) {
            csv.append(point.queries()).append(',').append(point.best()).append('\n');
        }
        return csv.toString();
    }
}
