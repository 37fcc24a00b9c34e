package org.deltanas.tools.page;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * A {@link PlotSheet} as SVG: a key, then plots in rows, each with a heading and axes of its own; what the axes stand for
 * is written once. Shapes carry their colours themselves, without a style sheet, since converters to PDF know few.
 */
final class SheetPicture {
    /**
     * The style sheet's colours of lines on white: Okabe and Ito's, some darker, which the colour-blind tell apart, and
     * two greys.
     */
    static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#a6519b", "#b58900", "#1b1e23", "#3aa0e0", "#7d8590");

    /** The corners of marks behind the circle, in radii: as {@code plots.js} and the style sheet have them. */
    private static final List<double[][]> CORNERS = List.of(
            new double[][] {{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}},
            new double[][] {{0, -1.3}, {1.3, 0.9}, {-1.3, 0.9}},
            new double[][] {{0, -1.35}, {1.35, 0}, {0, 1.35}, {-1.35, 0}},
            new double[][] {{0, 1.3}, {1.3, -0.9}, {-1.3, -0.9}},
            new double[][] {{-1.3, -0.5}, {1.3, -0.5}, {1.3, 0.5}, {-1.3, 0.5}},
            new double[][] {{-0.5, -1.3}, {0.5, -1.3}, {0.5, 1.3}, {-0.5, 1.3}},
            new double[][] {{-1.3, -1.3}, {1.3, 1.3}, {1.3, -1.3}, {-1.3, 1.3}});

    private static final double WIDTH = 190; // of the area where values are; twice as much for a single plot
    private static final double HEIGHT = 130;
    private static final double FONT = 11;
    private static final double CHARACTER = 5.6; // the mean advance of 11-pixel sans-serif type, rounded up
    private static final double BASELINE = 3.9; // from the middle of a line to its baseline
    private static final double GAP = 14;
    private static final double LINE = 20; // a line of text
    private static final double MARGIN = 8;
    private static final double MARK = 3.2;
    private static final double KEY_LINE = 22;
    private static final int MOST_STEPS = 5;
    private static final double X_PADDING = 0.07;
    private static final String INK = "#1b1e23";
    private static final String MUTED = "#5a616c";
    private static final String RULE = "#dfe2e7";

    private final PlotSheet sheet;
    private final List<PlotSheet.Panel> panels;
    private final List<Ticks> ticks;
    private final int columns;
    private final double areaWidth;
    private final double areaHeight;
    private final double left; // room for the tick labels of a plot
    private final double pitch; // from a plot to the next on its right
    private final Html html = new Html();

    SheetPicture(PlotSheet sheet, int columns) {
        this.sheet = sheet;
        this.panels = sheet.panels();
        this.columns = Math.min(columns, panels.size());
        int scale = panels.size() == 1 ? 2 : 1;
        this.areaWidth = scale * WIDTH;
        this.areaHeight = scale * HEIGHT;
        this.ticks = panels.stream().map(panel -> ticks(panel.plot())).toList();
        this.left = GAP
                + CHARACTER
                        * ticks.stream()
                                .flatMap(t -> t.values().stream())
                                .mapToInt(value -> value.toPlainString().length())
                                .max()
                                .orElse(0);
        int longest = panels.stream()
                .mapToInt(panel -> panel.heading().length())
                .max()
                .orElse(0);
        this.pitch = left + Math.max(areaWidth, longest * CHARACTER) + GAP;
    }

    private static Ticks ticks(Plot plot) {
        double[] values = plot.series().stream()
                .flatMap(s -> Stream.of(s.values, s.low, s.high))
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .toArray();
        double low = Arrays.stream(values).min().orElse(0);
        double high = Arrays.stream(values).max().orElse(1);
        return plot.isFromZero()
                ? Ticks.over(Math.min(low, 0), Math.max(high, 0), MOST_STEPS)
                : Ticks.over(low, high, MOST_STEPS);
    }

    String svg() {
        Plot first = panels.getFirst().plot();
        int rows = Math.ceilDiv(panels.size(), columns);
        List<List<Integer>> key = keyLines(first);
        double longest =
                first.series().stream().mapToDouble(s -> keyWidth(s.name)).max().orElse(0);
        double width = LINE + Math.max(columns * pitch, left + longest) + MARGIN;
        double top = MARGIN + key.size() * LINE;
        double bottom = top + rows * (LINE + areaHeight + LINE + GAP) - GAP;
        double height = bottom + LINE + MARGIN;
        html.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "width",
                number(width),
                "height",
                number(height),
                "viewBox",
                "0 0 " + number(width) + " " + number(height),
                "font-family",
                "Helvetica, Arial, sans-serif",
                "font-size",
                number(FONT),
                "role",
                "img");
        html.line().element("title", sheet.title()).line();
        html.element(
                        "desc",
                        String.join(
                                "\n",
                                panels.stream()
                                        .map(p -> p.heading() + ": " + p.plot().inWords())
                                        .toList()))
                .line();
        rectangle(0, 0, width, height, "#ffffff");
        for (int i = 0; i < key.size(); i++) {
            writeKey(first, key.get(i), LINE + left, MARGIN + i * LINE + LINE / 2);
        }
        for (int i = 0; i < panels.size(); i++) {
            int row = i / columns;
            int column = i % columns;
            double x = LINE + column * pitch + left;
            double y = top + row * (LINE + areaHeight + LINE + GAP) + LINE;
            new PanelPicture(panels.get(i), ticks.get(i), x, y).write();
        }
        double middle = LINE + (left + columns * pitch - GAP) / 2;
        text(first.xLabel(), middle, bottom + LINE / 2, "middle", MUTED);
        html.open("g", "transform", "translate(" + point(MARGIN + FONT / 2, (top + bottom) / 2) + ") rotate(-90)");
        text(first.yLabel(), 0, 0, "middle", MUTED);
        html.close().line();
        html.close().line();
        return html.toString();
    }

    /** Which series stand beside each other in the key: as many as fit above the plots. */
    private List<List<Integer>> keyLines(Plot plot) {
        List<List<Integer>> lines = new ArrayList<>();
        double room = 0;
        for (int s = 0; s < plot.series().size(); s++) {
            double needed = keyWidth(plot.series().get(s).name);
            if (lines.isEmpty() || needed > room) {
                lines.add(new ArrayList<>());
                room = columns * pitch - left;
            }
            lines.getLast().add(s);
            room -= needed;
        }
        return lines;
    }

    private static double keyWidth(String name) {
        return KEY_LINE + MARGIN + name.length() * CHARACTER + 2 * GAP;
    }

    private void writeKey(Plot plot, List<Integer> line, double x, double y) {
        double at = x;
        for (int s : line) {
            String name = plot.series().get(s).name;
            path("M" + point(at, y) + "h" + number(KEY_LINE), "none", COLOURS.get(s));
            mark(s, at + KEY_LINE / 2, y);
            text(name, at + KEY_LINE + MARGIN, y, "start", INK);
            at += keyWidth(name);
        }
    }

    /** One plot, its area's upper left corner at a point of the picture. */
    private final class PanelPicture {
        private final PlotSheet.Panel panel;
        private final Plot plot;
        private final Ticks yTicks;
        private final double x0;
        private final double y0;

        PanelPicture(PlotSheet.Panel panel, Ticks yTicks, double x0, double y0) {
            this.panel = panel;
            this.plot = panel.plot();
            this.yTicks = yTicks;
            this.x0 = x0;
            this.y0 = y0;
        }

        void write() {
            html.open("g").line();
            text(panel.heading(), x0, y0 - LINE / 2, "start", INK);
            for (BigDecimal tick : yTicks.values()) {
                double y = yAt(tick.doubleValue());
                path("M" + point(x0, y) + "h" + number(areaWidth), "none", RULE);
                text(tick.toPlainString(), x0 - 5, y, "end", MUTED);
            }
            for (double tick : Arrays.stream(plot.ticks()).distinct().toArray()) {
                text(label(tick), xAt(tick), y0 + areaHeight + LINE / 2, "middle", MUTED);
            }
            for (int s = 0; s < plot.series().size(); s++) {
                writeBand(plot.series().get(s), COLOURS.get(s));
            }
            for (int s = 0; s < plot.series().size(); s++) {
                writeLine(plot.series().get(s), s);
            }
            html.close().line();
        }

        /** A closed path for each run of values without a gap. */
        private void writeBand(Plot.Series series, String colour) {
            double[] x = plot.x();
            for (int from = 0, to; from < x.length; from = to + 1) {
                to = from;
                StringJoiner upper = new StringJoiner("L");
                String lower = "";
                while (to < x.length && Double.isFinite(series.low[to]) && Double.isFinite(series.high[to])) {
                    upper.add(point(xAt(x[to]), yAt(series.high[to])));
                    lower = "L" + point(xAt(x[to]), yAt(series.low[to])) + lower;
                    to++;
                }
                if (to - from > 1) {
                    html.open("path", "d", "M" + upper + lower + "Z", "fill", colour, "fill-opacity", "0.15")
                            .close()
                            .line();
                }
            }
        }

        private void writeLine(Plot.Series series, int index) {
            double[] x = plot.x();
            StringBuilder line = new StringBuilder();
            boolean gap = true;
            for (int i = 0; i < x.length; i++) {
                if (Double.isFinite(series.values[i])) {
                    line.append(gap ? 'M' : 'L').append(point(xAt(x[i]), yAt(series.values[i])));
                }
                gap = !Double.isFinite(series.values[i]);
            }
            path(line.toString(), "none", COLOURS.get(index));
            for (int i = 0; i < x.length; i++) {
                if (Double.isFinite(series.values[i])) {
                    mark(index, xAt(x[i]), yAt(series.values[i]));
                }
            }
        }

        private double xAt(double value) {
            double[] x = plot.x();
            double low = scaled(x[0]);
            double range = scaled(x[x.length - 1]) - low;
            double share = range == 0 ? 0.5 : (scaled(value) - low) / range;
            return x0 + areaWidth * (X_PADDING + (1 - 2 * X_PADDING) * share);
        }

        private double scaled(double value) {
            return plot.isDoubling() ? Math.log(value) : value;
        }

        private double yAt(double value) {
            return y0 + areaHeight * (yTicks.high() - value) / (yTicks.high() - yTicks.low());
        }
    }

    /** A mark of each line's own, all of about the same area: for those who see no colours. */
    private void mark(int index, double x, double y) {
        String colour = COLOURS.get(index);
        if (index == 0) {
            String r = number(MARK);
            html.open("circle", "cx", number(x), "cy", number(y), "r", r, "fill", colour);
            html.close().line();
            return;
        }
        double[][] corners = CORNERS.get(index - 1);
        StringBuilder d = new StringBuilder("M" + point(x + MARK * corners[0][0], y + MARK * corners[0][1]));
        for (int i = 1; i < corners.length; i++) {
            d.append('l')
                    .append(point(
                            MARK * (corners[i][0] - corners[i - 1][0]), MARK * (corners[i][1] - corners[i - 1][1])));
        }
        path(d + "Z", colour, "none");
    }

    private void path(String d, String fill, String stroke) {
        String width = stroke.equals(RULE) ? "1" : "1.6";
        html.open("path", "d", d, "fill", fill, "stroke", stroke, "stroke-width", width);
        html.close().line();
    }

    private void rectangle(double x, double y, double width, double height, String fill) {
        path("M" + point(x, y) + "h" + number(width) + "v" + number(height) + "h" + number(-width) + "Z", fill, "none");
    }

    /** Text whose middle line is at y: by hand, since not all programs know dominant-baseline. */
    private void text(String content, double x, double y, String anchor, String fill) {
        String at = "translate(" + point(x, y + BASELINE) + ")";
        html.element("text", content, "transform", at, "text-anchor", anchor, "fill", fill)
                .line();
    }

    private static String label(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String point(double x, double y) {
        return number(x) + " " + number(y);
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
