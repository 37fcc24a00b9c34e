package org.deltanas.encode;

import org.deltanas.space.NasBench301Space;

/** DARTS cells as numbers: for each node of each cell the two values it reads, ascending, and their operations, as statistics. */
final class DartsCategorical extends CountedFeatures {
    private static final int NODES = NasBench301Space.NODES;

    DartsCategorical(NasBench301Space space) {
        super(space, "nasbench301/categorical/1", 2 * NODES * 4, 0, 28, 0);
    }

    @Override
    public int largest(int column) {
        return NasBench301Space.EDGES;
    }

    @Override
    void count(long word0, long word1, Tally out) {
        count(word0, 0, out);
        count(word1, NODES * 4, out);
    }

    private static void count(long cell, int first, Tally out) {
        for (int node = 0; node < NODES; node++) {
            int a = NasBench301Space.firstInput(cell, node);
            int b = NasBench301Space.secondInput(cell, node);
            int column = first + 4 * node;
            out.add(column, a);
            out.add(column + 1, b);
            out.add(column + 2, NasBench301Space.held(cell, NasBench301Space.edge(a, node)) - 1);
            out.add(column + 3, NasBench301Space.held(cell, NasBench301Space.edge(b, node)) - 1);
        }
    }
}
