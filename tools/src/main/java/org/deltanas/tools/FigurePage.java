package org.deltanas.tools;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deltanas.tools.page.Html;
import org.deltanas.tools.page.Page;

/** A competition as a web page. Everything outside the section {@code run} is the same for the same seeds. */
final class FigurePage {
    private final FigureReport report;
    private final FigureVerdict verdict;
    private final Page page;
    private final Html html;

    private FigurePage(FigureReport report) {
        this.report = report;
        this.verdict = report.verdict();
        this.page = new Page("Delta-NAS: " + report.figure().title(), verdict.claim());
        this.html = page.body();
    }

    /** The page. */
    static String of(FigureReport report) {
        FigurePage page = new FigurePage(report);
        page.html.open("main").line();
        page.writeHeader();
        page.writeVerdict();
        report.panels().forEach(page::writePanel);
        page.writeDone();
        page.html.comment("run: what differs from run to run").line();
        page.writeRun();
        page.html.comment("end of run").line();
        page.html.close();
        return page.page.finish();
    }

    private void writeHeader() {
        html.open("header").line();
        html.element("p", "Delta-NAS, reproduce " + report.figure(), "class", "eyebrow")
                .line();
        html.element("h1", report.figure().title()).line();
        html.element("p", verdict.claim(), "class", "verdict").line();
        html.close().line();
    }

    private void writeVerdict() {
        page.openSection("verdict", "Who is ahead");
        report.panels().forEach(panel -> prose(verdict.inWords(panel)));
        report.anchor().ifPresent(this::writeAnchor);
        page.closeSection();
    }

    private void writeAnchor(FigureAnchor anchor) {
        prose(anchor.inWords());
        html.open("details").element("summary", "Every known mean").line();
        page.openTable("searcher", "queries", "known mean", "mean here", "allowed difference", "agrees");
        for (FigureAnchor.Comparison check : anchor.checks()) {
            page.writeRow(
                    check.searcher().toString(),
                    Integer.toString(check.queries()),
                    format("%.2f", check.known()),
                    format("%.2f", check.mean()),
                    format("%.2f", check.allowed()),
                    check.agrees() ? "yes" : "no");
        }
        page.closeTable();
        html.close().line();
    }

    private void writePanel(FigurePanel panel) {
        page.openSection(panel.file(), panel.cell() + ": " + panel.quantity());
        report.searchers(panel).write(html);
        List<FigureCurve> curves = verdict.of(panel);
        if (curves.stream().anyMatch(curve -> !curve.searcher().isPlain())) {
            html.element("h3", "Crossover within Delta-NAS", "class", "spaced").line();
            report.crossovers(panel).write(html);
        }
        html.open("details").element("summary", "All searchers in numbers").line();
        int[] told = FigureVerdict.told(curves.getFirst().queries());
        List<String> heads = new ArrayList<>(List.of("searcher"));
        Arrays.stream(told).forEach(queries -> heads.add("after " + queries));
        heads.addAll(List.of("find the optimum", "median query", "neighbour queries"));
        page.openTable(heads.toArray(String[]::new));
        for (FigureCurve curve : curves) {
            List<String> cells = new ArrayList<>(List.of(curve.searcher().toString()));
            Arrays.stream(told).forEach(queries -> cells.add(curve.inWords(queries)));
            cells.add(curve.solved() + " of " + report.seeds());
            cells.add(FigureReport.medianInWords(curve));
            cells.add(SearchText.count(Math.round(curve.neighbourQueries())));
            page.writeRow(cells.toArray(String[]::new));
        }
        page.closeTable();
        html.close().line();
        page.closeSection();
    }

    private void writeDone() {
        page.openSection("done", "What was done");
        prose(
                report.seeds() == 1
                        ? "One search of every searcher, with seed " + report.seed()
                                + ", so nothing is known of the spread."
                        : report.seeds() + " searches of every searcher, with seeds " + report.seed() + " to "
                                + (report.seed() + report.seeds() - 1)
                                + ". Lines are means of the best so far, bands 95 % confidence intervals of these means"
                                + " (1.96 standard errors to both sides).");
        prose(
                "Every searcher runs with the defaults of search; asking for a known architecture again, or for one of the same"
                        + " isomorphism class where the table has one row for it, is no query. Edit distances are searched as in the noise-free"
                        + " experiment of SEP crossover: evolutions have 100 members, of which 10 compete, and mutate each choice"
                        + " with a probability of its own; a known cell that is asked for again is a query. Delta-NAS and BANANAS"
                        + " never ask for a known one.");
        prose("A search ends early where it has found the optimum, after which its best cannot rise; neighbour queries"
                + " and times are up to there.");
        page.closeSection();
    }

    private void writeRun() {
        report.run().openSection(page, "searches", ", a search on each");
        html.element("h3", "To repeat the first search of each", "class", "spaced")
                .line();
        page.openTable("benchmark", "searcher", "mean seconds", "command");
        for (FigureCurve curve : report.curves()) {
            page.writeRow(
                    curve.panel().cell(),
                    curve.searcher().toString(),
                    format("%.3f", curve.seconds()),
                    curve.command(report.tables()));
        }
        page.closeTable();
        page.closeSection();
    }

    private void prose(String text) {
        html.element("p", text, "class", "prose").line();
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
