package org.deltanas.tools.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * An arc diagram of a cell: its vertices in a column, edges to the next vertex straight down, longer ones in lanes on
 * either side, the shorter the nearer. An edge takes the side on which it crosses fewer others. Every label stands in
 * the gap between two vertices and in a lane of its own width, so that none lies on another.
 */
final class CellLayout {
    private static final double CHARACTER = 7.3; // the advance of 12-pixel monospace type, rounded up
    private static final double TEXT_PADDING = 12;
    private static final double MIN_BOX_WIDTH = 64;
    private static final double MIN_BOX_HEIGHT = 28;
    private static final double PORT_PITCH = 9;
    private static final double GAP_WITH_LABELS = 52;
    private static final double GAP = 26;
    private static final double LANE_WITHOUT_LABEL = 26;
    private static final double CORNER = 7;
    private static final double ARROW = 6;
    private static final double MARGIN = 2;
    private static final double BASELINE = 4; // from the middle of a 12-pixel line to its baseline

    private final CellGraph graph;
    private final boolean[] used;
    /** Edges in lanes, shortest first. */
    private final List<Lane> lanes = new ArrayList<>();

    private final double[] top;
    private final double[] height;
    private final double boxWidth;
    private final double gap;
    private final double centre;
    private final double width;

    /** An edge that passes by at least one vertex. */
    private static final class Lane {
        final CellGraph.Edge edge;
        final int side; // -1 left, 1 right
        final int level; // from 1, the nearest to the vertices
        double x;

        Lane(CellGraph.Edge edge, int side, int level) {
            this.edge = edge;
            this.side = side;
            this.level = level;
        }

        boolean overlaps(CellGraph.Edge other) {
            return edge.from() < other.to() && other.from() < edge.to();
        }

        /** Whether one starts within the other and ends outside of it. */
        boolean crosses(CellGraph.Edge other) {
            return (edge.from() < other.from() && other.from() < edge.to() && edge.to() < other.to())
                    || (other.from() < edge.from() && edge.from() < other.to() && other.to() < edge.to());
        }
    }

    CellLayout(CellGraph graph) {
        this.graph = graph;
        this.used = graph.used();
        graph.edges().stream()
                .filter(e -> e.to() - e.from() > 1)
                .sorted(Comparator.comparingInt((CellGraph.Edge e) -> e.to() - e.from())
                        .thenComparingInt(CellGraph.Edge::from))
                .forEach(this::addLane);
        int n = graph.vertices().size();
        this.gap = graph.edges().stream().allMatch(e -> e.label().isEmpty()) ? GAP : GAP_WITH_LABELS;
        this.boxWidth = Math.max(
                MIN_BOX_WIDTH,
                graph.vertices().stream().mapToDouble(CellLayout::widthOf).max().orElse(0));
        this.top = new double[n];
        this.height = new double[n];
        double y = MARGIN;
        for (int v = 0; v < n; v++) {
            int ports = Math.max(ports(v, -1).size(), ports(v, 1).size());
            top[v] = y;
            height[v] = Math.max(MIN_BOX_HEIGHT, (ports + 1) * PORT_PITCH);
            y += height[v] + gap;
        }
        double straight = graph.edges().stream()
                .filter(e -> e.to() - e.from() == 1)
                .mapToDouble(e -> widthOf(e.label()))
                .max()
                .orElse(0);
        double column = Math.max(boxWidth, straight) / 2;
        double left = placeLanes(-1, column);
        double right = placeLanes(1, column);
        this.centre = left + MARGIN;
        this.width = left + right + 2 * MARGIN;
    }

    private void addLane(CellGraph.Edge edge) {
        int left = level(edge, -1);
        int right = level(edge, 1);
        int more = Integer.compare(crossings(edge, -1), crossings(edge, 1));
        boolean toTheLeft = more != 0 ? more < 0 : left <= right;
        lanes.add(new Lane(edge, toTheLeft ? -1 : 1, toTheLeft ? left : right));
    }

    private int level(CellGraph.Edge edge, int side) {
        return lanes.stream()
                .filter(lane -> lane.side == side && lane.overlaps(edge))
                .mapToInt(lane -> lane.level + 1)
                .max()
                .orElse(1);
    }

    private int crossings(CellGraph.Edge edge, int side) {
        return (int) lanes.stream()
                .filter(lane -> lane.side == side && lane.crosses(edge))
                .count();
    }

    /** Gives each lane of a side its distance from the middle, with its sign; returns how far the side reaches. */
    private double placeLanes(int side, double column) {
        int levels = lanes.stream()
                .filter(lane -> lane.side == side)
                .mapToInt(lane -> lane.level)
                .max()
                .orElse(0);
        double reach = column;
        for (int l = 1; l <= levels; l++) {
            int level = l;
            List<Lane> ofLevel = lanes.stream()
                    .filter(lane -> lane.side == side && lane.level == level)
                    .toList();
            double pitch = ofLevel.stream()
                    .mapToDouble(lane -> widthOf(lane.edge.label()))
                    .max()
                    .orElse(0);
            pitch = Math.max(pitch, LANE_WITHOUT_LABEL);
            for (Lane lane : ofLevel) {
                lane.x = side * (reach + pitch / 2);
            }
            reach += pitch;
        }
        return reach;
    }

    /** The lanes that end or start at a side of a vertex, from the top: arriving ones inner first, leaving ones outer first. */
    private List<Lane> ports(int vertex, int side) {
        return lanes.stream()
                .filter(lane -> lane.side == side && (lane.edge.from() == vertex || lane.edge.to() == vertex))
                .sorted(Comparator.comparingInt(
                        lane -> lane.edge.to() == vertex ? lane.level : Integer.MAX_VALUE - lane.level))
                .toList();
    }

    private double portY(int vertex, Lane lane) {
        List<Lane> ports = ports(vertex, lane.side);
        return top[vertex] + height[vertex] * (ports.indexOf(lane) + 1) / (ports.size() + 1);
    }

    private static double widthOf(String label) {
        return label.isEmpty() ? 0 : label.length() * CHARACTER + TEXT_PADDING;
    }

    void write(Html html) {
        int last = top.length - 1;
        double bottom = top[last] + height[last] + MARGIN;
        html.open(
                "svg",
                "class",
                "cell",
                "role",
                "img",
                "aria-label",
                graph.inWords(),
                "width",
                number(width),
                "height",
                number(bottom),
                "viewBox",
                "0 0 " + number(width) + " " + number(bottom));
        // Lines first, labels last: a label interrupts every line under it.
        graph.edges().stream().filter(e -> e.to() - e.from() == 1).forEach(edge -> writeStraight(html, edge));
        lanes.forEach(lane -> writeLane(html, lane));
        IntStream.rangeClosed(0, last).forEach(v -> writeVertex(html, v));
        graph.edges().stream().filter(e -> e.to() - e.from() == 1).forEach(edge -> writeLabel(html, edge, centre));
        lanes.forEach(lane -> writeLabel(html, lane.edge, centre + lane.x));
        html.line().close().line();
    }

    private void writeStraight(Html html, CellGraph.Edge edge) {
        double from = top[edge.from()] + height[edge.from()];
        double to = top[edge.to()];
        writePath(html, edge, "M" + point(centre, from) + "V" + number(to - ARROW));
        writeArrow(html, edge, centre, to, 0, 1);
    }

    private void writeLane(Html html, Lane lane) {
        double x = centre + lane.x;
        double box = centre + lane.side * boxWidth / 2;
        double from = portY(lane.edge.from(), lane);
        double to = portY(lane.edge.to(), lane);
        double corner = lane.side * CORNER;
        writePath(
                html,
                lane.edge,
                "M" + point(box, from) + "H" + number(x - corner) + "Q" + point(x, from) + " " + point(x, from + CORNER)
                        + "V" + number(to - CORNER) + "Q" + point(x, to) + " " + point(x - corner, to) + "H"
                        + number(box + lane.side * ARROW));
        writeArrow(html, lane.edge, box, to, -lane.side, 0);
    }

    private void writePath(Html html, CellGraph.Edge edge, String path) {
        html.line().open("path", "class", style("edge", edge), "d", path).close();
    }

    /** A head whose tip is at a point. */
    private void writeArrow(Html html, CellGraph.Edge edge, double x, double y, int dx, int dy) {
        double half = ARROW * 0.55;
        double backX = x - dx * ARROW;
        double backY = y - dy * ARROW;
        html.open(
                        "path",
                        "class",
                        style("head", edge),
                        "d",
                        "M" + point(x, y) + "L" + point(backX + dy * half, backY + dx * half) + "L"
                                + point(backX - dy * half, backY - dx * half) + "Z")
                .close();
    }

    private void writeVertex(Html html, int vertex) {
        html.line().open("g", "class", used[vertex] ? "vertex" : "vertex unused");
        html.open(
                        "rect",
                        "x",
                        number(centre - boxWidth / 2),
                        "y",
                        number(top[vertex]),
                        "width",
                        number(boxWidth),
                        "height",
                        number(height[vertex]),
                        "rx",
                        "4")
                .close();
        html.element(
                "text",
                graph.vertices().get(vertex),
                "x",
                number(centre),
                "y",
                number(top[vertex] + height[vertex] / 2 + BASELINE));
        html.close();
    }

    /** In the gap nearest the middle of an edge, where no other edge comes or goes. */
    private void writeLabel(Html html, CellGraph.Edge edge, double x) {
        if (edge.label().isEmpty()) {
            return;
        }
        int before = edge.from() + (edge.to() - edge.from() - 1) / 2;
        double y = top[before] + height[before] + gap / 2;
        html.line()
                .element(
                        "text",
                        edge.label(),
                        "class",
                        style("operation", edge),
                        "x",
                        number(x),
                        "y",
                        number(y + BASELINE - 2));
    }

    private String style(String name, CellGraph.Edge edge) {
        return used[edge.from()] && used[edge.to()] ? name : name + " unused";
    }

    private static String point(double x, double y) {
        return number(x) + " " + number(y);
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
