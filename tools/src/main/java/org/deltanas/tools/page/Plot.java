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

/**
 * A plot of one or more series over common x values. Its data is part of the page, with eight digits; {@code plots.js}
 * draws it. For one thread.
 */
public final class Plot {
    private static final MathContext DIGITS = new MathContext(8);

    private final String xLabel;
    private final String yLabel;
    private final double[] x;
    private final List<Series> series = new ArrayList<>();
    private boolean square;

    /** How a series is drawn. The names are those of {@code plots.js} and of the style sheet. */
    private enum Mark {
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
    private static final class Series {
        final String name;
        final Mark mark;
        final double[] values;

        Series(String name, Mark mark, double[] values) {
            this.name = name;
            this.mark = mark;
            this.values = values;
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

    /** Gives both axes the same range, and the line y = x. */
    public Plot withIdentity() {
        square = true;
        return add("y = x", Mark.GUIDE, x);
    }

    private Plot add(String name, Mark mark, double[] y) {
        if (y.length != x.length) {
            throw new IllegalArgumentException("'" + name + "' has " + y.length + " values, x has " + x.length);
        }
        series.add(new Series(name, mark, y.clone()));
        return this;
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
        for (Series s : series) {
            html.open("li").open("span", "class", "swatch " + s.style()).close();
            html.text(s.name).close();
        }
        html.open("li", "class", "readout").close();
        html.close().line();
        html.open("div", "class", "canvas", "role", "img", "aria-label", inWords)
                .close()
                .line();
        html.verbatim("script", json(), "type", "application/json").line();
        html.open("noscript")
                .element("p", "Plots need JavaScript.", "class", "note")
                .close()
                .line();
        html.element("figcaption", caption).close().line();
    }

    private String json() {
        ObjectNode json = new JsonMapper().createObjectNode();
        json.put("xLabel", xLabel);
        json.put("yLabel", yLabel);
        json.put("square", square);
        putValues(json.putArray("x"), x);
        ArrayNode all = json.putArray("series");
        for (Series s : series) {
            ObjectNode one = all.addObject();
            one.put("name", s.name);
            one.put("mark", s.style());
            putValues(one.putArray("y"), s.values);
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
