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
    private static final String TABLES_PROPERTY = "deltanas.benchmarks";
    private static final int QUICK_SEEDS = 2;

    private final Invocation invocation;
    private final String name;

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

    StudyCommand(Invocation invocation, String name) {
        this.invocation = invocation;
        this.name = name;
    }

    /** The pairs of k and n to study. */
    abstract List<int[]> settings();

    @Override
    public Integer call() {
        common.validate();
        kernels.validate();
        Check.range("--seeds", seeds, 1, 1_000);
        if (common.out == null) {
            throw new UsageException("--out DIR is needed: the folder of the results");
        }
        Path folder = tables != null ? tables : folderOfProperty();
        List<StudyBenchmark> benchmarks = StudyBenchmark.named(cells);
        List<PredictorKind> kinds = kinds();
        OutputFolder out = OutputFolder.prepare(common.out);
        StudyRows rows = StudyRows.open(out.file(name + ".csv"));
        List<StudyRow> answers = new ArrayList<>();
        try (Workers workers = new Workers(common.threadCount())) {
            for (StudyBenchmark benchmark : benchmarks) {
                answers.addAll(study(benchmark, benchmark.in(folder), kinds, rows, workers));
            }
        }
        PrintWriter writer = spec.commandLine().getOut();
        writer.print(StudySummary.of(answers));
        writer.flush();
        return ExitCode.DONE;
    }

    private static Path folderOfProperty() {
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
            StudyBenchmark benchmark, Path file, List<PredictorKind> kinds, StudyRows rows, Workers workers) {
        SearchSpace space = SearchSpaces.byName(benchmark.space());
        Simd simd = kernels.simd();
        PrintWriter progress = spec.commandLine().getErr();
        List<StudyRow> answers = new ArrayList<>();
        int repetitions = seeds != null ? seeds : quick ? QUICK_SEEDS : 5;
        try (BenchmarkTable table = BenchmarkTable.read(file, space);
                TableLabel label = new TableLabel(table, benchmark.column())) {
            DifferenceStudy study = new DifferenceStudy(space, label, simd, workers);
            for (int[] setting : settings()) {
                for (PredictorKind kind : kinds) {
                    IntStream.range(0, repetitions).forEach(i -> {
                        long seed = common.seed + i;
                        answers.add(rows.get(benchmark.cell(), kind, setting[0], setting[1], seed, () -> {
                            DifferenceStudy.Outcome outcome = study.run(kind, setting[0], setting[1], seed);
                            double regret = table.column(benchmark.column()).regret(outcome.best(), Direction.MAX);
                            if (invocation.terminal()) {
                                progress.printf(
                                        Locale.ROOT,
                                        "%s %s k=%d n=%d seed %d: tau %.3f%n",
                                        benchmark.cell(),
                                        kind,
                                        setting[0],
                                        setting[1],
                                        seed,
                                        outcome.tau());
                            }
                            return new StudyRow(benchmark.cell(), kind, setting[0], setting[1], seed, outcome, regret);
                        }));
                    });
                }
            }
        }
        return answers;
    }
}
