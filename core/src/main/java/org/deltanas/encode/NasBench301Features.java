package org.deltanas.encode;

import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Edits;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.Neighbours;

/**
 * DARTS cells: for each of the 28 possible edges one-hot operations; for each cell and each operation on an edge into a node
 * each operation that reads the node (49), what the edge starts from left out; and as statistics, for each cell, the edges of
 * each operation from the inputs and from nodes (14), the nodes' summed and largest depth, how many edges start from each input
 * and how many nodes no other reads (5).
 */
final class NasBench301Features extends CountedFeatures {
    private static final int CELLS = 2;
    private static final int NODES = NasBench301Space.NODES;
    private static final int EDGES = NasBench301Space.EDGES;
    private static final int OPERATIONS = NasBench301Space.OPERATIONS;

    /** For each cell of an architecture what its edits change. */
    private final ThreadLocal<DartsCellChanges[]> changes;

    private final Edits edits;

    static final int CHAINS = CELLS * EDGES * OPERATIONS;
    static final int FIRST_STATISTIC = CHAINS + CELLS * OPERATIONS * OPERATIONS;
    private static final int STATISTICS = 2 * OPERATIONS + 5;

    NasBench301Features(NasBench301Space space) {
        super(
                space,
                "nasbench301/one-hot+chains+statistics/1",
                FIRST_STATISTIC + CELLS * STATISTICS,
                FIRST_STATISTIC,
                16 + 12 + 2 * 14,
                NasBench301Space.VALUES);
        this.edits = space.edits();
        this.changes = ThreadLocal.withInitial(() -> new DartsCellChanges[] {cellChanges(0), cellChanges(1)});
    }

    private static DartsCellChanges cellChanges(int cell) {
        return new DartsCellChanges(
                cell * EDGES * OPERATIONS,
                CHAINS + cell * OPERATIONS * OPERATIONS,
                FIRST_STATISTIC + cell * STATISTICS);
    }

    @Override
    public void differences(CodeSlab codes, int row, Neighbours neighbours, SparseRows out) {
        DartsCellChanges[] cells = changes.get();
        for (int cell = 0; cell < CELLS; cell++) {
            cells[cell].read(codes.word(row, cell));
        }
        for (int i = 0; i < neighbours.count(); i++) {
            int edit = neighbours.edit(i);
            cells[edits.word(edit)].add(edits.mask(edit), out);
            out.endRow();
        }
    }

    @Override
    public int largest(int column) {
        return column < CHAINS ? 1 : 32;
    }

    @Override
    void count(long word0, long word1, Tally out) {
        count(word0, 0, out);
        count(word1, 1, out);
    }

    private static void count(long code, int cell, Tally out) {
        int statistics = FIRST_STATISTIC + cell * STATISTICS;
        int[] depths = out.registers;
        depths[0] = 0;
        depths[1] = 0;
        int depthSum = 0;
        int deepest = 0;
        int read = 0;
        for (int node = 0; node < NODES; node++) {
            int depth = 0;
            for (int from = 0; from < node + 2; from++) {
                int edge = NasBench301Space.edge(from, node);
                int operation = NasBench301Space.held(code, edge) - 1;
                if (operation < 0) {
                    continue;
                }
                out.add((cell * EDGES + edge) * OPERATIONS + operation, 1);
                out.add(statistics + (from < 2 ? 0 : OPERATIONS) + operation, 1);
                depth = Math.max(depth, depths[from] + 1);
                read |= 1 << from;
                if (from < 2) {
                    out.add(statistics + 2 * OPERATIONS + from, 1);
                } else {
                    countChains(code, cell, from - 2, operation, out);
                }
            }
            depths[node + 2] = depth;
            depthSum += depth;
            deepest = Math.max(deepest, depth);
        }
        out.add(statistics + 2 * OPERATIONS + 2, depthSum);
        out.add(statistics + 2 * OPERATIONS + 3, deepest);
        out.add(statistics + 2 * OPERATIONS + 4, NODES - Integer.bitCount(read >>> 2));
    }

    /** The operations into a node, each followed by one that reads it. */
    private static void countChains(long code, int cell, int node, int reader, Tally out) {
        for (int from = 0; from < node + 2; from++) {
            int operation = NasBench301Space.held(code, NasBench301Space.edge(from, node)) - 1;
            if (operation >= 0) {
                out.add(CHAINS + (cell * OPERATIONS + operation) * OPERATIONS + reader, 1);
            }
        }
    }
}
