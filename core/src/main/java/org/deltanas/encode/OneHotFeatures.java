package org.deltanas.encode;

import java.util.Arrays;
import org.deltanas.kernels.mlp.ColumnChanges;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Neighbours;

/** One column for each option of each position (the adjacency one-hot encoding of cells): an edit changes two. */
public final class OneHotFeatures implements FeatureMap {
    private final CategoricalSpace space;
    private final int[] firstColumn;
    /** For each position and option the columns of the others, in the order of the edits that lead to them. */
    private final int[][] others;

    private final int columns;
    private final String id;

    /** The one-hot columns of a space. */
    public OneHotFeatures(CategoricalSpace space) {
        this.space = space;
        this.firstColumn = new int[space.positions()];
        int next = 0;
        for (int p = 0; p < firstColumn.length; p++) {
            firstColumn[p] = next;
            next += space.options(p);
        }
        this.columns = next;
        this.others = new int[space.positions()][];
        Arrays.setAll(others, this::othersOf);
        this.id = space.name() + "/one-hot/1";
    }

    private int[] othersOf(int position) {
        int options = space.options(position);
        int[] found = new int[options * (options - 1)];
        int n = 0;
        for (int option = 0; option < options; option++) {
            for (int flip = 1; n < (option + 1) * (options - 1); flip++) {
                if ((option ^ flip) < options) {
                    found[n++] = firstColumn[position] + (option ^ flip);
                }
            }
        }
        return found;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int firstStatistic() {
        return columns;
    }

    @Override
    public int largest(int column) {
        return 1;
    }

    @Override
    public double activeColumns() {
        return firstColumn.length;
    }

    @Override
    public void features(CodeSlab codes, int row, SparseRows out) {
        for (int p = 0; p < firstColumn.length; p++) {
            out.add(firstColumn[p] + space.option(codes, row, p), 1);
        }
        out.endRow();
    }

    @Override
    public void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        int p = space.edits().position(edit);
        out.add(firstColumn[p] + space.option(codes, row, p), -1);
        out.add(
                firstColumn[p]
                        + space.optionAfter(edit, codes.word(row, space.edits().word(edit))),
                1);
        out.endRow();
    }

    /** The column of a position's first option. */
    public int firstColumn(int position) {
        return firstColumn[position];
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public void changes(CodeSlab codes, int row, Neighbours neighbours, ColumnChanges out) {
        out.clear(1);
        int count = neighbours.count();
        if (count == space.maxNeighbours()) {
            for (int p = 0; p < firstColumn.length; p++) {
                int option = space.option(codes, row, p);
                int changes = space.options(p) - 1;
                out.addGroup(firstColumn[p] + option, others[p], option * changes, changes);
            }
            return;
        }
        int place = -1;
        for (int i = 0; i < count; i++) {
            int edit = neighbours.edit(i);
            int p = space.edits().position(edit);
            if (p != place) {
                place = p;
                out.startGroup();
                out.setRemoved(0, firstColumn[p] + space.option(codes, row, p));
            }
            out.addRow();
            out.setAdded(0, firstColumn[p] + space.optionIn(neighbours.value(i), p));
        }
    }
}
