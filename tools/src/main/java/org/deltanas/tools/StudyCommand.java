package org.deltanas.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.datasets.TableLabel;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.predict.PredictorKind;
import org.deltanas.proxy.Direction;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** An experiment that trains predictors from difference data sets of several k and n. */
abstract class StudyCommand implements Callable<Integer> {
    static final String TABLES_PROPERTY = "deltanas.benchmarks";
    private static final int SEEDS = 5;
    private static final int QUICK_SEEDS = 2;
    private static final int PLOTS_A_ROW = 3;

    private final Invocation invocation;
    private final Study study;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private KernelOptions kernels;

    @Option(
            names = "--tables",
            paramLabel = "DIR",
            description = "Folder of the published tables (default: the system property " + TABLES_PROPERTY + ").")
    private Path tables;

    @Option(
            names = "--cells",
            paramLabel = "SPACE/COLUMN",
            split = ",",
            description = "Only these benchmarks, separated by commas (default: all).")
    private List<String> cells = List.of();

    @Option(
            names = "--predictors",
            paramLabel = "NAME",
            split = ",",
            description = "Only these predictors, separated by commas (default: potential, pair, difference).")
    private List<String> predictors = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Repetitions with seeds from --seed on (default: 5; 2 with --quick).")
    private Integer seeds;

    @Option(names = "--quick", description = "Fewer repetitions.")
    private boolean quick;

    StudyCommand(Invocation invocation, Study study) {
        this.invocation = invocation;
        this.study = study;
    }

    @Override
    public Integer call() {
        common.validate();
        kernels.validate();
        Check.range("--seeds", seeds, 1, 1_000);
        if (common.out == null) {
            throw new UsageException("--out DIR is needed: the folder of the results");
        }
        Path folder = tablesFolder(tables);
        List<StudyBenchmark> benchmarks = StudyBenchmark.named(StudyBenchmark.ALL, cells);
        List<PredictorKind> kinds = kinds();
        OutputFolder out = OutputFolder.prepare(common.out);
        StudyReport report = report(benchmarks, folder, kinds, StudyRows.open(out.file(study + ".csv")));
        String json = JsonText.of(StudyJson.of(report));
        PrintWriter writer = spec.commandLine().getOut();
        writer.print(common.json ? json : StudyText.of(report));
        writer.flush();
        out.write(study + ".json", json);
        for (StudyMeasure measure : study.measures()) {
            out.write(
                    study + "-" + measure.file() + ".svg",
                    StudyPlots.of(study, measure, report.points()).svg(PLOTS_A_ROW));
        }
        out.write(study + ".html", StudyPage.of(report));
        return ExitCode.DONE;
    }

    private StudyReport report(
            List<StudyBenchmark> benchmarks, Path folder, List<PredictorKind> kinds, StudyRows rows) {
        int repetitions = seeds != null ? seeds : quick ? QUICK_SEEDS : SEEDS;
        Simd simd = kernels.simd();
        List<StudyRow> answers = new ArrayList<>();
        List<StudyReport.Labels> labels = new ArrayList<>();
        long start = System.nanoTime();
        try (Workers workers = new Workers(common.threadCount())) {
            for (StudyBenchmark benchmark : benchmarks) {
                SearchSpace space = SearchSpaces.byName(benchmark.space());
                try (BenchmarkTable table = BenchmarkTable.read(benchmark.in(folder), space)) {
                    labels.add(new StudyReport.Labels(
                            benchmark, table.column(benchmark.column()).info()));
                    answers.addAll(study(benchmark, table, kinds, repetitions, rows, simd, workers));
                }
            }
        }
        List<StudyPoint> points = StudyPoint.of(answers);
        return new StudyReport(
                study,
                labels,
                kinds,
                common.seed,
                repetitions,
                points,
                StudyVerdict.of(study, points),
                new StudyReport.Run(
                        (System.nanoTime() - start) * 1e-9,
                        rows.computed(),
                        answers.size() - rows.computed(),
                        simd.toString(),
                        common.threadCount(),
                        invocation.repeatable(common.seed)));
    }

    /**
     * The folder of published tables.
     *
     * @param given the value of {@code --tables}, or null
     */
    static Path tablesFolder(Path given) {
        if (given != null) {
            return given;
        }
        String folder = System.getProperty(TABLES_PROPERTY);
        if (folder == null) {
            throw new UsageException("--tables DIR is needed: the folder of the published tables");
        }
        return Path.of(folder);
    }

    private List<PredictorKind> kinds() {
        for (String kind : predictors) {
            Check.oneOf("--predictors", kind, "potential", "pair", "difference");
        }
        return predictors.isEmpty()
                ? List.of(PredictorKind.values())
                : predictors.stream().map(PredictorKind::byName).toList();
    }

    private List<StudyRow> study(
            StudyBenchmark benchmark,
            BenchmarkTable table,
            List<PredictorKind> kinds,
            int repetitions,
            StudyRows rows,
            Simd simd,
            Workers workers) {
        List<StudyRow> answers = new ArrayList<>();
        try (TableLabel label = new TableLabel(table, benchmark.column())) {
            DifferenceStudy difference = new DifferenceStudy(table.space(), label, simd, workers);
            for (Study.Setting setting : study.settings()) {
                for (PredictorKind kind : kinds) {
                    IntStream.range(0, repetitions).forEach(i -> {
                        int k = setting.edits();
                        int n = setting.samples();
                        long seed = common.seed + i;
                        answers.add(rows.get(benchmark.cell(), kind, k, n, seed, () -> {
                            DifferenceStudy.Outcome outcome = difference.run(kind, k, n, seed);
                            double regret = table.column(benchmark.column()).regret(outcome.best(), Direction.MAX);
                            StudyRow row = new StudyRow(benchmark.cell(), kind, k, n, seed, outcome, regret);
                            tell(row);
                            return row;
                        }));
                    });
                }
            }
        }
        return answers;
    }

    private void tell(StudyRow row) {
        if (invocation.terminal()) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "%s %s k=%d n=%d seed %d: tau %.3f%n",
                            row.cell(),
                            row.predictor(),
                            row.edits(),
                            row.samples(),
                            row.seed(),
                            row.outcome().tau());
        }
    }
}
