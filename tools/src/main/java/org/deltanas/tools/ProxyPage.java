package org.deltanas.tools;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.deltanas.tools.page.Html;
import org.deltanas.tools.page.Page;

/** How zero-cost scores order architectures, as a web page. Everything outside {@code run} is the same for the same seed. */
final class ProxyPage {
    private final ProxyReport report;
    private final Page page;
    private final Html html;

    private ProxyPage(ProxyReport report) {
        this.report = report;
        this.page = new Page("Delta-NAS: zero-cost scores", report.verdict());
        this.html = page.body();
    }

    /** The page. */
    static String of(ProxyReport report) {
        ProxyPage page = new ProxyPage(report);
        page.html.open("main").line();
        page.writeHeader();
        page.writeValues("tau", "Kendall tau", ProxyRow::tau);
        page.writeValues("top", "Kendall tau among the best tenth", ProxyRow::topTau);
        page.writeValues("rho", "Spearman's rho", ProxyRow::rho);
        page.writeValues("best", "The accuracy of what a score puts first", ProxyRow::best);
        page.writeDone();
        page.html.comment("run: what differs from run to run").line();
        page.writeRun();
        page.html.comment("end of run").line();
        page.html.close();
        return page.page.finish();
    }

    private void writeHeader() {
        html.open("header").line();
        html.element("p", "Delta-NAS, reproduce proxies", "class", "eyebrow").line();
        html.element("h1", "Which zero-cost score orders architectures as training does?")
                .line();
        html.element("p", report.verdict(), "class", "verdict").line();
        html.close().line();
    }

    private void writeValues(String id, String heading, ToDoubleFunction<ProxyRow> value) {
        page.openSection(id, heading);
        page.openTable(
                Stream.concat(Stream.of("benchmark"), report.proxies().stream().map(Proxy::label))
                        .toArray(String[]::new));
        for (String cell : report.cells()) {
            page.writeRow(Stream.concat(
                            Stream.of(cell),
                            report.proxies().stream()
                                    .map(proxy -> report.row(cell, proxy)
                                            .map(row -> format(value.applyAsDouble(row)))
                                            .orElse("")))
                    .toArray(String[]::new));
        }
        page.closeTable();
        page.closeSection();
    }

    private static String format(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, Math.abs(value) < 2 ? "%.3f" : "%.2f", value) : "";
    }

    private void writeDone() {
        page.openSection("done", "What was done");
        html.element(
                        "p",
                        "Of each table at most " + SearchText.count(report.sample())
                                + " random architectures were scored, the same for every score and column. Those without a"
                                + " score, as dead networks, are ranked last together. The best tenth is that by accuracy.",
                        "class",
                        "prose")
                .line();
        html.element("h3", "Scores", "class", "spaced");
        html.open("dl", "class", "facts wide").line();
        report.proxies().forEach(proxy -> page.writeFact(proxy.label(), proxy.inWords()));
        html.close().line();
        html.element(
                "p",
                "The composite's terms and weights were chosen on nasbench201/c10_valid_200 and"
                        + " transnas-micro/valid_class_scene: these two flatter it, and the others judge it.",
                "class",
                "note spaced");
        page.closeSection();
    }

    private void writeRun() {
        page.openSection("run", "Run");
        html.open("dl", "class", "facts wide").line();
        page.writeFact("time", String.format(Locale.ROOT, "%.1f s", report.run().seconds()));
        page.writeFact("threads", SearchText.count(report.run().threads()));
        page.writeFact("kernels", report.run().kernels());
        page.writeFact("host", Host.describe());
        page.writeFact("version", DeltaNasCli.Version.ofBuild());
        html.close().line();
        html.element("h3", "To repeat it", "class", "spaced").line();
        html.element("pre", report.run().command(), "class", "code whole");
        page.closeSection();
    }
}
