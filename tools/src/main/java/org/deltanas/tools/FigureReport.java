package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import org.deltanas.tools.page.Plot;
import org.deltanas.tools.page.PlotSheet;

/**
 * What came of a competition, in every form but a page.
 *
 * @param figure which figure of the paper
 * @param panels what was searched
 * @param curves the searchers on every panel, panel by panel
 * @param seed the first seed
 * @param seeds how many seeds, one after the other
 * @param tables where the published tables are
 * @param run how it ran
 */
record FigureReport(
        Figure figure,
        List<FigurePanel> panels,
        List<FigureCurve> curves,
        long seed,
        int seeds,
        Path tables,
        StudyReport.Run run) {
    private static final double[] TICKS = {10, 20, 50, 100, 200, 500, 1_000};

    FigureReport {
        panels = List.copyOf(panels);
        curves = List.copyOf(curves);
    }

    FigureVerdict verdict() {
        return new FigureVerdict(panels, curves);
    }

    /** Edit distances beside known ones, if there are some that can be compared. */
    Optional<FigureAnchor> anchor() {
        return FigureAnchor.of(curves);
    }

    /**
     * The searchers of a panel as they stand, or those that there are: lines are means, bands their 95 % confidence
     * intervals.
     */
    PlotSheet searchers(FigurePanel panel) {
        boolean plain = curves.stream().anyMatch(curve -> curve.searcher().isPlain());
        return sheet(panel, "the best so far of every searcher", searcher -> !plain || searcher.isPlain());
    }

    /** Delta-NAS with and without crossover. */
    PlotSheet crossovers(FigurePanel panel) {
        return sheet(
                panel,
                "the best so far of Delta-NAS with and without crossover",
                searcher -> searcher.kind() == Strategy.Kind.DELTA_NAS);
    }

    private PlotSheet sheet(FigurePanel panel, String what, Predicate<FigureSearcher> chosen) {
        List<FigureCurve> lines = verdict().of(panel).stream()
                .filter(curve -> chosen.test(curve.searcher()))
                .toList();
        PlotSheet sheet = new PlotSheet(
                panel.cell() + ": " + what + ", means over " + seeds + " seeds with their 95 % confidence intervals");
        if (lines.isEmpty()) {
            return sheet;
        }
        int[] after = FigureCurve.after(lines.getFirst().queries());
        double[] x = Arrays.stream(after).asDoubleStream().toArray();
        Plot plot = new Plot("queries", panel.quantity(), x).withDoublingX().withTicks(TICKS);
        for (FigureCurve line : lines) {
            plot.line(
                    line.searcher().toString(),
                    along(after, q -> line.bestAfter(q).mean()),
                    along(after, q -> line.bestAfter(q).mean() - line.band(q)),
                    along(after, q -> line.bestAfter(q).mean() + line.band(q)));
        }
        return sheet.add(panel.cell(), plot);
    }

    private static double[] along(int[] queries, IntToDoubleFunction value) {
        return Arrays.stream(queries).mapToDouble(value).toArray();
    }

    /** The curves, a line a searcher and number of queries. The same for the same seeds. */
    String csv() {
        List<List<Object>> lines = new ArrayList<>();
        lines.add(List.of("cell", "searcher", "queries", "seeds", "mean", "std", "low", "high"));
        for (FigureCurve curve : curves) {
            for (int queries : FigureCurve.after(curve.queries())) {
                Spread spread = curve.bestAfter(queries);
                double band = curve.band(queries);
                lines.add(List.of(
                        curve.panel().cell(),
                        curve.searcher(),
                        queries,
                        seeds,
                        spread.mean(),
                        spread.std(),
                        spread.mean() - band,
                        spread.mean() + band));
            }
        }
        return csv(lines);
    }

    /** What searchers cost, a line a curve; seconds are up to the optimum or the end of the budget. */
    String costCsv() {
        List<List<Object>> lines = new ArrayList<>();
        lines.add(List.of(
                "cell",
                "searcher",
                "seeds",
                "solved",
                "median_queries_to_optimum",
                "neighbour_queries",
                "seconds",
                "command"));
        for (FigureCurve curve : curves) {
            lines.add(List.of(
                    curve.panel().cell(),
                    curve.searcher(),
                    seeds,
                    curve.solved(),
                    curve.medianToOptimum(),
                    curve.neighbourQueries(),
                    curve.seconds(),
                    curve.command(tables)));
        }
        return csv(lines);
    }

    /** What is not finite is empty. */
    private static String csv(List<List<Object>> lines) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().build(text)) {
            for (List<Object> line : lines) {
                writer.writeRecord(line.stream()
                        .map(field -> field instanceof Double value && !Double.isFinite(value) ? "" : field.toString())
                        .toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** The report as JSON. Everything outside {@code run} is the same for the same seeds. */
    ObjectNode json() {
        ObjectNode json = JsonText.object();
        json.put("experiment", figure.toString());
        json.put("seed", seed);
        json.put("seeds", seeds);
        json.put("claim", verdict().claim());
        ArrayNode sentences = json.putArray("verdict");
        panels.forEach(panel -> sentences.add(verdict().inWords(panel)));
        anchor().ifPresent(anchor -> putAnchor(json.putObject("anchor"), anchor));
        ArrayNode all = json.putArray("curves");
        curves.forEach(curve -> putCurve(all.addObject(), curve));
        ObjectNode volatileFacts = json.putObject("run");
        run.put(volatileFacts);
        ArrayNode costs = volatileFacts.putArray("searches");
        for (FigureCurve curve : curves) {
            costs.addObject()
                    .put("cell", curve.panel().cell())
                    .put("searcher", curve.searcher().toString())
                    .put("meanSeconds", curve.seconds())
                    .put("command", curve.command(tables));
        }
        JsonText.putRepeatable(volatileFacts, run.threads(), run.command());
        return json;
    }

    private static void putAnchor(ObjectNode json, FigureAnchor anchor) {
        json.put("sentence", anchor.inWords());
        ArrayNode checks = json.putArray("checks");
        for (FigureAnchor.Comparison check : anchor.checks()) {
            checks.addObject()
                    .put("searcher", check.searcher().toString())
                    .put("queries", check.queries())
                    .put("known", check.known())
                    .put("mean", check.mean())
                    .put("allowed", check.allowed())
                    .put("agrees", check.agrees());
        }
    }

    private static void putCurve(ObjectNode json, FigureCurve curve) {
        json.put("cell", curve.panel().cell());
        json.put("searcher", curve.searcher().toString());
        json.put("settings", String.join(" ", curve.settings()));
        json.put("solved", curve.solved());
        JsonText.putFinite(json, "medianQueriesToOptimum", curve.medianToOptimum());
        json.put("neighbourQueries", curve.neighbourQueries());
        ArrayNode points = json.putArray("points");
        for (int queries : FigureCurve.after(curve.queries())) {
            ObjectNode point = points.addObject().put("queries", queries);
            curve.bestAfter(queries).put(point);
            point.put("band", curve.band(queries));
        }
    }

    /** The report for people to read. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (FigurePanel panel : panels) {
            List<FigureCurve> own = verdict().of(panel);
            int[] told = FigureVerdict.told(own.getFirst().queries());
            text.append(panel.cell()).append(": ").append(panel.quantity()).append(", mean over seeds\n");
            text.append(String.format(Locale.ROOT, "%-22s", "after queries"));
            Arrays.stream(told).forEach(queries -> text.append(String.format(Locale.ROOT, " %9d", queries)));
            text.append(String.format(Locale.ROOT, " %7s %9s%n", "optimum", "median to"));
            for (FigureCurve curve : own) {
                text.append(String.format(Locale.ROOT, "%-22s", curve.searcher()));
                Arrays.stream(told)
                        .forEach(queries -> text.append(String.format(
                                Locale.ROOT,
                                " %9s",
                                panel.format(curve.bestAfter(queries).mean()))));
                text.append(String.format(Locale.ROOT, " %3d/%-3d %9s%n", curve.solved(), seeds, medianInWords(curve)));
            }
            text.append('\n');
        }
        text.append(verdict().claim()).append("\n\n");
        panels.forEach(panel -> text.append(verdict().inWords(panel)).append('\n'));
        anchor().ifPresent(anchor -> text.append(anchor.inWords()).append('\n'));
        return text.toString();
    }

    /** The median of the queries to the optimum. */
    static String medianInWords(FigureCurve curve) {
        return Double.isFinite(curve.medianToOptimum())
                ? String.format(Locale.ROOT, "%.0f", curve.medianToOptimum())
                : "more";
    }
}
