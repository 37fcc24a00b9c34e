package org.deltanas.tools;

import java.util.Locale;

/** How zero-cost scores order architectures, for people to read. */
final class ProxyText {
    private ProxyText() {}

    static String of(ProxyReport report) {
        StringBuilder text = new StringBuilder("Kendall tau, over all / among the best tenth\n\n");
        text.append(String.format(Locale.ROOT, "%-34s", "benchmark"));
        report.proxies().forEach(proxy -> text.append(String.format(Locale.ROOT, " %12s", proxy.label())));
        text.append('\n');
        for (String cell : report.cells()) {
            text.append(String.format(Locale.ROOT, "%-34s", cell));
            for (Proxy proxy : report.proxies()) {
                text.append(String.format(
                        Locale.ROOT,
                        " %12s",
                        report.row(cell, proxy)
                                .map(row -> number(row.tau()) + "/" + number(row.topTau()))
                                .orElse("-")));
            }
            text.append('\n');
        }
        return text.append('\n').append(report.verdict()).append('\n').toString();
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }
}
