package org.deltanas.encode;

import org.deltanas.kernels.mlp.ColumnChanges;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Neighbours;

/** One column for each option of each position (the adjacency one-hot encoding of cells): an edit changes two. */
public final class OneHotFeatures implements FeatureMap {
    private final CategoricalSpace space;
    private final int[] firstColumn;
    /** The word of the code that each position is in. */
    private final int[] words;
    /** For each position and option the columns of the others, in the order of the edits that lead to them. */
    private final int[] others;

    private final int[] firstOther;

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
        this.words = new int[space.positions()];
        for (int edit = 0; edit < space.edits().count(); edit++) {
            words[space.edits().position(edit)] = space.edits().word(edit);
        }
        this.firstOther = new int[space.positions()];
        int count = 0;
        for (int p = 0; p < space.positions(); p++) {
            firstOther[p] = count;
            count += space.options(p) * (space.options(p) - 1);
        }
        this.others = new int[count];
        for (int p = 0; p < space.positions(); p++) {
            listOthers(p);
        }
        this.id = space.id() + "/one-hot/1";
    }

    private void listOthers(int position) {
        int options = space.options(position);
        int n = firstOther[position];
        for (int option = 0; option < options; option++) {
            int end = n + options - 1;
            for (int flip = 1; n < end; flip++) {
                if ((option ^ flip) < options) {
                    others[n++] = firstColumn[position] + (option ^ flip);
                }
            }
        }
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
        if (neighbours.count() == space.maxNeighbours()) {
            allChanges(codes, row, out);
        } else {
            someChanges(codes, row, neighbours, out);
        }
    }

    private void allChanges(CodeSlab codes, int row, ColumnChanges out) {
        out.clear(others);
        int at = -1;
        long word = 0;
        for (int p = 0; p < firstColumn.length; p++) {
            if (words[p] != at) {
                at = words[p];
                word = codes.word(row, at);
            }
            int option = space.optionIn(word, p);
            int rest = space.options(p) - 1;
            int from = firstOther[p] + option * rest;
            for (; rest > ColumnChanges.MAX_GROUP; rest -= ColumnChanges.MAX_GROUP) {
                out.addGroup(firstColumn[p] + option, from, ColumnChanges.MAX_GROUP);
                from += ColumnChanges.MAX_GROUP;
            }
            out.addGroup(firstColumn[p] + option, from, rest);
        }
    }

    private void someChanges(CodeSlab codes, int row, Neighbours neighbours, ColumnChanges out) {
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
}
