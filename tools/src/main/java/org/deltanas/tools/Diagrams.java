package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.deltanas.space.ChainSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.DefinedSpace;
import org.deltanas.space.FourNodeCellSpace;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.NasBench201Space;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.NatsBenchSizeSpace;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SpaceDefinition;
import org.deltanas.space.TransNasMacroSpace;
import org.deltanas.space.TransNasMicroSpace;
import org.deltanas.tools.page.BlockChain;
import org.deltanas.tools.page.BlockChain.Block;
import org.deltanas.tools.page.CellGraph;
import org.deltanas.tools.page.CellGraph.Edge;
import org.deltanas.tools.page.Diagram;

/** An architecture as diagrams for a page. */
final class Diagrams {
    /** Of longer chains there is no diagram: nobody could read it. */
    private static final int MOST_BLOCKS = 2_000;

    /** Of longer chains the connections are not drawn. */
    private static final int MOST_VERTICES = 40;

    private static final String[] TRANS_NAS_OPERATIONS = {"none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3"};

    private Diagrams() {}

    /** The diagrams; none for a space that has none, and for a chain that is too long. */
    static List<Diagram> of(SearchSpace space, String architecture) {
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse(architecture, codes, 0);
            if (space instanceof NasBench201Space cells) {
                return List.of(fourNodes(
                        cells, codes, o -> NasBench201Space.Operation.of(o).label()));
            }
            if (space instanceof TransNasMicroSpace cells) {
                return List.of(fourNodes(cells, codes, o -> TRANS_NAS_OPERATIONS[o]));
            }
            if (space instanceof NasBench101Space) {
                return List.of(nasBench101(codes.word(0, 0)));
            }
            if (space instanceof NasBench301Space) {
                return List.of(darts("normal cell", codes.word(0, 0)), darts("reduction cell", codes.word(0, 1)));
            }
            if (space instanceof ChainSpace chain && chain.positions() <= MOST_BLOCKS) {
                return List.of(chain(chain, codes));
            }
            if (space instanceof TransNasMacroSpace) {
                return List.of(transNasMacro(codes.word(0, 0)));
            }
            if (space instanceof NatsBenchSizeSpace sizes) {
                return List.of(sizes(sizes, codes));
            }
            return space instanceof DefinedSpace defined && defined.chain() <= MOST_BLOCKS
                    ? List.of(defined(defined, codes))
                    : List.of();
        }
    }

    private static CellGraph fourNodes(FourNodeCellSpace space, CodeSlab codes, IntFunction<String> label) {
        List<Edge> edges = new ArrayList<>();
        for (int e = 0; e < FourNodeCellSpace.EDGES; e++) {
            int option = space.option(codes, 0, e);
            if (option != 0) {
                edges.add(new Edge(FourNodeCellSpace.source(e), FourNodeCellSpace.target(e), label.apply(option)));
            }
        }
        return new CellGraph("", List.of(Drawing.CELL_NODES), 1, edges);
    }

    /** The live vertices; the others are no part of the benchmark's cell. */
    private static CellGraph nasBench101(long word) {
        int live = NasBench101Space.live(word);
        int output = NasBench101Space.VERTICES - 1;
        List<String> vertices = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        int[] place = new int[NasBench101Space.VERTICES];
        for (int v = 0; v <= output; v++) {
            if ((live >>> v & 1) == 0) {
                continue;
            }
            place[v] = vertices.size();
            vertices.add(
                    v == 0
                            ? "input"
                            : v == output
                                    ? "output"
                                    : NasBench101Space.Operation.of(NasBench101Space.option(word, v))
                                            .label());
            for (int from = 0; from < v; from++) {
                if ((live >>> from & 1) != 0 && NasBench101Space.leads(word, from, v)) {
                    edges.add(new Edge(place[from], place[v], ""));
                }
            }
        }
        return new CellGraph("", vertices, 1, edges);
    }

    private static CellGraph darts(String name, long cell) {
        int output = NasBench301Space.VALUES;
        List<Edge> edges = new ArrayList<>();
        for (int node = 0; node < NasBench301Space.NODES; node++) {
            for (int from = 0; from < node + 2; from++) {
                int held = NasBench301Space.held(cell, NasBench301Space.edge(from, node));
                if (held != 0) {
                    edges.add(new Edge(
                            from,
                            node + 2,
                            NasBench301Space.Operation.of(held - 1).label()));
                }
            }
            edges.add(new Edge(node + 2, output, ""));
        }
        return new CellGraph(
                name, List.of("c_{k-2}", "c_{k-1}", "node 0", "node 1", "node 2", "node 3", "c_{k}"), 2, edges);
    }

    private static BlockChain chain(ChainSpace space, CodeSlab codes) {
        List<List<Block>> stages = new ArrayList<>();
        for (int p = 0; p < space.positions(); p++) {
            int kind = space.option(codes, 0, p);
            boolean reduces = space.isReduction(p);
            add(stages, new Block(Drawing.block(space, kind), reduces, kind == 0 && !reduces));
        }
        return new BlockChain(stages);
    }

    private static BlockChain transNasMacro(long code) {
        List<List<Block>> stages = new ArrayList<>();
        for (int module = 0; module < TransNasMacroSpace.modules(code); module++) {
            String label = TransNasMacroSpace.doubles(code, module) ? "2x channels" : "same channels";
            add(stages, new Block(label, TransNasMacroSpace.halves(code, module), false));
        }
        return new BlockChain(stages);
    }

    private static BlockChain sizes(NatsBenchSizeSpace space, CodeSlab codes) {
        List<Block> layers = new ArrayList<>();
        for (int layer = 0; layer < NatsBenchSizeSpace.LAYERS; layer++) {
            layers.add(new Block(space.channels(codes, 0, layer) + " channels", false, false));
        }
        return new BlockChain(List.of(layers));
    }

    private static Diagram defined(DefinedSpace space, CodeSlab codes) {
        SpaceDefinition definition = space.definition();
        List<SpaceDefinition.Operation> operations = new ArrayList<>();
        for (int p = 0; p < space.chain(); p++) {
            operations.add(definition.positions().get(p).operations().get(space.option(codes, 0, p)));
        }
        if (!definition.connections().isEmpty() && space.chain() < MOST_VERTICES) {
            List<Edge> edges = new ArrayList<>();
            for (int p = 0; p < space.chain(); p++) {
                edges.add(new Edge(p, p + 1, ""));
            }
            for (int c = 0; c < definition.connections().size(); c++) {
                if (space.option(codes, 0, space.chain() + c) != 0) {
                    SpaceDefinition.Connection connection =
                            definition.connections().get(c);
                    edges.add(new Edge(connection.from(), connection.to(), ""));
                }
            }
            List<String> vertices = Stream.concat(
                            Stream.of("stem"), operations.stream().map(SpaceDefinition.Operation::name))
                    .toList();
            return new CellGraph("", vertices, 1, edges);
        }
        List<List<Block>> stages = new ArrayList<>();
        for (int p = 0; p < operations.size(); p++) {
            SpaceDefinition.Operation operation = operations.get(p);
            boolean reduces = definition.positions().get(p).stride() > 1;
            boolean idle = operation.block().kind() == SpaceDefinition.Kind.IDENTITY && !reduces;
            add(stages, new Block(operation.name(), reduces, idle));
        }
        return new BlockChain(stages);
    }

    /** Appends a block; one that halves the resolution opens a stage. */
    private static void add(List<List<Block>> stages, Block block) {
        if (stages.isEmpty() || block.reduces()) {
            stages.add(new ArrayList<>());
        }
        stages.getLast().add(block);
    }
}
