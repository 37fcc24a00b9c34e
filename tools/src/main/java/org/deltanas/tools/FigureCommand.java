package org.deltanas.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** An experiment that lets searchers compete. */
abstract class FigureCommand implements Callable<Integer> {
    private static final int SEEDS = 50;
    private static final int QUICK_SEEDS = 5;
    private static final int MOST_QUERIES = 100_000;

    private final Invocation invocation;
    private final Figure figure;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private KernelOptions kernels;

    @Mixin
    private StudyOptions options;

    @Option(
            names = "--queries",
            paramLabel = "N",
            description = "Queries of each search (default: 1000 by edit distance, 200 or 150 by accuracies of"
                    + " NAS-Bench-101, 500 of NAS-Bench-201).")
    private Integer queries;

    @Option(
            names = "--searchers",
            paramLabel = "NAME",
            split = ",",
            description = "Only these searchers, separated by commas (default: all).")
    private List<String> searchers = List.of();

    FigureCommand(Invocation invocation, Figure figure) {
        this.invocation = invocation;
        this.figure = figure;
    }

    @Override
    public Integer call() {
        common.validate();
        kernels.validate();
        options.validate(common);
        Check.range("--queries", queries, 2, MOST_QUERIES);
        List<FigurePanel> panels = figure.panels(options.cells());
        // Distances need no table.
        Path tables = panels.stream().allMatch(panel -> panel.benchmark() == null) ? null : options.tables();
        List<FigureSearcher> contenders = FigureSearcher.named(searchers);
        OutputFolder out = OutputFolder.prepare(common.out);
        FigureReport report =
                report(panels, contenders, tables, StudyRows.open(out.file(figure + "-runs.csv"), FigureRow.FORMAT));
        String json = JsonText.of(report.json());
        PrintWriter writer = spec.commandLine().getOut();
        writer.print(common.json ? json : report.text());
        writer.flush();
        out.write(figure + ".json", json);
        out.write(figure + ".csv", report.csv());
        out.write(figure + "-cost.csv", report.costCsv());
        for (FigurePanel panel : panels) {
            out.write(
                    figure + "-" + panel.file() + ".svg",
                    report.searchers(panel).svg(1));
        }
        out.write(figure + ".html", FigurePage.of(report));
        return ExitCode.DONE;
    }

    private FigureReport report(
            List<FigurePanel> panels, List<FigureSearcher> contenders, Path tables, StudyRows<FigureRow> rows) {
        int seeds = options.seeds(SEEDS, QUICK_SEEDS);
        Simd simd = kernels.simd();
        List<FigureCurve> curves = new ArrayList<>();
        long start = System.nanoTime();
        try (Workers workers = new Workers(common.threadCount())) {
            for (FigurePanel panel : panels) {
                try (FigureStudy study = FigureStudy.open(panel, tables, simd)) {
                    curves.addAll(curves(study, contenders, seeds, rows, workers));
                }
            }
        }
        return new FigureReport(
                figure,
                panels,
                curves,
                common.seed,
                seeds,
                tables,
                new StudyReport.Run(
                        (System.nanoTime() - start) * 1e-9,
                        rows.computed(),
                        curves.size() * seeds - rows.computed(),
                        simd.toString(),
                        common.threadCount(),
                        invocation.repeatable(common.seed)));
    }

    /** All searches of a panel, those of a seed beside each other, so that a run cut short has some of every searcher. */
    private List<FigureCurve> curves(
            FigureStudy study, List<FigureSearcher> contenders, int seeds, StudyRows<FigureRow> rows, Workers workers) {
        FigurePanel panel = study.panel();
        int budget = queries != null ? queries : panel.queries();
        FigureRow[][] found = new FigureRow[contenders.size()][seeds];
        workers.forEach(contenders.size() * seeds, (worker, index) -> {
            int k = index % contenders.size();
            int s = index / contenders.size();
            long seed = common.seed + s;
            List<String> settings = panel.settings(contenders.get(k), budget);
            String asked = String.join(" ", settings);
            found[k][s] = rows.get(row -> row.answers(panel.cell(), asked, seed), () -> {
                FigureRow row = study.run(settings, seed);
                tell(row, budget);
                return row;
            });
        });
        List<FigureCurve> curves = new ArrayList<>();
        for (int k = 0; k < contenders.size(); k++) {
            curves.add(new FigureCurve(panel, contenders.get(k), budget, List.of(found[k])));
        }
        return curves;
    }

    private void tell(FigureRow row, int budget) {
        if (invocation.terminal()) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "%s %s seed %d: %s, %.1f s%n",
                            row.cell(),
                            row.settings(),
                            row.seed(),
                            row.bestAfter(budget),
                            row.seconds());
        }
    }
}
