package org.deltanas.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.Label;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How well zero-cost scores order the architectures of published tables. */
@Command(
        name = "proxies",
        description = "How well zero-cost scores order the architectures of published tables.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class ProxiesCommand implements Callable<Integer> {
    private static final int SAMPLE = 1_000;
    private static final int QUICK_SAMPLE = 300;
    /** Scored between two entries in the log: what a run that is stopped loses at most. */
    private static final int CHUNK = 16;

    private static final long DRAW = 0x50524F58L;

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--tables",
            paramLabel = "DIR",
            description = "Folder of the published tables (default: the system property " + StudyOptions.TABLES_PROPERTY
                    + ").")
    private Path tables;

    @Option(
            names = "--cells",
            paramLabel = "SPACE/COLUMN",
            split = ",",
            description = "Only these benchmarks, separated by commas (default: all).")
    private List<String> cells = List.of();

    @Option(
            names = "--proxy",
            paramLabel = "LIST",
            description = "Only these scores, separated by commas (default: all).")
    private String proxyNames;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "Random architectures of each table, all if it has fewer (default: 1000; 300 with --quick)."
                    + " A larger sample goes on from a smaller one.")
    private Integer sample;

    @Option(names = "--quick", description = "Fewer architectures.")
    private boolean quick;

    ProxiesCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        common.validate();
        Check.range("--sample", sample, 2, 1_000_000);
        if (common.out == null) {
            throw new UsageException("--out DIR is needed: the folder of the results");
        }
        List<Proxy> proxies = proxyNames == null ? List.of(Proxy.values()) : Proxy.parse("--proxy", proxyNames);
        Path folder = StudyOptions.tablesFolder(tables);
        List<StudyBenchmark> benchmarks = StudyBenchmark.named(StudyBenchmark.OF_PROXIES, cells);
        BackendChoice backend = BackendChoice.of(common.backend, common.cudaPath);
        OutputFolder out = OutputFolder.prepare(common.out);
        ProxyReport report = report(benchmarks, proxies, folder, backend, out);
        String json = JsonText.of(ProxyJson.of(report));
        PrintWriter writer = spec.commandLine().getOut();
        writer.print(common.json ? json : ProxyText.of(report));
        writer.flush();
        out.write("proxies.csv", csv(report));
        out.write("proxies.json", json);
        out.write("proxies.svg", ProxyPicture.of(report));
        out.write("proxies.html", ProxyPage.of(report));
        return ExitCode.DONE;
    }

    private ProxyReport report(
            List<StudyBenchmark> benchmarks,
            List<Proxy> proxies,
            Path folder,
            BackendChoice backend,
            OutputFolder out) {
        int most = sample != null ? sample : quick ? QUICK_SAMPLE : SAMPLE;
        Simd simd = Simd.best();
        List<ProxyRow> rows = new ArrayList<>();
        long start = System.nanoTime();
        // Columns of one table share its architectures, and so their scores.
        Map<String, List<StudyBenchmark>> ofFile = benchmarks.stream()
                .collect(Collectors.groupingBy(StudyBenchmark::file, LinkedHashMap::new, Collectors.toList()));
        try (Workers workers = new Workers(common.threadCount());
                ConvBackend networks = backend.open(simd)) {
            for (List<StudyBenchmark> columns : ofFile.values()) {
                SearchSpace space = SearchSpaces.byName(columns.getFirst().space());
                try (BenchmarkTable table =
                                BenchmarkTable.read(columns.getFirst().in(folder), space);
                        CodeSlab codes = space.newSlab(Math.min(most, table.rows()))) {
                    int[] drawn = draw(table, codes);
                    double[][] scores = new double[proxies.size()][];
                    for (int p = 0; p < scores.length; p++) {
                        scores[p] = scores(space, codes, drawn.length, proxies.get(p), networks, workers, out);
                    }
                    for (StudyBenchmark column : columns) {
                        double[] accuracies = Arrays.stream(drawn)
                                .mapToDouble(
                                        row -> table.column(column.column()).value(row))
                                .toArray();
                        for (int p = 0; p < scores.length; p++) {
                            rows.add(ProxyRow.of(column.cell(), proxies.get(p), scores[p], accuracies));
                        }
                    }
                }
            }
        }
        return new ProxyReport(
                benchmarks.stream().map(StudyBenchmark::cell).toList(),
                proxies,
                rows,
                most,
                common.seed,
                new ProxyReport.Run(
                        (System.nanoTime() - start) * 1e-9,
                        common.threadCount(),
                        simd.toString(),
                        invocation.repeatable(common.seed)));
    }

    /** Different random rows of a table, those of a smaller sample first; writes their codes. */
    private int[] draw(BenchmarkTable table, CodeSlab codes) {
        Philox random = new Philox(common.seed, DRAW);
        int[] rows = IntStream.range(0, table.rows()).toArray();
        int count = Math.min(codes.rows(), rows.length);
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(rows.length - i);
            int row = rows[j];
            rows[j] = rows[i];
            rows[i] = row;
            table.code(row, codes, i);
        }
        return Arrays.copyOf(rows, count);
    }

    private double[] scores(
            SearchSpace space,
            CodeSlab codes,
            int count,
            Proxy proxy,
            ConvBackend networks,
            Workers workers,
            OutputFolder out) {
        ScoreOptions options = new ScoreOptions();
        String question = space.id() + " " + proxy.label() + options.question(proxy, space, common.seed);
        Label computed = options.open("--proxy", proxy, space, common.seed, networks, workers);
        Path log = out.file("scores-" + space.name() + "-" + proxy.label() + ".csv");
        double[] scores = new double[count];
        try (LabelLog kept = LabelLog.open(log, question, false, true);
                Label label = new LoggedLabel(space, computed, kept);
                Progress progress = Progress.of(
                        space.name() + " " + proxy.label(),
                        count,
                        invocation.terminal() ? spec.commandLine().getErr() : null)) {
            for (int done = 0; done < count; done += CHUNK) {
                double[] some = new double[Math.min(CHUNK, count - done)];
                label.evaluate(codes, done, some.length, some);
                System.arraycopy(some, 0, scores, done, some.length);
                progress.step(some.length);
            }
        }
        return scores;
    }

    private static String csv(ProxyReport report) {
        // No field holds a comma or a quote.
        return Stream.concat(Stream.of(ProxyRow.HEADER), report.rows().stream().map(ProxyRow::fields))
                .map(fields -> String.join(",", fields) + "\n")
                .collect(Collectors.joining());
    }
}
