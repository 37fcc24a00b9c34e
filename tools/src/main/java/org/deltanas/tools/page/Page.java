package org.deltanas.tools.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A page of one file, which asks for nothing: its style, its script and the plot library are in it, and a content
 * security policy forbids the rest.
 */
public final class Page {
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
            + " img-src data:; base-uri 'none'; form-action 'none'";

    private final Html html = new Html();
    private final String library;

    /**
     * Opens a page.
     *
     * @param title its title
     * @param description what it is, in a sentence
     */
    public Page(String title, String description) {
        Properties properties = new Properties();
        try (InputStream in = Page.class.getResourceAsStream("uplot.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.library = "META-INF/resources/webjars/uplot/" + properties.getProperty("version") + "/";
        html.single("!DOCTYPE html").line();
        html.open("html", "lang", "en").line().open("head").line();
        html.single("meta", "charset", "utf-8").line();
        html.single("meta", "http-equiv", "Content-Security-Policy", "content", POLICY)
                .line();
        html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        html.single("meta", "name", "color-scheme", "content", "light dark").line();
        html.single("meta", "name", "description", "content", description).line();
        // Or browsers ask for /favicon.ico.
        html.single("link", "rel", "icon", "href", "data:,").line();
        html.element("title", title).line();
        html.verbatim("style", libraryText("dist/uPlot.min.css") + "\n" + text("page.css"))
                .line();
        html.close().line().open("body").line();
    }

    /** Where the page's content goes. */
    public Html body() {
        return html;
    }

    /**
     * Opens a section.
     *
     * @param id its anchor
     * @param heading what stands above it
     */
    public void openSection(String id, String heading) {
        html.open("section", "id", id, "aria-labelledby", id + "-heading").line();
        html.element("h2", heading, "id", id + "-heading").line();
    }

    /** Closes the element that was opened last, a section. */
    public void closeSection() {
        html.close().line();
    }

    /** Writes a name and its value into a list of facts. */
    public void writeFact(String name, String value) {
        html.open("div").element("dt", name).element("dd", value).close().line();
    }

    /** Opens a table that scrolls where it is too wide. */
    public void openTable(String... heads) {
        html.open("div", "class", "scrolling").open("table").open("thead").open("tr");
        Stream.of(heads).forEach(head -> html.element("th", head, "scope", "col"));
        html.close().close().line().open("tbody").line();
    }

    /** Writes a row of the open table. */
    public void writeRow(String... cells) {
        html.open("tr");
        Stream.of(cells).forEach(cell -> html.element("td", cell));
        html.close().line();
    }

    /** Closes the table. */
    public void closeTable() {
        html.close().close().close().line();
    }

    /**
     * Writes a number that matters into a list of figures.
     *
     * @param note what there is to say of it
     */
    public void writeFigure(String name, String value, String note) {
        html.open("div").element("dt", name);
        html.open("dd").text(value).element("small", note).close();
        html.close().line();
    }

    /** Closes the page and gives its text. Once. */
    public String finish() {
        html.line().open("footer", "class", "colophon");
        html.element(
                "p", "Plots are drawn by uPlot, which is part of this page: MIT licence, \u00a9 2022 Leon Sorokin.");
        html.close().line();
        html.verbatim(
                        "script",
                        "/*\n" + libraryText("LICENSE") + "\n*/\n" + libraryText("dist/uPlot.iife.min.js") + "\n"
                                + text("plots.js"))
                .line();
        html.close().line().close().line();
        return html.toString();
    }

    private String libraryText(String name) {
        // By the loader: as a module's resource it would be looked for in this module alone.
        return read(Page.class.getClassLoader().getResourceAsStream(library + name), library + name);
    }

    private static String text(String name) {
        return read(Page.class.getResourceAsStream(name), name);
    }

    private static String read(InputStream resource, String name) {
        if (resource == null) {
            throw new IllegalStateException("the program lacks its resource " + name);
        }
        try (resource) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
