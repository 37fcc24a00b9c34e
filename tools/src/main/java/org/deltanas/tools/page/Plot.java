package org.deltanas.tools.page;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * A plot of one or more series over common x values. Its data is part of the page, with eight digits; {@code plots.js}
 * draws it. For one thread.
 */
public final class Plot {
    /** So many lines have a colour and a mark of their own. */
    static final int MOST_LINES = 8;

    private static final MathContext DIGITS = new MathContext(8);
    private static final MathContext DIGITS_IN_WORDS = new MathContext(5);

    private final String xLabel;
    private final String yLabel;
    private final double[] x;
    private double[] ticks;
    private final List<Series> series = new ArrayList<>();
    private boolean square;
    private boolean doubling;
    private boolean fromZero;

    /** How a series is drawn. The names are those of {@code plots.js} and of the style sheet. */
    enum Mark {
        /** A line with a mark on each value, and a band around it. */
        LINE,
        /** A line that changes where a value stands. */
        STEPS,
        /** A dot a value. */
        DOTS,
        /** A cross at the bottom of the plot, away from all values. */
        ABSENT,
        /** A straight dashed line to compare with. */
        GUIDE
    }

    /** A series; it is never changed. */
    static final class Series {
        final String name;
        final Mark mark;
        final double[] values;
        /** The ends of the band of a line, which has no band where they are equal; null for all else. */
        final double[] low;

        final double[] high;

        Series(String name, Mark mark, double[] values, double[] low, double[] high) {
            this.name = name;
            this.mark = mark;
            this.values = values;
            this.low = low;
            this.high = high;
        }

        String style() {
            return mark.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A plot without series.
     *
     * @param xLabel what x is
     * @param yLabel what y is
     * @param x finite values in ascending order
     * @throws IllegalArgumentException if {@code x} is not finite or descends
     */
    public Plot(String xLabel, String yLabel, double[] x) {
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.x = x.clone();
        this.ticks = this.x;
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i]) || (i > 0 && x[i] < x[i - 1])) {
                throw new IllegalArgumentException(
                        "x[" + i + "] = " + x[i] + " is not finite, or less than the one before");
            }
        }
    }

    /** A scatter plot of points in any order; those that are not finite are left out. */
    public static Plot scatter(String xLabel, String yLabel, String name, double[] x, double[] y) {
        Integer[] order = new Integer[x.length];
        Arrays.setAll(order, i -> i);
        Integer[] finite = Arrays.stream(order)
                .filter(i -> Double.isFinite(x[i]) && Double.isFinite(y[i]))
                .sorted((i, j) -> Double.compare(x[i], x[j]))
                .toArray(Integer[]::new);
        Plot plot = new Plot(
                xLabel, yLabel, Arrays.stream(finite).mapToDouble(i -> x[i]).toArray());
        return plot.add(
                name, Mark.DOTS, Arrays.stream(finite).mapToDouble(i -> y[i]).toArray());
    }

    /** Adds a line that changes where a value stands; NaN keeps the value before. */
    public Plot steps(String name, double[] y) {
        return add(name, Mark.STEPS, y);
    }

    /** Adds a dot for each value that is finite. */
    public Plot dots(String name, double[] y) {
        return add(name, Mark.DOTS, y);
    }

    /** Adds a cross at the bottom of the plot wherever something has no value. */
    public Plot absent(String name, boolean[] at) {
        double[] y = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            y[i] = at[i] ? 0 : Double.NaN;
        }
        return add(name, Mark.ABSENT, y);
    }

    /**
     * Adds a line with a mark on each value, and a band that says how far values spread; where a value is not finite the
     * line has a gap. Lines are told apart by colour and mark, in the order in which they are added.
     *
     * @param low the lower end of the band at each x
     * @param high the upper end
     * @throws IllegalArgumentException if there are eight lines already
     */
    public Plot line(String name, double[] y, double[] low, double[] high) {
        if (series.stream().filter(s -> s.mark == Mark.LINE).count() == MOST_LINES) {
            throw new IllegalArgumentException(
                    "'" + name + "' is one line too many: " + MOST_LINES + " can be told apart");
        }
        checkLength(name, low);
        checkLength(name, high);
        return add(new Series(name, Mark.LINE, y.clone(), low.clone(), high.clone()));
    }

    /**
     * Spaces x values evenly that double from one to the next.
     *
     * @throws IllegalArgumentException if an x is not above zero
     */
    public Plot withDoublingX() {
        if (x.length > 0 && x[0] <= 0) {
            throw new IllegalArgumentException("x[0] = " + x[0] + " does not double from one above zero");
        }
        doubling = true;
        return this;
    }

    /**
     * Writes numbers at other places along the x axis of lines than at their values, which may be too many to be read.
     *
     * @param chosen finite values within the range of x; those outside are left out
     */
    public Plot withTicks(double... chosen) {
        ticks = Arrays.stream(chosen)
                .filter(t -> x.length > 0 && t >= x[0] && t <= x[x.length - 1])
                .toArray();
        return this;
    }

    /** Has the y axis reach to zero, so that heights can be compared. */
    public Plot fromZero() {
        fromZero = true;
        return this;
    }

    /** Gives both axes the same range, and the line y = x. */
    public Plot withIdentity() {
        square = true;
        return add("y = x", Mark.GUIDE, x);
    }

    private Plot add(String name, Mark mark, double[] y) {
        return add(new Series(name, mark, y.clone(), null, null));
    }

    private Plot add(Series added) {
        checkLength(added.name, added.values);
        series.add(added);
        return this;
    }

    private void checkLength(String name, double[] y) {
        if (y.length != x.length) {
            throw new IllegalArgumentException("'" + name + "' has " + y.length + " values, x has " + x.length);
        }
    }

    String xLabel() {
        return xLabel;
    }

    String yLabel() {
        return yLabel;
    }

    double[] x() {
        return x.clone();
    }

    double[] ticks() {
        return ticks.clone();
    }

    List<Series> series() {
        return List.copyOf(series);
    }

    boolean isDoubling() {
        return doubling;
    }

    boolean isFromZero() {
        return fromZero;
    }

    /**
     * Writes the plot.
     *
     * @param inWords what it shows, for those who cannot see it
     * @param caption what to see in it
     */
    public void write(Html html, String inWords, String caption) {
        html.open("figure", "class", square ? "plot square" : "plot").line();
        html.open("ul", "class", "key");
        writeKey(html);
        html.open("li", "class", "readout").close();
        html.close().line();
        writeCanvas(html, inWords);
        html.element("figcaption", caption).close().line();
    }

    /** Writes the plot as one of several that share a key. */
    void writePanel(Html html, String heading) {
        html.open("figure", "class", "plot panel").line();
        html.element("figcaption", heading).line();
        writeCanvas(html, heading + ": " + inWords());
        html.open("p", "class", "readout").close().close().line();
    }

    /** Writes an item of a list for each series. */
    void writeKey(Html html) {
        int lines = 0;
        for (Series s : series) {
            html.open("li")
                    .open("span", "class", "swatch " + s.style() + (s.mark == Mark.LINE ? " line-" + ++lines : ""))
                    .close();
            html.text(s.name).close();
        }
    }

    private void writeCanvas(Html html, String inWords) {
        html.open("div", "class", "canvas", "role", "img", "aria-label", inWords)
                .close()
                .line();
        html.verbatim("script", json(), "type", "application/json").line();
        html.open("noscript")
                .element("p", "Plots need JavaScript.", "class", "note")
                .close()
                .line();
    }

    /** All values, five digits each. */
    String inWords() {
        StringJoiner words = new StringJoiner("; ", yLabel + " against " + xLabel + " " + inWords(x) + ": ", "");
        series.forEach(s -> words.add(s.name + " " + inWords(s.values)));
        return words.toString();
    }

    private static String inWords(double[] values) {
        return Arrays.stream(values)
                .mapToObj(value -> Double.isFinite(value)
                        ? new BigDecimal(value)
                                .round(DIGITS_IN_WORDS)
                                .stripTrailingZeros()
                                .toPlainString()
                        : "none")
                .collect(Collectors.joining(", "));
    }

    private String json() {
        ObjectNode json = new JsonMapper().createObjectNode();
        json.put("xLabel", xLabel);
        json.put("yLabel", yLabel);
        json.put("square", square);
        json.put("doubling", doubling);
        json.put("fromZero", fromZero);
        putValues(json.putArray("x"), x);
        if (!Arrays.equals(ticks, x)) {
            putValues(json.putArray("ticks"), ticks);
        }
        ArrayNode all = json.putArray("series");
        for (Series s : series) {
            ObjectNode one = all.addObject();
            one.put("name", s.name);
            one.put("mark", s.style());
            putValues(one.putArray("y"), s.values);
            if (s.mark == Mark.LINE) {
                putValues(one.putArray("low"), s.low);
                putValues(one.putArray("high"), s.high);
            }
        }
        // Of the characters that may end a script, JSON has none outside of strings.
        return json.toString().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private static void putValues(ArrayNode array, double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                array.addNull();
            } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
                array.add((long) value);
            } else {
                array.add(new BigDecimal(value).round(DIGITS).doubleValue());
            }
        }
    }
}
