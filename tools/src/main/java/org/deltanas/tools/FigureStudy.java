package org.deltanas.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.datasets.TableColumn;
import org.deltanas.datasets.TableLabel;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.proxy.EditDistance;
import org.deltanas.proxy.Label;
import org.deltanas.search.LabelOracle;
import org.deltanas.search.SearchListener;
import org.deltanas.search.SearchResult;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Searches a panel, each search on one thread of its own. Any number of threads may use it.
 *
 * @param panel what is searched
 * @param space its space
 * @param table its table, or null for distances
 * @param simd the instructions
 */
record FigureStudy(FigurePanel panel, SearchSpace space, BenchmarkTable table, Simd simd) implements AutoCloseable {

    /** Opens the table of a panel. */
    static FigureStudy open(FigurePanel panel, Path tables, Simd simd) {
        SearchSpace space = SearchSpaces.byName(panel.space());
        StudyBenchmark benchmark = panel.benchmark();
        return new FigureStudy(
                panel, space, benchmark == null ? null : BenchmarkTable.read(benchmark.in(tables), space), simd);
    }

    private TableColumn column() {
        return table.column(panel.benchmark().column());
    }

    private Label label() {
        if (table != null) {
            return new TableLabel(table, panel.benchmark().column());
        }
        try (CodeSlab target = space.newSlab(1)) {
            space.parse(panel.target(), target, 0);
            return new EditDistance(space, target, 0);
        }
    }

    /** The strategy that {@code search} takes from its options. */
    static Strategy strategy(List<String> settings, long seed) {
        StrategyOptions options = new StrategyOptions();
        CommandLine line = new CommandLine(CommandSpec.forAnnotatedObject(options));
        options.validate(new GivenOptions(line.parseArgs(settings.toArray(String[]::new))));
        return options.strategy(seed);
    }

    /** Searches until the optimum is found, after which nothing can rise, or the budget is spent. */
    FigureRow run(List<String> settings, long seed) {
        double optimum = table == null ? 0 : column().best(panel.direction());
        boolean exact = panel.noise() == 0;
        SearchListener untilOptimum = (queries, budget, best) -> !exact || best != optimum;
        long start = System.nanoTime();
        try (Workers alone = new Workers(1);
                Label label = label();
                LabelOracle oracle = new LabelOracle(space, label, panel.direction(), panel.noise(), seed)) {
            SearchResult result = strategy(settings, seed).run(oracle, null, simd, alone, untilOptimum);
            double seconds = (System.nanoTime() - start) * 1e-9;
            List<SearchResult.TracePoint> trace = exact ? result.trace() : withoutNoise(oracle, label);
            return new FigureRow(
                    panel.cell(),
                    String.join(" ", settings),
                    seed,
                    trace,
                    trace.stream()
                            .filter(point -> point.best() == optimum)
                            .mapToInt(point -> Math.toIntExact(point.queries()))
                            .findFirst()
                            .orElse(Integer.MAX_VALUE),
                    result.neighbourQueries(),
                    seconds);
        }
    }

    /** Of those that were the best by their noisy labels the true ones. */
    private static List<SearchResult.TracePoint> withoutNoise(LabelOracle oracle, Label label) {
        List<SearchResult.TracePoint> trace = new ArrayList<>();
        double[] value = new double[1];
        for (SearchResult.TracePoint point : oracle.trace()) {
            label.evaluate(oracle.evaluated(), Math.toIntExact(point.queries() - 1), 1, value);
            trace.add(new SearchResult.TracePoint(point.queries(), value[0]));
        }
        return trace;
    }

    @Override
    public void close() {
        if (table != null) {
            table.close();
        }
    }
}
