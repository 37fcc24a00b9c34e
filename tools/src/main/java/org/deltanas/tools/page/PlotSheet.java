package org.deltanas.tools.page;

import java.util.ArrayList;
import java.util.List;

/**
 * Plots of the same lines side by side, with one key: on a page, or as a picture of its own. For one thread.
 *
 * <p>The picture is written here, by hand. Libraries that plot in Java measure text with AWT, which asks the system's
 * fontconfig for fonts and fails where only a JDK is installed, as on most servers and in most containers. So nothing is
 * measured: labels are short, and what looks at the picture chooses the font.
 */
public final class PlotSheet {
    private final String title;
    private final List<Panel> panels = new ArrayList<>();

    /** A plot with what stands above it. */
    record Panel(String heading, Plot plot) {}

    /**
     * A sheet without plots.
     *
     * @param title what the plots show
     */
    public PlotSheet(String title) {
        this.title = title;
    }

    /**
     * Adds a plot.
     *
     * @param heading what tells it from the others
     * @throws IllegalArgumentException if it has a series that is not a line, or not the labels and the names of the
     *     plots before
     */
    public PlotSheet add(String heading, Plot plot) {
        if (plot.series().stream().anyMatch(s -> s.mark != Plot.Mark.LINE)) {
            throw new IllegalArgumentException("the plot '" + heading + "' has other series than lines");
        }
        if (!panels.isEmpty() && !names(plot).equals(names(panels.getFirst().plot()))) {
            throw new IllegalArgumentException("the plot '" + heading + "' has " + names(plot) + ", not "
                    + names(panels.getFirst().plot()));
        }
        panels.add(new Panel(heading, plot));
        return this;
    }

    /** What plots with a common key have in common. */
    private static List<String> names(Plot plot) {
        List<String> names = new ArrayList<>(List.of(plot.xLabel(), plot.yLabel()));
        plot.series().forEach(s -> names.add(s.name));
        return names;
    }

    String title() {
        return title;
    }

    List<Panel> panels() {
        return List.copyOf(panels);
    }

    /** Writes the key and the plots into a page. Nothing if there are no plots. */
    public void write(Html html) {
        if (panels.isEmpty()) {
            return;
        }
        html.open("ul", "class", "key");
        panels.getFirst().plot().writeKey(html);
        html.close().line();
        html.open("div", "class", "panels").line();
        panels.forEach(panel -> panel.plot().writePanel(html, panel.heading()));
        html.close().line();
    }

    /**
     * The sheet as a picture: an SVG file that asks for nothing, black on white as on paper.
     *
     * @param columns plots side by side
     * @throws IllegalArgumentException if that is not at least 1
     * @throws IllegalStateException if there are no plots
     */
    public String svg(int columns) {
        if (columns < 1) {
            throw new IllegalArgumentException(columns + " columns");
        }
        if (panels.isEmpty()) {
            throw new IllegalStateException("a sheet without plots has no picture");
        }
        return new SheetPicture(this, columns).svg();
    }
}
