package org.deltanas.tools;

import java.util.Locale;
import org.deltanas.tools.page.Html;

/** Tau of every score on every benchmark as a picture: an SVG file of shaded squares with their numbers. */
final class ProxyPicture {
    private static final int LEFT = 230;
    private static final int TOP = 40;
    private static final int WIDTH = 84;
    private static final int HEIGHT = 26;

    private ProxyPicture() {}

    static String of(ProxyReport report) {
        Html svg = new Html();
        int width = LEFT + WIDTH * report.proxies().size() + 10;
        int height = TOP + HEIGHT * report.cells().size() + 10;
        svg.open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "viewBox",
                        "0 0 " + width + " " + height,
                        "font-family",
                        "sans-serif",
                        "font-size",
                        "12")
                .line();
        svg.element("title", "Kendall tau of zero-cost scores").line();
        svg.open("rect", "width", "100%", "height", "100%", "fill", "white")
                .close()
                .line();
        for (int p = 0; p < report.proxies().size(); p++) {
            text(
                    svg,
                    LEFT + WIDTH * p + WIDTH / 2,
                    TOP - 12,
                    "middle",
                    report.proxies().get(p).label());
        }
        for (int c = 0; c < report.cells().size(); c++) {
            String cell = report.cells().get(c);
            int y = TOP + HEIGHT * c;
            text(svg, LEFT - 8, y + 17, "end", cell);
            for (int p = 0; p < report.proxies().size(); p++) {
                double tau = report.row(cell, report.proxies().get(p))
                        .map(ProxyRow::tau)
                        .orElse(Double.NaN);
                square(svg, LEFT + WIDTH * p, y, tau);
            }
        }
        svg.close();
        return svg.toString();
    }

    /** Blue for what orders as accuracies do, red for what orders the other way round. */
    private static void square(Html svg, int x, int y, double tau) {
        double strength = Double.isFinite(tau) ? Math.min(1, Math.abs(tau)) : 0;
        int pale = (int) Math.round(255 - 155 * strength);
        String fill = tau < 0
                ? String.format(Locale.ROOT, "rgb(255,%d,%d)", pale, pale)
                : String.format(Locale.ROOT, "rgb(%d,%d,255)", pale, pale);
        svg.open(
                        "rect",
                        "x",
                        Integer.toString(x),
                        "y",
                        Integer.toString(y),
                        "width",
                        Integer.toString(WIDTH - 2),
                        "height",
                        Integer.toString(HEIGHT - 2),
                        "fill",
                        fill)
                .close()
                .line();
        text(
                svg,
                x + WIDTH / 2,
                y + 17,
                "middle",
                Double.isFinite(tau) ? String.format(Locale.ROOT, "%.3f", tau) : "-");
    }

    private static void text(Html svg, int x, int y, String anchor, String content) {
        svg.element("text", content, "x", Integer.toString(x), "y", Integer.toString(y), "text-anchor", anchor)
                .line();
    }
}
