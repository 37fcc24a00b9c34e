package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.space.ChainSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
import org.deltanas.space.SearchSpace;

/** An architecture as a few lines of plain characters. */
final class Drawing {
    private static final int BLOCKS_A_LINE = 20;
    static final String[] CELL_NODES = {"input", "node 1", "node 2", "output"};
    private static final String[] MACRO_KINDS = {"identity", "MB3_K3", "MB6_K5"};

    private Drawing() {}

    /** The lines; none for a space that has no drawing. */
    static List<String> of(SearchSpace space, String architecture) {
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse(architecture, codes, 0);
            if (space instanceof NasBench201Space cells) {
                return cell(cells, codes);
            }
            return space instanceof ChainSpace chain ? chain(chain, codes) : List.of();
        }
    }

    /** A line a node with what flows into it; edges without an operation are left out. */
    private static List<String> cell(NasBench201Space space, CodeSlab codes) {
        List<String> lines = new ArrayList<>();
        int edge = 0;
        for (int node = 1; node < CELL_NODES.length; node++) {
            List<String> terms = new ArrayList<>();
            for (; edge < NasBench201Space.EDGES && NasBench201Space.target(edge) == node; edge++) {
                NasBench201Space.Operation operation = NasBench201Space.Operation.of(space.option(codes, 0, edge));
                if (operation != NasBench201Space.Operation.NONE) {
                    terms.add(operation.label() + "(" + CELL_NODES[NasBench201Space.source(edge)] + ")");
                }
            }
            lines.add(String.format("%-6s = %s", CELL_NODES[node], terms.isEmpty() ? "0" : String.join(" + ", terms)));
        }
        if (!space.isConnected(codes, 0)) {
            lines.add("no path leads from the input to the output");
        }
        return lines;
    }

    /** A line a stage, its blocks from input to output. */
    private static List<String> chain(ChainSpace space, CodeSlab codes) {
        List<String> lines = new ArrayList<>();
        List<String> blocks = new ArrayList<>();
        int stage = 1;
        for (int p = 0; p < space.positions(); p++) {
            if (p > 0 && space.isReduction(p)) {
                addStage(lines, stage++, blocks);
            }
            blocks.add(block(space, space.option(codes, 0, p)) + (space.isReduction(p) ? "/2" : ""));
        }
        addStage(lines, stage, blocks);
        return lines;
    }

    private static void addStage(List<String> lines, int stage, List<String> blocks) {
        for (int from = 0; from < blocks.size(); from += BLOCKS_A_LINE) {
            List<String> part = blocks.subList(from, Math.min(blocks.size(), from + BLOCKS_A_LINE));
            lines.add((from == 0 ? "stage " + stage + "  " : "         ") + String.join(" > ", part));
        }
        blocks.clear();
    }

    /** The kind of a block in a word. */
    static String block(ChainSpace space, int kind) {
        if (space.name().equals("nasbench-macro")) {
            return MACRO_KINDS[kind];
        }
        // As in the architecture's string.
        return space.kinds() <= Character.MAX_RADIX
                ? Integer.toString(kind, Character.MAX_RADIX)
                : Integer.toString(kind);
    }
}
