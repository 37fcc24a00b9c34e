package org.deltanas.tools.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final String EVIL = "</script><script>alert('1')</script> <!-- & \"";

    private static Element figure(Plot plot) {
        Html html = new Html();
        plot.write(html, EVIL, EVIL);
        return Jsoup.parseBodyFragment(html.toString()).body();
    }

    private static JsonNode json(Plot plot) throws JsonProcessingException {
        return new JsonMapper().readTree(figure(plot).selectFirst("script").data());
    }

    @Test
    void holdsItsPartsAndForbidsTheRest() {
        Page page = new Page("a <title>", "a \"description\"");
        page.body().element("p", "body");
        Document document = Jsoup.parse(page.finish());
        assertThat(document.title()).isEqualTo("a <title>");
        assertThat(document.selectFirst("meta[http-equiv=Content-Security-Policy]")
                        .attr("content"))
                .startsWith("default-src 'none';");
        assertThat(document.selectFirst("style").data()).contains(".uplot", "prefers-color-scheme: dark");
        assertThat(document.selectFirst("script").data())
                .contains("Permission is hereby granted", "Leon Sorokin", "var uPlot=", "figure.plot");
        assertThat(document.select("body > p").text()).isEqualTo("body");
    }

    @Test
    void plotsCarryTheirDataWhateverTheNames() throws JsonProcessingException {
        Plot plot = new Plot(EVIL, "y", new double[] {1, 2, 2.5})
                .dots(EVIL, new double[] {1.0 / 3, Double.NaN, Double.NEGATIVE_INFINITY})
                .steps("best", new double[] {1e300, 123456789.123, -0.5})
                .absent("dead", new boolean[] {false, true, false});
        JsonNode json = json(plot);
        assertThat(json.get("xLabel").textValue()).isEqualTo(EVIL);
        assertThat(json.get("x")).hasToString("[1,2,2.5]");
        assertThat(json.get("series").get(0).get("name").textValue()).isEqualTo(EVIL);
        assertThat(json.get("series").get(0).get("y")).hasToString("[0.33333333,null,null]");
        assertThat(json.get("series").get(1).get("y")).hasToString("[1.0E300,1.2345679E8,-0.5]");
        assertThat(json.get("series").get(2).get("y")).hasToString("[null,0,null]");
        assertThat(json.get("series").findValuesAsText("mark")).containsExactly("dots", "steps", "absent");
        Element figure = figure(plot);
        assertThat(figure.select("script")).hasSize(1);
        assertThat(figure.select("figcaption").text()).isEqualTo(EVIL);
        assertThat(figure.selectFirst(".canvas").attr("aria-label")).isEqualTo(EVIL);
        assertThat(figure.select(".key li").eachText()).containsExactly(EVIL, "best", "dead");
    }

    @Test
    void scatterPlotsSortTheirPointsAndDropWhatIsNotFinite() throws JsonProcessingException {
        JsonNode json = json(Plot.scatter("x", "y", "points", new double[] {3, 1, Double.NaN, 2, 1}, new double[] {
                    30, 10, 5, Double.NaN, 9
                })
                .withIdentity());
        assertThat(json.get("x")).hasToString("[1,1,3]");
        assertThat(json.get("series").get(0).get("y")).hasToString("[10,9,30]");
        assertThat(json.get("series").get(1).get("y")).hasToString("[1,1,3]");
        assertThat(json.get("square").booleanValue()).isTrue();
        assertThat(json(Plot.scatter("x", "y", "none", new double[0], new double[0]))
                        .get("x"))
                .isEmpty();
    }

    @Test
    void refusesDataThatCannotBeDrawn() {
        assertThatThrownBy(() -> new Plot("x", "y", new double[] {2, 1})).hasMessageContaining("x[1] = 1.0");
        assertThatThrownBy(() -> new Plot("x", "y", new double[] {Double.NaN})).hasMessageContaining("x[0] = NaN");
        assertThatThrownBy(() -> new Plot("x", "y", new double[] {1, 2}).dots("d", new double[1]))
                .hasMessageContaining("'d' has 1 values, x has 2");
    }

    @Test
    void chainsAreListsOfStages() {
        Html html = new Html();
        new BlockChain(List.of(
                        List.of(new BlockChain.Block("0", false, true), new BlockChain.Block("<2>", false, false)),
                        List.of(new BlockChain.Block("1", true, false))))
                .write(html);
        Element body = Jsoup.parseBodyFragment(html.toString()).body();
        assertThat(body.select(".chain > li")).hasSize(2);
        assertThat(body.select(".stage").eachText()).containsExactly("stage 1", "stage 2");
        assertThat(body.select(".block").eachText()).containsExactly("0", "<2>", "1/2");
        assertThat(body.select(".idle").eachText()).containsExactly("0");
    }
}
