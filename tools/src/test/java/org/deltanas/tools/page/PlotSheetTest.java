package org.deltanas.tools.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class PlotSheetTest {
    private static final double[] X = {1, 2, 4};
    private static final String EVIL = "a < b & \"c\" -->";

    private static Plot plot() {
        return new Plot("k", "loss", X)
                .line("first", new double[] {1, 0.5, 0.25}, new double[] {0.5, 0.5, 0}, new double[] {1.5, 0.75, 0.25})
                .line("second", new double[] {2, Double.NaN, 0}, new double[] {2, 2, 2}, new double[] {2, 2, 2})
                .fromZero();
    }

    private static Document svg(PlotSheet sheet, int columns) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(sheet.svg(columns))));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Element> elements(Document document, String tag) {
        NodeList nodes = document.getElementsByTagNameNS("http://www.w3.org/2000/svg", tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    /** Where the text of a tick stands, {x, y}. */
    private static double[] positionOf(Document document, String label) {
        Element text = elements(document, "text").stream()
                .filter(e -> e.getTextContent().equals(label))
                .findFirst()
                .orElseThrow();
        String[] numbers =
                text.getAttribute("transform").replaceAll("[^0-9. ]", "").split(" ", -1);
        return new double[] {Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1])};
    }

    /** Circles of the first line; the very first is the key's. */
    private static List<Element> marks(Document document) {
        List<Element> circles = elements(document, "circle");
        return circles.subList(1, circles.size());
    }

    @Test
    void marksStandWhereTheTicksSay() {
        Document picture = svg(new PlotSheet("t").add("p", plot()), 1);
        double zero = positionOf(picture, "0.0")[1];
        double one = positionOf(picture, "1.0")[1];
        double at1 = positionOf(picture, "1")[0];
        double at2 = positionOf(picture, "2")[0];
        double at4 = positionOf(picture, "4")[0];
        assertThat(at4 - at1).isCloseTo(3 * (at2 - at1), within(0.1));
        List<Element> marks = marks(picture);
        assertThat(marks).hasSize(3);
        double[] xs = {at1, at2, at4};
        double[] ys = {1, 0.5, 0.25};
        double middle = number(marks.get(0), "cy") - one; // a text's baseline is below the middle of its line
        for (int i = 0; i < 3; i++) {
            assertThat(number(marks.get(i), "cx")).isCloseTo(xs[i], within(0.05));
            assertThat(number(marks.get(i), "cy") - middle).isCloseTo(zero + ys[i] * (one - zero), within(0.05));
        }
        assertThat(Math.abs(middle)).isLessThan(6);
    }

    @Test
    void doublingValuesAreEvenlySpaced() {
        Document picture = svg(new PlotSheet("t").add("p", plot().withDoublingX()), 1);
        double step = positionOf(picture, "2")[0] - positionOf(picture, "1")[0];
        assertThat(positionOf(picture, "4")[0] - positionOf(picture, "2")[0]).isCloseTo(step, within(0.05));
        assertThat(step).isGreaterThan(20);
    }

    @Test
    void linesHaveGapsAndBands() {
        Document picture = svg(new PlotSheet("t").add("p", plot()), 1);
        List<String> bands = elements(picture, "path").stream()
                .filter(e -> e.hasAttribute("fill-opacity"))
                .map(e -> e.getAttribute("d"))
                .toList();
        assertThat(bands).hasSize(2);
        assertThat(bands).allMatch(d -> d.matches("M[^L]+(L[^L]+){5}Z"));
        List<String> second = elements(picture, "path").stream()
                .filter(e -> e.getAttribute("stroke").equals(SheetPicture.COLOURS.get(1)))
                .map(e -> e.getAttribute("d"))
                .toList();
        assertThat(second.get(1)).as("no line over a gap").matches("M[^LM]+M[^LM]+");
    }

    @Test
    void everyPlotLiesInThePictureAndApartFromTheOthers() {
        PlotSheet sheet = new PlotSheet(EVIL);
        for (int i = 0; i < 5; i++) {
            sheet.add(EVIL + i, plot());
        }
        Document picture = svg(sheet, 2);
        double width = number(picture.getDocumentElement(), "width");
        double height = number(picture.getDocumentElement(), "height");
        assertThat(picture.getDocumentElement().getAttribute("viewBox"))
                .isEqualTo("0 0 " + picture.getDocumentElement().getAttribute("width") + " "
                        + picture.getDocumentElement().getAttribute("height"));
        List<Element> marks = marks(picture);
        assertThat(marks).hasSize(15);
        for (Element mark : marks) {
            assertThat(number(mark, "cx")).isBetween(0.0, width);
            assertThat(number(mark, "cy")).isBetween(0.0, height);
        }
        assertThat(number(marks.get(3), "cx")).isGreaterThan(number(marks.get(2), "cx") + 20);
        assertThat(number(marks.get(6), "cx")).isEqualTo(number(marks.get(0), "cx"));
        assertThat(number(marks.get(6), "cy")).isGreaterThan(number(marks.get(2), "cy") + 20);
        assertThat(elements(picture, "title").getFirst().getTextContent()).isEqualTo(EVIL);
        assertThat(elements(picture, "desc").getFirst().getTextContent())
                .contains(EVIL + "4: loss against k 1, 2, 4: first 1, 0.5, 0.25; second 2, none, 0");
        assertThat(elements(picture, "text").stream().map(Element::getTextContent))
                .contains("k", "loss", "first", "second", EVIL + "0", EVIL + "4");
    }

    @Test
    void aKeyOfLongNamesFitsAboveASinglePlot() {
        String name = "a name that is as long as the plot is wide";
        Plot plot = new Plot("k", "loss", X).line("a", X, X, X).line(name, X, X, X);
        Document picture = svg(new PlotSheet("t").add("p", plot), 3);
        assertThat(positionOf(picture, name)[0] + 5 * name.length())
                .isLessThan(number(picture.getDocumentElement(), "width"));
    }

    @Test
    void aPictureAsksForNothing() {
        Document picture = svg(new PlotSheet("t").add("p", plot()), 3);
        for (Element element : elements(picture, "*")) {
            assertThat(element.getTagName()).isIn("svg", "title", "desc", "g", "path", "circle", "text");
            for (String attribute : List.of("href", "style", "filter", "mask", "clip-path")) {
                assertThat(element.hasAttribute(attribute)).isFalse();
            }
        }
    }

    @Test
    void allMarksDiffer() {
        double[] one = {1, 1, 1};
        Plot plot = new Plot("x", "y", X);
        for (int i = 0; i < Plot.MOST_LINES; i++) {
            plot.line("line " + i, one, one, one);
        }
        Document picture = svg(new PlotSheet("t").add("p", plot), 1);
        List<String> shapes = elements(picture, "path").stream()
                .filter(e -> SheetPicture.COLOURS.contains(e.getAttribute("fill")) && !e.hasAttribute("fill-opacity"))
                .map(e -> e.getAttribute("d").replaceFirst("M[0-9. ]+", ""))
                .distinct()
                .toList();
        assertThat(shapes).hasSize(7); // and the circle
        assertThat(SheetPicture.COLOURS).doesNotHaveDuplicates();
        assertThatThrownBy(() -> plot.line("e", one, one, one)).hasMessageContaining("'e' is one line too many");
    }

    @Test
    void aKeyOfManyLinesWraps() {
        Plot plot = new Plot("x", "y", X);
        for (int i = 0; i < Plot.MOST_LINES; i++) {
            plot.line("a searcher's name " + i, X, X, X);
        }
        Document picture = svg(new PlotSheet("t").add("p", plot), 1);
        double[] first = positionOf(picture, "a searcher's name 0");
        double[] last = positionOf(picture, "a searcher's name 7");
        assertThat(last[1]).isGreaterThan(first[1] + 15);
        assertThat(last[0]).isLessThan(number(picture.getDocumentElement(), "width") - 60);
        assertThat(number(marks(picture).getFirst(), "cy")).as("below the key").isGreaterThan(last[1]);
    }

    /** The picture and the page have the same colours. */
    @Test
    void coloursAreThoseOfTheStyleSheet() throws IOException {
        try (InputStream in = PlotSheet.class.getResourceAsStream("page.css")) {
            String css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (int i = 0; i < Plot.MOST_LINES; i++) {
                assertThat(css).contains("--line-" + (i + 1) + ": " + SheetPicture.COLOURS.get(i) + ";");
            }
        }
    }

    @Test
    void aPageHasOneKeyAndAllData() throws JsonProcessingException {
        Html html = new Html();
        new PlotSheet("t")
                .add(EVIL, plot())
                .add("other", plot().withDoublingX())
                .write(html);
        org.jsoup.nodes.Element body = Jsoup.parseBodyFragment(html.toString()).body();
        assertThat(body.select(".key li").eachText()).containsExactly("first", "second");
        assertThat(body.select(".key .swatch.line-2")).hasSize(1);
        assertThat(body.select("figure.panel figcaption").eachText()).containsExactly(EVIL, "other");
        assertThat(body.selectFirst(".canvas").attr("aria-label"))
                .isEqualTo(EVIL + ": loss against k 1, 2, 4: first 1, 0.5, 0.25; second 2, none, 0");
        JsonNode json = new JsonMapper().readTree(body.select("script").get(1).data());
        assertThat(json.get("doubling").booleanValue()).isTrue();
        assertThat(json.get("fromZero").booleanValue()).isTrue();
        JsonNode line = json.get("series").get(0);
        assertThat(line.get("mark").textValue()).isEqualTo("line");
        assertThat(line.get("y")).hasToString("[1,0.5,0.25]");
        assertThat(line.get("low")).hasToString("[0.5,0.5,0]");
        assertThat(line.get("high")).hasToString("[1.5,0.75,0.25]");
        assertThat(json.get("series").get(1).get("y")).hasToString("[2,null,0]");
    }

    @Test
    void valuesThatAreAllMissingOrTheSameHaveAPicture() {
        double[] none = {Double.NaN, Double.NaN, Double.NaN};
        double[] same = {3, 3, 3};
        assertThat(marks(svg(new PlotSheet("t").add("p", new Plot("x", "y", X).line("l", none, none, none)), 1)))
                .isEmpty();
        assertThat(marks(svg(new PlotSheet("t").add("p", new Plot("x", "y", X).line("l", same, same, same)), 1)))
                .hasSize(3);
        double[] one = {0};
        assertThat(marks(svg(new PlotSheet("t").add("p", new Plot("x", "y", one).line("l", one, one, one)), 1)))
                .hasSize(1);
    }

    @Test
    void refusesWhatHasNoPicture() {
        PlotSheet sheet = new PlotSheet("t");
        assertThatThrownBy(() -> sheet.svg(1)).isInstanceOf(IllegalStateException.class);
        sheet.add("p", plot());
        assertThatThrownBy(() -> sheet.svg(0)).hasMessage("0 columns");
        assertThatThrownBy(() -> sheet.add("dots", new Plot("k", "loss", X).dots("first", X)))
                .hasMessageContaining("'dots' has other series than lines");
        assertThatThrownBy(() -> sheet.add("other", new Plot("k", "loss", X).line("first", X, X, X)))
                .hasMessageContaining("'other' has [k, loss, first], not [k, loss, first, second]");
        assertThatThrownBy(() -> new Plot("k", "loss", X).line("short", X, X, new double[2]))
                .hasMessageContaining("'short' has 2 values, x has 3");
        assertThatThrownBy(() -> new Plot("k", "loss", new double[] {0, 1}).withDoublingX())
                .hasMessageContaining("x[0] = 0.0");
    }
}
