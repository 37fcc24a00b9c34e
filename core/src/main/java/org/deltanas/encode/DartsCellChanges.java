package org.deltanas.encode;

import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.NasBench301Space;

/**
 * What edits of one DARTS cell change in {@link NasBench301Features}. An edit touches one edge, so that chains change only
 * where it is one of the two, and depths only where the edge moves. Owned by one thread, reused; allocation free.
 */
final class DartsCellChanges {
    private static final int NODES = NasBench301Space.NODES;
    private static final int INPUTS = NasBench301Space.VALUES - NODES;
    private static final int OPERATIONS = NasBench301Space.OPERATIONS;
    private static final int FIELD = 3;
    private static final int EDGES = NasBench301Space.EDGES;
    private static final int DEPTH_BITS = 3;

    private static final byte[] NODE = new byte[EDGES];
    private static final byte[] SOURCE = new byte[EDGES];

    static {
        for (int node = 0; node < NODES; node++) {
            for (int from = 0; from < node + INPUTS; from++) {
                NODE[NasBench301Space.edge(from, node)] = (byte) node;
                SOURCE[NasBench301Space.edge(from, node)] = (byte) from;
            }
        }
    }

    private final int firstChain;
    private final int firstOneHot;
    private final int firstStatistic;

    private long cell;
    /** Two for each node: the values that it reads, and through which operations. */
    private final int[] sources = new int[2 * NODES];

    private final int[] operations = new int[2 * NODES];
    /** For each node the operations of the edges that read it. */
    private final int[] readers = new int[NODES * NODES];

    private final int[] readerCounts = new int[NODES];
    private int depthSum;
    private int deepest;
    private int unread;

    /** Chains by how much they change, and which of them were touched. */
    private final int[] chains = new int[OPERATIONS * OPERATIONS];

    private long touched;

    DartsCellChanges(int firstOneHot, int firstChain, int firstStatistic) {
        this.firstOneHot = firstOneHot;
        this.firstChain = firstChain;
        this.firstStatistic = firstStatistic;
    }

    /** Takes a cell. */
    void read(long word) {
        cell = word;
        for (int node = 0; node < NODES; node++) {
            readerCounts[node] = 0;
        }
        int slot = 0;
        for (int edge = 0; edge < EDGES; edge++) {
            int operation = NasBench301Space.held(word, edge) - 1;
            if (operation >= 0) {
                int from = SOURCE[edge];
                sources[slot] = from;
                operations[slot++] = operation;
                if (from >= INPUTS) {
                    int node = from - INPUTS;
                    readers[node * NODES + readerCounts[node]++] = operation;
                }
            }
        }
        measure();
    }

    /** Depths, and nodes that no other reads. */
    private void measure() {
        int depths = 0;
        int sum = 0;
        int most = 0;
        int read = 0;
        for (int node = 0; node < NODES; node++) {
            int first = sources[2 * node];
            int second = sources[2 * node + 1];
            int depth = 1 + Math.max(depthOf(depths, first), depthOf(depths, second));
            depths |= depth << (DEPTH_BITS * (node + INPUTS));
            sum += depth;
            most = Math.max(most, depth);
            read |= (1 << first) | (1 << second);
        }
        depthSum = sum;
        deepest = most;
        unread = NODES - Integer.bitCount(read >>> INPUTS);
    }

    private static int depthOf(int depths, int value) {
        return (depths >>> (DEPTH_BITS * value)) & ((1 << DEPTH_BITS) - 1);
    }

    /** Appends what an edit of the cell changes to the row being filled. */
    void add(long mask, SparseRows out) {
        int edge = Long.numberOfTrailingZeros(mask) / FIELD;
        if (mask >>> (FIELD * (edge + 1)) == 0) {
            replace(edge, NasBench301Space.held(cell ^ mask, edge) - 1, out);
        } else {
            int other = (Long.SIZE - 1 - Long.numberOfLeadingZeros(mask)) / FIELD;
            boolean forward = NasBench301Space.held(cell, edge) != 0;
            move(forward ? edge : other, forward ? other : edge, out);
        }
        for (; touched != 0; touched &= touched - 1) {
            int chain = Long.numberOfTrailingZeros(touched);
            out.addUnlessZero(firstChain + chain, chains[chain]);
            chains[chain] = 0;
        }
    }

    /** Another operation on an edge. */
    private void replace(int edge, int after, SparseRows out) {
        int before = NasBench301Space.held(cell, edge) - 1;
        int oneHot = firstOneHot + edge * OPERATIONS;
        out.add(oneHot + before, -1);
        out.add(oneHot + after, 1);
        int from = SOURCE[edge];
        int statistics = firstStatistic + (from < INPUTS ? 0 : OPERATIONS);
        out.add(statistics + before, -1);
        out.add(statistics + after, 1);
        if (from >= INPUTS) {
            countChainsInto(from, before, -1);
            countChainsInto(from, after, 1);
        }
        int node = NODE[edge];
        for (int r = node * NODES; r < node * NODES + readerCounts[node]; r++) {
            count(before, readers[r], -1);
            count(after, readers[r], 1);
        }
    }

    /** An edge with its operation from one value to another. */
    private void move(int edge, int to, SparseRows out) {
        int operation = NasBench301Space.held(cell, edge) - 1;
        out.add(firstOneHot + edge * OPERATIONS + operation, -1);
        out.add(firstOneHot + to * OPERATIONS + operation, 1);
        countStart(SOURCE[edge], SOURCE[to], operation, out);
        int depthSumBefore = depthSum;
        int deepestBefore = deepest;
        int unreadBefore = unread;
        int slot = 2 * NODE[edge];
        slot += sources[slot] == SOURCE[edge] ? 0 : 1;
        sources[slot] = SOURCE[to];
        measure();
        int statistics = firstStatistic + 2 * OPERATIONS + INPUTS;
        out.addUnlessZero(statistics, depthSum - depthSumBefore);
        out.addUnlessZero(statistics + 1, deepest - deepestBefore);
        out.addUnlessZero(statistics + 2, unread - unreadBefore);
        sources[slot] = SOURCE[edge];
        depthSum = depthSumBefore;
        deepest = deepestBefore;
        unread = unreadBefore;
    }

    private void countStart(int before, int after, int operation, SparseRows out) {
        int starts = firstStatistic + 2 * OPERATIONS;
        if (before < INPUTS) {
            out.add(starts + before, -1);
        } else {
            countChainsInto(before, operation, -1);
        }
        if (after < INPUTS) {
            out.add(starts + after, 1);
        } else {
            countChainsInto(after, operation, 1);
        }
        if (before < INPUTS != after < INPUTS) {
            int inputs = before < INPUTS ? -1 : 1;
            out.add(firstStatistic + operation, inputs);
            out.add(firstStatistic + OPERATIONS + operation, -inputs);
        }
    }

    /** The operations into a node, each followed by one that reads it. */
    private void countChainsInto(int value, int reader, int change) {
        int slot = 2 * (value - INPUTS);
        count(operations[slot], reader, change);
        count(operations[slot + 1], reader, change);
    }

    private void count(int operation, int reader, int change) {
        int chain = operation * OPERATIONS + reader;
        chains[chain] += change;
        touched |= 1L << chain;
    }
}
