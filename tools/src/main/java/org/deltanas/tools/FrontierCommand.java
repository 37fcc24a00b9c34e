package org.deltanas.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.Activation;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.proxy.Direction;
import org.deltanas.space.SearchSpaces;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Accuracy per operation: which shapes of networks rank best for the neighbours a second that they score. */
@Command(
        name = FrontierCommand.NAME,
        description =
                "Kendall's tau against predicted neighbours a second, for shapes of networks: the frontier, its knee"
                        + " and which one to take.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class FrontierCommand implements Callable<Integer> {
    /** The name of the experiment and of its files. */
    static final String NAME = "frontier";

    private static final int SEEDS = 3;
    private static final int PLOTS_A_ROW = 2;
    private static final List<String> LAYERS = List.of("32", "64", "128", "256", "32-32", "64-32", "64-64", "128-64");
    private static final List<String> QUICK_LAYERS = List.of("32", "128", "32-32", "64-32", "64-64");

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private KernelOptions kernels;

    @Mixin
    private StudyOptions options;

    @Option(
            names = "--hidden",
            paramLabel = "N[-N]",
            split = ",",
            description = "Only these hidden layers and 64-64, separated by commas (default: a grid from 32 to 256).")
    private List<String> layers = List.of();

    @Option(
            names = "--activations",
            paramLabel = "NAME",
            split = ",",
            description = "Only these activations and relu, separated by commas (default: all; relu with --quick).")
    private List<String> activations = List.of();

    FrontierCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        common.validate();
        kernels.validate();
        options.validate(common);
        Path folder = options.tables();
        List<FrontierBenchmark> benchmarks = FrontierBenchmark.named(options.cells()).stream()
                .map(b -> options.quick() ? b.inQuick() : b)
                .toList();
        List<MlpShape> shapes = shapes();
        OutputFolder out = OutputFolder.prepare(common.out);
        FrontierReport report = report(
                benchmarks,
                folder,
                shapes,
                StudyRows.open(out.file(NAME + "-rates.csv"), FrontierRate.FORMAT),
                StudyRows.open(out.file(NAME + ".csv"), FrontierTau.FORMAT));
        String json = JsonText.of(report.json());
        spec.commandLine().getOut().print(common.json ? json : report.text());
        spec.commandLine().getOut().flush();
        out.write(NAME + ".json", json);
        out.write(NAME + ".svg", report.plots().svg(PLOTS_A_ROW));
        out.write(NAME + ".html", FrontierPage.of(report));
        return ExitCode.DONE;
    }

    /** The reference is always one of them. */
    private List<MlpShape> shapes() {
        for (String activation : activations) {
            Check.oneOf("--activations", activation, "relu", "squared-relu", "silu");
        }
        List<String> wanted = !layers.isEmpty() ? layers : options.quick() ? QUICK_LAYERS : LAYERS;
        List<Activation> applied = !activations.isEmpty()
                ? activations.stream().map(Activation::byName).toList()
                : options.quick() ? List.of(Activation.RELU) : List.of(Activation.values());
        try {
            return Stream.concat(
                            wanted.stream().flatMap(l -> applied.stream().map(a -> MlpShape.of(l, a))),
                            Stream.of(Frontier.REFERENCE))
                    .distinct()
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--hidden: " + e.getMessage(), e);
        }
    }

    private FrontierReport report(
            List<FrontierBenchmark> benchmarks,
            Path folder,
            List<MlpShape> shapes,
            StudyRows<FrontierRate> rateRows,
            StudyRows<FrontierTau> tauRows) {
        int seeds = options.seeds(SEEDS, 1);
        Simd simd = kernels.simd();
        List<FrontierRate> rates = new ArrayList<>();
        List<FrontierTau> taus = new ArrayList<>();
        long start = System.nanoTime();
        try (Workers workers = new Workers(common.threadCount())) {
            FrontierStudy study = new FrontierStudy(MlpEngine.of(simd), workers);
            // Rates first: the later they come the more classes the compiler has seen.
            for (FrontierBenchmark benchmark : benchmarks) {
                rates.addAll(study.rates(
                        benchmark, SearchSpaces.byName(benchmark.source().space()), shapes, rateRows));
            }
            for (FrontierBenchmark benchmark : benchmarks) {
                try (BenchmarkTable table = BenchmarkTable.read(
                                benchmark.source().in(folder),
                                SearchSpaces.byName(benchmark.source().space()));
                        MeasuredNetworks networks =
                                new MeasuredNetworks(table, benchmark.source().column(), Direction.MAX)) {
                    for (int labels : benchmark.labels()) {
                        taus.addAll(study.taus(benchmark, networks, labels, shapes, common.seed, seeds, tauRows));
                    }
                }
            }
        }
        int computed = rateRows.computed() + tauRows.computed();
        return new FrontierReport(
                benchmarks,
                common.seed,
                seeds,
                rates,
                taus,
                Frontier.of(FrontierReport.points(benchmarks, shapes, rates, taus), FrontierStudy.MEMBERS),
                new StudyReport.Run(
                        (System.nanoTime() - start) * 1e-9,
                        computed,
                        rates.size() + taus.size() - computed,
                        simd.toString(),
                        common.threadCount(),
                        invocation.repeatable(common.seed)));
    }
}
