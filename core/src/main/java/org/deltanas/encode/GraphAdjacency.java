package org.deltanas.encode;

import java.util.Arrays;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.Neighbours;

/**
 * NAS-Bench-101's own adjacency encodings of a code, dead vertices included: 21 edge bits and one-hot operations (36
 * columns), or categorical, the numbers of up to nine live edges in ascending order, counted from 1, and the options of the
 * five vertices, as statistics (14 columns).
 */
final class GraphAdjacency extends CountedFeatures {
    private final boolean categorical;
    /** For each edit the edge, or where edges end the vertex, that it changes. */
    private final int[] positions;

    GraphAdjacency(NasBench101Space space, boolean categorical) {
        super(
                space,
                "nasbench101/" + (categorical ? "categorical" : "adjacency") + "/1",
                categorical ? NasBench101Space.MAX_EDGES + NasBench101Space.INTERIOR : NasBench101Space.EDGES + 15,
                categorical ? 0 : NasBench101Space.EDGES + 15,
                14,
                0);
        this.categorical = categorical;
        this.positions = new int[space.edits().count()];
        Arrays.setAll(positions, space.edits()::position);
    }

    @Override
    public int largest(int column) {
        return categorical ? NasBench101Space.EDGES : 1;
    }

    @Override
    void count(long word0, long word1, Tally out) {
        long graph = categorical ? NasBench101Space.pruned(word0) : word0;
        int slot = 0;
        for (int e = 0; e < NasBench101Space.EDGES; e++) {
            if ((graph >>> e & 1) != 0) {
                out.add(categorical ? slot++ : e, categorical ? e + 1 : 1);
            }
        }
        for (int v = 1; v <= NasBench101Space.INTERIOR; v++) {
            int option = NasBench101Space.option(word0, v);
            if (categorical) {
                out.add(NasBench101Space.MAX_EDGES + v - 1, option);
            } else {
                out.add(NasBench101Space.EDGES + 3 * (v - 1) + option, 1);
            }
        }
    }

    /** {@inheritDoc} One-hot, an edit is its own difference: a column of an edge, or two of a vertex. */
    @Override
    public void differences(CodeSlab codes, int row, Neighbours neighbours, SparseRows out) {
        if (categorical) {
            super.differences(codes, row, neighbours, out);
            return;
        }
        long before = codes.word(row, 0);
        for (int i = 0; i < neighbours.count(); i++) {
            long after = neighbours.value(i);
            int position = positions[neighbours.edit(i)];
            if (position < NasBench101Space.EDGES) {
                out.add(position, 1 - 2 * (int) (before >>> position & 1));
            } else {
                int vertex = position - NasBench101Space.EDGES + 1;
                int first = NasBench101Space.EDGES + 3 * (vertex - 1);
                out.add(first + NasBench101Space.option(before, vertex), -1);
                out.add(first + NasBench101Space.option(after, vertex), 1);
            }
            out.endRow();
        }
    }
}
