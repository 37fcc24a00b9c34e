package org.deltanas.tools.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.deltanas.tools.page.CellGraph.Edge;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class CellGraphTest {
    private static final String[] OPERATIONS = {"skip_connect", "nor_conv_3x3", "sep_conv_5x5", "max_pool_3x3", ""};
    private static final Pattern NUMBER = Pattern.compile("[0-9.]+");

    private static Element svg(CellGraph graph) {
        Html html = new Html();
        graph.write(html);
        return Jsoup.parseBodyFragment(html.toString()).selectFirst("svg");
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.attr(attribute));
    }

    private static Rectangle2D box(Element rect) {
        return new Rectangle2D.Double(
                number(rect, "x"), number(rect, "y"), number(rect, "width"), number(rect, "height"));
    }

    /** Around a text of 12-pixel monospace type, centred at its x. */
    private static Rectangle2D box(Element text, double advance) {
        double width = text.text().length() * advance;
        return new Rectangle2D.Double(number(text, "x") - width / 2, number(text, "y") - 9, width, 12);
    }

    /** Every pair of vertices is connected or not, at random; the seed decides. */
    private static CellGraph random(int vertices, int inputs, long seed) {
        Random random = new Random(seed);
        List<String> names = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        double density = random.nextDouble();
        for (int v = 0; v < vertices; v++) {
            names.add(random.nextBoolean() ? "node " + v : "conv3x3-bn-relu");
            for (int from = 0; from < v; from++) {
                if (random.nextDouble() < density) {
                    edges.add(new Edge(from, v, OPERATIONS[random.nextInt(OPERATIONS.length)]));
                }
            }
        }
        return new CellGraph("cell", names, inputs, edges);
    }

    @Property(tries = 300)
    void nothingLiesOnAnythingElse(@ForAll @IntRange(min = 2, max = 9) int vertices, @ForAll long seed) {
        CellGraph graph = random(vertices, 1, seed);
        Element svg = svg(graph);
        Rectangle2D all = new Rectangle2D.Double(0, 0, number(svg, "width"), number(svg, "height"));
        List<Rectangle2D> boxes = new ArrayList<>();
        svg.select("rect").forEach(rect -> boxes.add(box(rect)));
        svg.select("text.operation").forEach(text -> boxes.add(box(text, 7.3)));
        assertThat(svg.select("rect")).hasSize(vertices);
        assertThat(svg.select("text.operation")).hasSize((int)
                graph.edges().stream().filter(e -> !e.label().isEmpty()).count());
        assertThat(svg.select("path.head")).hasSize(graph.edges().size());
        for (int i = 0; i < boxes.size(); i++) {
            assertThat(all.contains(boxes.get(i))).as("inside").isTrue();
            for (int j = 0; j < i; j++) {
                assertThat(boxes.get(i).intersects(boxes.get(j))).as("overlap").isFalse();
            }
        }
        for (Element text : svg.select("g.vertex")) {
            assertThat(box(text.child(0)).contains(box(text.child(1), 7.3)))
                    .as("text in its box")
                    .isTrue();
        }
    }

    /** A lane leaves the side of a vertex and comes back to one, and stays clear of all others between. */
    @Property(tries = 300)
    void lanesPassBesideVertices(@ForAll @IntRange(min = 3, max = 9) int vertices, @ForAll long seed) {
        Element svg = svg(random(vertices, 1, seed));
        Rectangle2D column = box(svg.selectFirst("rect"));
        for (Element path : svg.select("path.edge")) {
            String d = path.attr("d");
            if (!d.contains("H")) {
                continue;
            }
            List<Double> numbers = new ArrayList<>();
            for (Matcher matcher = NUMBER.matcher(d); matcher.find(); ) {
                numbers.add(Double.valueOf(matcher.group()));
            }
            double start = numbers.get(0);
            double lane = numbers.get(3);
            assertThat(start).isIn(column.getMinX(), column.getMaxX());
            assertThat(lane < column.getMinX() - 8 || lane > column.getMaxX() + 8)
                    .as(d)
                    .isTrue();
        }
    }

    @Test
    void tellsTheGraphInWords() {
        CellGraph graph = new CellGraph(
                "normal cell",
                List.of("a", "b", "c", "d"),
                2,
                List.of(new Edge(0, 2, "conv"), new Edge(1, 2, "skip"), new Edge(2, 3, "")));
        assertThat(graph.inWords()).isEqualTo("normal cell: c from conv of a and skip of b; d from c");
        assertThat(svg(graph).attr("aria-label")).isEqualTo(graph.inWords());
        assertThat(new CellGraph("", List.of("a", "b"), 1, List.of()).inWords()).isEqualTo("b from nothing");
        assertThat(new CellGraph("", List.of("a", "x", "x"), 1, List.of(new Edge(1, 2, ""))).inWords())
                .isEqualTo("x (1) from nothing; x (2) from x (1)");
    }

    @Test
    void fadesWhatIsOnNoPath() {
        // 0 -> 1 -> 4; 2 is reached but leads nowhere, 3 leads on but is not reached.
        CellGraph graph = new CellGraph(
                "",
                List.of("0", "1", "2", "3", "4"),
                1,
                List.of(new Edge(0, 1, "a"), new Edge(1, 4, "b"), new Edge(0, 2, "c"), new Edge(3, 4, "d")));
        assertThat(graph.used()).containsExactly(true, true, false, false, true);
        assertThat(svg(graph).select("text.operation.unused").eachText()).containsExactlyInAnyOrder("c", "d");
        assertThat(svg(graph).select("g.unused").eachText()).containsExactly("2", "3");
        assertThat(new CellGraph("", List.of("0", "1", "2"), 2, List.of(new Edge(1, 2, "x"))).used())
                .as("an input that is not used")
                .containsExactly(false, true, true);
        assertThat(new CellGraph("", List.of("0", "1", "2"), 1, List.of()).used())
                .as("a dead cell")
                .containsOnly(false, false, false);
    }

    @Test
    void escapesLabels() {
        CellGraph graph = new CellGraph("<n>", List.of("<a>", "\"b\""), 1, List.of(new Edge(0, 1, "</svg>")));
        assertThat(svg(graph).select("text").eachText()).containsExactly("<a>", "\"b\"", "</svg>");
    }

    @Test
    void refusesWhatIsNoDirectedGraph() {
        assertThatThrownBy(() -> new CellGraph("", List.of("a", "b"), 1, List.of(new Edge(1, 1, ""))))
                .hasMessageContaining("from 1 to 1");
        assertThatThrownBy(() -> new CellGraph("", List.of("a", "b"), 1, List.of(new Edge(0, 2, ""))))
                .hasMessageContaining("from 0 to 2");
        assertThatThrownBy(() -> new CellGraph("", List.of("a", "b"), 2, List.of()))
                .hasMessageContaining("2 inputs among 2");
    }
}
