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
    /** All changes of an architecture; and for each word of a code the first of its groups. */
    private final ColumnChanges.Layout layout;

    private final int[] firstGroups;
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
        this.firstGroups = new int[space.words() + 1];
        int group = 0;
        for (int p = 0; p < space.positions(); p++) {
            group += Math.ceilDiv(space.options(p) - 1, ColumnChanges.MAX_GROUP);
            firstGroups[space.word(p) + 1] = group;
        }
        this.layout = layout(space);
        this.id = space.id() + "/one-hot/1";
    }

    /** The changes of one-hot columns: for each position and option those of the others, in the order of edits. */
    static ColumnChanges.Layout layout(CategoricalSpace space) {
        int[] shifts = new int[space.positions()];
        int[] options = new int[space.positions()];
        Arrays.setAll(shifts, space::shift);
        Arrays.setAll(options, space::options);
        int[] others = new int[Arrays.stream(options).map(o -> o * (o - 1)).sum()];
        int n = 0;
        int first = 0;
        for (int p = 0; p < options.length; p++) {
            for (int option = 0; option < options[p]; option++) {
                for (int j = 0; j < options[p] - 1; j++) {
                    others[n++] = first + (option ^ space.flip(p, option, j));
                }
            }
            first += options[p];
        }
        return new ColumnChanges.Layout(shifts, options, others);
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
        int place = -1;
        for (int i = 0; i < neighbours.count(); i++) {
            int p = space.edits().position(neighbours.edit(i));
            if (p != place || out.groupSize() == ColumnChanges.MAX_GROUP) {
                place = p;
                out.startGroup();
                out.setRemoved(0, firstColumn[p] + space.option(codes, row, p));
            }
            out.addRow();
            out.setAdded(0, firstColumn[p] + space.optionIn(neighbours.value(i), p));
        }
    }

    @Override
    public boolean changesUnlisted() {
        return true;
    }

    @Override
    public void changes(CodeSlab codes, int row, ColumnChanges out) {
        out.clear(layout);
        for (int w = 0; w + 1 < firstGroups.length; w++) {
            out.setGroups(layout, firstGroups[w], firstGroups[w + 1], codes.word(row, w));
        }
    }
}
