package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchPageTest {
    private static final String SCRIPT = "<script>alert(1)</script>";

    @TempDir
    private Path folder;

    /** The text of the page that a search leaves. */
    private String page(String line, String... more) throws IOException {
        Path out = Files.createTempDirectory(folder, "out");
        List<String> args = new ArrayList<>(Arrays.asList(("search " + line + " --out").split(" ", -1)));
        args.add(out.toString());
        args.addAll(Arrays.asList(more));
        CommandLineRun.of(args.toArray(String[]::new)).succeeds();
        return Files.readString(out.resolve("report.html"));
    }

    /** Parses a page, which must have all sections. */
    private static Document parsed(String page) {
        Document document = WebPage.parsed(page);
        assertThat(document.select("section").eachAttr("id"))
                .containsExactly("winner", "convergence", "labels", "predictor", "asked", "run");
        return document;
    }

    private static List<String> figures(Document document) {
        return document.select(".figures dt").eachText();
    }

    private String table(String column, int every) throws IOException {
        StringBuilder text = new StringBuilder("arch,").append(column).append(",other\n");
        for (int i = 0; i < 6561; i++) {
            String chain = String.format("%8s", Integer.toString(i, 3)).replace(' ', '0');
            text.append(chain).append(',').append(i % every == 1 ? "" : i / 7.0).append(",5\n");
        }
        return Files.writeString(folder.resolve("table & co.csv"), text).toString();
    }

    @Test
    void aSearchByZen() throws IOException {
        Document page = parsed(page("--space nasbench201 --queries 40 --batch 2 --resolution 8 --seed 3"));
        assertThat(page.title()).isEqualTo("Delta-NAS search: nasbench201, zen");
        assertThat(figures(page)).containsExactly("label", "predicted", "labels spent");
        assertThat(page.select("#winner svg rect")).hasSize(4);
        assertThat(page.select("#winner pre").first().text()).matches("\\|.*~0\\|\\+\\|.*~2\\|");
        assertThat(page.select("#asked h3").eachText()).containsExactly("search", "zen", "options");
        assertThat(page.select("#asked").text())
                .contains("resolution 8", "mode torch-buffer", "seed 3", "round size 2");
        assertThat(page.select("#predictor dt").eachText()).contains("Kendall tau", "held-out pairs", "logistic loss");
        assertThat(page.select("#run dt").eachText())
                .contains("labels", "time", "neighbour queries", "threads", "backend", "host", "version");
        assertThat(page.select("#run pre").text()).startsWith("./deltanas search --space nasbench201 --queries 40");
        List<JsonNode> plots = WebPage.plots(page);
        assertThat(plots).hasSize(3);
        assertThat(plots.get(0).get("x")).hasSize(40);
        assertThat(plots.get(1).get("x")).hasSizeBetween(1, 32);
        assertThat(plots.get(2).get("x")).hasSize(28); // all pairs of a fifth of the labels
    }

    @Test
    void theConvergencePlotIsTheTrace() throws IOException {
        Path out = Files.createTempDirectory(folder, "trace");
        JsonNode result = CommandLineRun.ofLine(
                        "search --space block:8x3 --labels params --queries 60 --json --out " + out)
                .succeeds()
                .json();
        Document page = parsed(Files.readString(out.resolve("report.html")));
        JsonNode best = WebPage.plots(page).get(0).get("series").get(1);
        assertThat(best.get("mark").textValue()).isEqualTo("steps");
        List<String> rows = page.select("#convergence tbody tr").eachText();
        assertThat(rows).hasSize(result.get("trace").size());
        double last = Double.NaN;
        int point = 0;
        for (int q = 0; q < 60; q++) {
            if (point < result.get("trace").size()
                    && result.get("trace").get(point).get(0).intValue() == q + 1) {
                last = result.get("trace").get(point++).get(1).doubleValue();
            }
            assertThat(best.get("y").get(q).doubleValue()).as("query %d", q + 1).isEqualTo(last);
        }
    }

    @Test
    void aTableGivesRankRegretAndReported() throws IOException {
        Document page = parsed(page(
                "--space block:8x3 --labels table --queries 60 --noise 2 --column value --report-column other",
                "--table",
                table("value", 7000)));
        assertThat(figures(page))
                .containsExactly("label", "predicted", "without noise", "rank", "regret", "reported", "labels spent");
        assertThat(page.select(".figures").text()).contains("of 6,560 in the table", "other, never used to decide");
        assertThat(page.select(".lede").text()).contains("value of table & co.csv");
        assertThat(page.select("#labels").text()).contains("standard deviation 2 added");
        assertThat(page.select("#winner .block")).hasSize(8);
    }

    @Test
    void aColumnMayHaveAnyName() throws IOException {
        String html = page(
                "--space block:8x3 --labels table --queries 40 --direction min",
                "--table",
                table(SCRIPT, 3),
                "--column",
                SCRIPT);
        Document page = parsed(html);
        assertThat(html).doesNotContain("<script>alert").doesNotContain("alert(1)</script>");
        assertThat(page.title()).isEqualTo("Delta-NAS search: block:8x3, " + SCRIPT);
        assertThat(page.select("script:not([type])")).hasSize(1);
        assertThat(WebPage.plots(page).get(0).get("yLabel").textValue()).isEqualTo(SCRIPT);
        assertThat(page.select(".figures").text()).contains("smaller is better");
    }

    @Test
    void whatHasNoValueIsShownApart() throws IOException {
        Document page = parsed(page(
                "--space block:8x3 --labels table --queries 60 --searcher random --column value",
                "--table",
                table("value", 3)));
        JsonNode series = WebPage.plots(page).get(0).get("series");
        assertThat(series.findValuesAsText("name")).containsExactly("label", "best so far", "no value");
        int crosses = 0;
        for (int q = 0; q < 60; q++) {
            boolean cross = !series.get(2).get("y").get(q).isNull();
            assertThat(series.get(0).get("y").get(q).isNull()).isEqualTo(cross);
            crosses += cross ? 1 : 0;
        }
        assertThat(crosses).isBetween(5, 40);
        assertThat(page.select("#labels tr:contains(no value) td").eachText()).containsExactly("" + crosses);
        assertThat(page.select("#predictor p").text()).isEqualTo("The searcher random has no predictor.");
        assertThat(page.select("#run dt").eachText()).doesNotContain("neighbour queries");
    }

    @Test
    void deadNetworksAreShownApart() throws IOException {
        Document page =
                parsed(page("--space nasbench201 --searcher random --queries 60 --batch 1 --resolution 8 --seed 4"));
        JsonNode dead = WebPage.plots(page).get(0).get("series").get(2);
        assertThat(dead.get("name").textValue()).isEqualTo("dead network");
        long crosses = StreamSupport.stream(dead.get("y").spliterator(), false)
                .filter(y -> !y.isNull())
                .count();
        assertThat(crosses).isPositive();
        assertThat(page.select("#labels tr:contains(dead) td").eachText()).containsExactly("" + crosses);
    }

    @Test
    void aPredictorThatWasGivenIsNamed() throws IOException {
        Path file = folder.resolve("p");
        page("--space block:8x3 --labels params --queries 40 --predictor-out " + file);
        Document page = parsed(page("--space block:8x3 --labels params --predictor-in " + file));
        assertThat(page.select("#asked h3").eachText()).contains("predictor in");
        assertThat(page.select("#predictor p").text()).contains("was given and nothing was trained");
        assertThat(WebPage.plots(page)).hasSize(2);
        assertThat(WebPage.plots(page).get(1).get("square").booleanValue()).isTrue();

        CommandLineRun.of(
                        "train",
                        "--space",
                        "block:8x3",
                        "--column",
                        "value",
                        "--train",
                        "40",
                        "--table",
                        table("value", 7000),
                        "--predictor-out",
                        file.toString())
                .succeeds();
        JsonNode other = WebPage.plots(parsed(page("--space block:8x3 --labels params --predictor-in " + file)))
                .get(1);
        assertThat(other.get("yLabel").textValue()).isEqualTo("predicted value");
        assertThat(other.get("square").booleanValue()).as("another scale").isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "--space block:2x2 --labels params --queries 4",
        "--space block:1x2 --labels params --queries 2 --searcher random",
        "--space block:8x40 --labels params --queries 30",
        "--space block:3000x2 --labels params --queries 20 --searcher random",
        "--space block:20x4 --labels params --queries 40 --design pairs --samples-per-difference 1 --iterations 3",
        "--space nasbench201 --labels params --queries 24 --predictor pair --direction min"
    })
    void everySearchHasAPage(String line) throws IOException {
        Document page = parsed(page(line));
        assertThat(WebPage.plots(page)).isNotEmpty();
    }

    @Test
    void tooFewLabelsToValidateAreToldOf() throws IOException {
        Document page = parsed(page("--space block:8x3 --labels params --queries 6 --initial 2"));
        assertThat(page.select("#predictor p").text()).startsWith("Too few labels differ");
    }

    @Test
    void aLongSearchIsThinned() throws IOException {
        String html = page("--space block:20x4 --labels params --searcher random --queries 10000");
        JsonNode plot = WebPage.plots(parsed(html)).get(0);
        assertThat(plot.get("x")).hasSizeBetween(2_400, 3_100);
        assertThat(plot.get("x").get(plot.get("x").size() - 1).intValue()).isEqualTo(10_000);
        assertThat(html).contains(" of the 10,000 labels.").hasSizeLessThan(250_000);
    }

    @ParameterizedTest
    @CsvSource({
        "--space nasbench201 --batch 1 --resolution 8 --queries 24",
        "--space block:20x4 --labels params --queries 24 --noise 1000"
    })
    void onlyTheRunDiffersForASeed(String line) throws IOException {
        String first = page(line + " --seed 7 --threads 1");
        String second = page(line + " --seed 7 --threads 2 --kernel scalar");
        assertThat(second).isNotEqualTo(first);
        assertThat(withoutRun(second)).isEqualTo(withoutRun(first));
        assertThat(withoutRun(page(line + " --seed 8"))).isNotEqualTo(withoutRun(first));
    }

    private static String withoutRun(String page) {
        int from = page.indexOf("<!-- run: ");
        int to = page.indexOf("<!-- end of run -->");
        assertThat(from).isPositive();
        assertThat(to).isGreaterThan(from);
        assertThat(page.substring(from, to)).contains("<section id=\"run\"");
        return page.substring(0, from) + page.substring(to);
    }
}
