package org.deltanas.tools.page;

import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * A cell: a directed acyclic graph with operations on its edges, its vertices, or both. Vertices and edges on no path
 * from an input to the output are drawn faint.
 *
 * @param name what it is, e.g. {@code normal cell}; empty where there is only one
 * @param vertices what stands on each vertex, in an order in which all edges lead onwards
 * @param inputs how many of the first vertices are inputs; the last vertex is the output
 * @param edges the edges; what is not connected has none
 */
public record CellGraph(String name, List<String> vertices, int inputs, List<Edge> edges) implements Diagram {

    /**
     * An edge.
     *
     * @param from the vertex that it leaves
     * @param to the vertex that it leads to
     * @param label its operation; empty if that stands on the vertices
     */
    public record Edge(int from, int to, String label) {}

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if an edge leads backwards or to no vertex, or the inputs are none or all
     */
    public CellGraph {
        vertices = List.copyOf(vertices);
        edges = List.copyOf(edges);
        if (inputs < 1 || inputs >= vertices.size()) {
            throw new IllegalArgumentException(inputs + " inputs among " + vertices.size() + " vertices");
        }
        for (Edge edge : edges) {
            if (edge.from() < 0 || edge.from() >= edge.to() || edge.to() >= vertices.size()) {
                throw new IllegalArgumentException(
                        "an edge from " + edge.from() + " to " + edge.to() + " among " + vertices.size() + " vertices");
            }
        }
    }

    /** For each vertex whether it is on a path from an input to the output. */
    boolean[] used() {
        boolean[] reached = new boolean[vertices.size()];
        boolean[] useful = new boolean[vertices.size()];
        useful[vertices.size() - 1] = true;
        for (int v = 0; v < vertices.size(); v++) {
            reached[v] = v < inputs || anyNeighbour(v, reached, false);
        }
        for (int v = vertices.size() - 2; v >= 0; v--) {
            useful[v] = anyNeighbour(v, useful, true);
        }
        for (int v = 0; v < reached.length; v++) {
            reached[v] &= useful[v];
        }
        return reached;
    }

    private boolean anyNeighbour(int vertex, boolean[] marked, boolean onwards) {
        return edges.stream()
                .anyMatch(e -> onwards ? e.from() == vertex && marked[e.to()] : e.to() == vertex && marked[e.from()]);
    }

    /** The graph in words: each vertex with what flows into it. */
    String inWords() {
        StringJoiner words = new StringJoiner("; ", name.isEmpty() ? "" : name + ": ", "");
        for (int v = inputs; v < vertices.size(); v++) {
            int to = v;
            Stream<String> terms = edges.stream()
                    .filter(e -> e.to() == to)
                    .map(e -> e.label().isEmpty() ? nameOf(e.from()) : e.label() + " of " + nameOf(e.from()));
            String from = String.join(" and ", terms.toList());
            words.add(nameOf(v) + " from " + (from.isEmpty() ? "nothing" : from));
        }
        return words.toString();
    }

    /** What stands on a vertex, with its number where others are called the same. */
    private String nameOf(int vertex) {
        String label = vertices.get(vertex);
        return vertices.indexOf(label) == vertices.lastIndexOf(label) ? label : label + " (" + vertex + ")";
    }

    @Override
    public void write(Html html) {
        html.open("figure", "class", "diagram");
        if (!name.isEmpty()) {
            html.element("figcaption", name);
        }
        new CellLayout(this).write(html);
        html.close().line();
    }
}
