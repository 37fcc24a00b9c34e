package org.deltanas.predict;

import org.deltanas.space.CodeSlab;
import org.deltanas.space.Edits;
import org.deltanas.space.ListedSpace;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/** Neighbours by a {@link LevelTable}: the list of an architecture's neighbours leads to their levels. */
final class PotentialTable extends NeighbourTable {
    private final Edits edits;
    private final ListedSpace listed;
    /** For each architecture what it is worth. */
    private final float[] values;

    private LevelTable table;

    PotentialTable(ListedSpace listed, SearchSpace space) {
        this.edits = space.edits();
        this.listed = listed;
        this.values = new float[listed.size()];
    }

    /** Looks levels up in a complete table from now on. */
    void use(LevelTable levels, float exploration) {
        table = levels;
        EnsembleSummary.weigh(levels.means(), levels.deviations(), exploration, values, values.length);
    }

    @Override
    int values(CodeSlab codes, int row, float[] out, int offset) {
        return listed.lookUp(listed.number(codes, row), values, out, offset);
    }

    @Override
    void values(CodeSlab codes, int row, Neighbours neighbours, float[] out, int offset) {
        for (int j = 0; j < neighbours.count(); j++) {
            out[offset + j] = values[listed.number(neighbours.value(j))];
        }
    }

    @Override
    int edit(CodeSlab codes, int row, int j) {
        return listed.edit(listed.number(codes, row), j);
    }

    private int numberAfter(CodeSlab codes, int row, int edit) {
        return listed.number(edits.valueAfter(edit, codes, row));
    }

    @Override
    float mean(CodeSlab codes, int row, int edit) {
        return table.means()[numberAfter(codes, row, edit)];
    }

    @Override
    float deviation(CodeSlab codes, int row, int edit) {
        return table.deviations()[numberAfter(codes, row, edit)];
    }

    @Override
    boolean hasLevels() {
        return true;
    }

    @Override
    float level(CodeSlab codes, int row) {
        return table.means()[listed.number(codes, row)];
    }

    @Override
    float levelDeviation(CodeSlab codes, int row) {
        return table.deviations()[listed.number(codes, row)];
    }
}
