package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deltanas.tools.page.Html;
import org.deltanas.tools.page.Page;

/** The comparison of shapes as a web page. */
final class FrontierPage {
    private static final String TITLE = "Accuracy for speed: which networks to predict with";

    private final FrontierReport report;
    private final Frontier frontier;
    private final Page page;
    private final Html html;

    private FrontierPage(FrontierReport report) {
        this.report = report;
        this.frontier = report.frontier();
        this.page = new Page("Delta-NAS: " + TITLE, report.verdict().getLast());
        this.html = page.body();
    }

    /** The page. */
    static String of(FrontierReport report) {
        FrontierPage page = new FrontierPage(report);
        page.html.open("main").line();
        page.writeHeader();
        page.writeVerdict();
        page.writeDone();
        page.writePlots();
        page.writePoints();
        page.writeRun();
        page.html.close();
        return page.page.finish();
    }

    private void writeHeader() {
        html.open("header").line();
        html.element("p", "Delta-NAS, reproduce " + FrontierCommand.NAME, "class", "eyebrow")
                .line();
        html.element("h1", TITLE).line();
        html.element("p", report.verdict().getLast(), "class", "verdict").line();
        html.open("dl", "class", "figures").line();
        writeFigure("recommended", frontier.recommended());
        writeFigure("knee", frontier.knee());
        writeFigure("reference", frontier.reference());
        html.close().line().close().line();
    }

    private void writeFigure(String name, FrontierPoint point) {
        page.writeFigure(
                name,
                point.shape().toString(),
                format("tau %.3f, ", point.tau()) + format("%.2f M neighbours/s", point.rate() / 1e6));
    }

    private void writeVerdict() {
        page.openSection("verdict", "Verdict");
        report.verdict()
                .forEach(sentence ->
                        html.element("p", sentence, "class", "prose").line());
        html.element(
                "p",
                "The rule: of all shapes and activations, with statistics and the default ensemble, take the fastest that"
                        + " loses at most " + Frontier.TOLERANCE + " of the tau of " + Frontier.REFERENCE
                        + " on every benchmark. Rates are means over the spaces (geometric), taus over benchmarks.",
                "class",
                "note spaced");
        page.closeSection();
    }

    private void writeDone() {
        page.openSection("done", "What was done");
        html.open("dl", "class", "facts wide").line();
        page.writeFact("benchmarks", String.join("; ", report.cells()) + " labels");
        page.writeFact(
                "tau",
                "Kendall's tau-b over networks that were not trained on, at most 20,000 random ones; splits and trainings"
                        + " of " + report.seeds() + " seeds, from " + report.seed()
                        + " on, the same for every shape. The tau of one network is the mean over the ensemble's.");
        page.writeFact(
                "neighbours a second",
                "a population of 256 that steps to its best neighbours, enumeration and arg-max included, on one thread:"
                        + " the median of nine slices once they are no longer getting faster");
        page.writeFact(
                "of peak",
                "the share of this thread's fused multiply-adds, "
                        + format("%.0f GFLOP/s measured beside the rates, ", report.peakGflops())
                        + "that the layers behind the first take");
        page.writeFact(
                "without statistics",
                String.join(
                        "; ",
                        report.benchmarks().stream()
                                .map(b -> b.source().space() + ": " + b.withoutStatistics())
                                .toList()));
        html.close().line();
        page.closeSection();
    }

    private void writePlots() {
        page.openSection("plots", "Tau against speed");
        report.plots().write(html);
        page.closeSection();
    }

    private void writePoints() {
        page.openSection("points", "All networks");
        List<String> heads =
                new ArrayList<>(List.of("networks", "mean tau", "most lost", "M neighbours/s", "of peak", "frontier"));
        heads.addAll(report.cells());
        page.openTable(heads.toArray(String[]::new));
        List<FrontierPoint> best = frontier.best();
        for (FrontierPoint point : frontier.points()) {
            List<String> cells = new ArrayList<>(List.of(
                    point.name(),
                    format("%.3f", point.tau()),
                    format("%.3f", point.mostLost(frontier.reference())),
                    format("%.2f", point.rate() / 1e6),
                    format("%.0f %%", 100 * point.shareOfPeak()),
                    best.contains(point) ? "yes" : ""));
            point.taus().forEach(tau -> cells.add(format("%.3f", tau)));
            page.writeRow(cells.toArray(String[]::new));
        }
        page.closeTable();
        page.closeSection();
    }

    private void writeRun() {
        report.run().openSection(page, "measurements", "");
        page.closeSection();
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
