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

    @Mixin
    private StudyOptions options;

    @Option(
            names = "--predictors",
            paramLabel = "NAME",
            split = ",",
            description = "Only these predictors, separated by commas (default: potential, pair, difference).")
    private List<String> predictors = List.of();

    StudyCommand(Invocation invocation, Study study) {
        this.invocation = invocation;
        this.study = study;
    }

    @Override
    public Integer call() {
        common.validate();
        kernels.validate();
        options.validate(common);
        Path folder = options.tables();
        List<StudyBenchmark> benchmarks = StudyBenchmark.named(StudyBenchmark.ALL, options.cells());
        List<PredictorKind> kinds = kinds();
        OutputFolder out = OutputFolder.prepare(common.out);
        StudyReport report =
                report(benchmarks, folder, kinds, StudyRows.open(out.file(study + ".csv"), StudyRow.FORMAT));
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
            List<StudyBenchmark> benchmarks, Path folder, List<PredictorKind> kinds, StudyRows<StudyRow> rows) {
        int repetitions = options.seeds(SEEDS, QUICK_SEEDS);
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
            StudyRows<StudyRow> rows,
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
                        answers.add(rows.get(row -> row.answers(benchmark.cell(), kind, k, n, seed), () -> {
                            DifferenceStudy.Outcome outcome = difference.run(kind, k, n, seed);
                            double regret = table.column(benchmark.column()).regret(outcome.best(), Direction.MAX);
                            StudyRow answer = new StudyRow(benchmark.cell(), kind, k, n, seed, outcome, regret);
                            tell(answer);
                            return answer;
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
