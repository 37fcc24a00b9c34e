package org.deltanas.encode;

import org.deltanas.kernels.mlp.ColumnChanges;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Edits;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.Neighbours;

/** The one-hot operations of the edges of DARTS cells: an edit takes one column away and puts another in. */
final class DartsAdjacency implements FeatureMap {
    private static final int FIELD = 3;
    private static final int OPERATIONS = NasBench301Space.OPERATIONS;

    private final FeatureMap columns;
    private final Edits edits;
    /** For each edit the two edges that it touches; equal for a change of operation. */
    private final byte[] firstEdge;

    private final byte[] secondEdge;

    /**
     * Another map's one-hot columns.
     *
     * @param columns those alone
     */
    DartsAdjacency(FeatureMap columns, NasBench301Space space) {
        this.columns = columns;
        this.edits = space.edits();
        this.firstEdge = new byte[edits.count()];
        this.secondEdge = new byte[edits.count()];
        for (int edit = 0; edit < firstEdge.length; edit++) {
            firstEdge[edit] = (byte) (Long.numberOfTrailingZeros(edits.mask(edit)) / FIELD);
            secondEdge[edit] = (byte) ((Long.SIZE - 1 - Long.numberOfLeadingZeros(edits.mask(edit))) / FIELD);
        }
    }

    @Override
    public String id() {
        return columns.id();
    }

    @Override
    public int columns() {
        return columns.columns();
    }

    @Override
    public int firstStatistic() {
        return columns.firstStatistic();
    }

    @Override
    public double activeColumns() {
        return columns.activeColumns();
    }

    @Override
    public int largest(int column) {
        return columns.largest(column);
    }

    @Override
    public void features(CodeSlab codes, int row, SparseRows out) {
        columns.features(codes, row, out);
    }

    @Override
    public void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        columns.difference(codes, row, edit, out);
    }

    @Override
    public void differences(CodeSlab codes, int row, Neighbours neighbours, SparseRows out) {
        for (int i = 0; i < neighbours.count(); i++) {
            int edit = neighbours.edit(i);
            long before = codes.word(row, edits.word(edit));
            int edge = edgeBefore(edit, before);
            out.add(column(edit, edge, before), -1);
            out.add(column(edit, firstEdge[edit] + secondEdge[edit] - edge, neighbours.value(i)), 1);
            out.endRow();
        }
    }

    /** The edge that an edit takes from a cell. */
    private int edgeBefore(int edit, long cell) {
        return NasBench301Space.held(cell, firstEdge[edit]) != 0 ? firstEdge[edit] : secondEdge[edit];
    }

    private int column(int edit, int edge, long cell) {
        return (edits.word(edit) * NasBench301Space.EDGES + edge) * OPERATIONS + NasBench301Space.held(cell, edge) - 1;
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public void changes(CodeSlab codes, int row, Neighbours neighbours, ColumnChanges out) {
        out.clear(1);
        int removed = -1;
        for (int i = 0; i < neighbours.count(); i++) {
            int edit = neighbours.edit(i);
            long before = codes.word(row, edits.word(edit));
            int edge = edgeBefore(edit, before);
            int column = column(edit, edge, before);
            if (column != removed || out.groupSize() == ColumnChanges.MAX_GROUP) {
                removed = column;
                out.startGroup();
                out.setRemoved(0, removed);
            }
            out.addRow();
            out.setAdded(0, column(edit, firstEdge[edit] + secondEdge[edit] - edge, neighbours.value(i)));
        }
    }
}
