package org.deltanas.predict;

import org.deltanas.kernels.Simd;
import org.deltanas.space.CategoricalSpace;
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

    private final ChangeRows.Kernel kernel;
    /** What a kernel reads: for each architecture the key of its value, steps by changes, and numbers by options. */
    private final int[] keys;

    private final ChangeRows steps;
    private final ChangeRows numbers;
    private LevelTable table;

    PotentialTable(ListedSpace listed, SearchSpace space, Simd simd) {
        this.edits = space.edits();
        this.listed = listed;
        this.values = new float[listed.size()];
        this.kernel = space instanceof CategoricalSpace categorical ? ChangeRows.fit(categorical, simd) : null;
        this.keys = new int[kernel == null ? 0 : values.length];
        this.steps = kernel == null ? null : new ChangeRows((CategoricalSpace) space, true);
        this.numbers = kernel == null ? null : new ChangeRows((CategoricalSpace) space, false);
        if (kernel != null) {
            fillRows((CategoricalSpace) space);
        }
    }

    /** Codes are numbered in ascending order: the options are digits, that of position 0 the lowest. */
    private void fillRows(CategoricalSpace space) {
        int[][] changes = new int[space.positions()][];
        int[] weights = new int[space.positions()];
        int weight = 1;
        for (int p = 0; p < space.positions(); p++) {
            weights[p] = weight;
            changes[p] = new int[space.options(p)];
            for (int option = 0; option < space.options(p); option++) {
                numbers.set(p, option, option * weight, 0);
            }
            weight *= space.options(p);
        }
        for (int edit = 0; edit < edits.count(); edit++) {
            int p = edits.position(edit);
            int flip = space.optionIn(edits.mask(edit), p);
            for (int option = 0; option < space.options(p); option++) {
                int after = option ^ flip;
                if (after < space.options(p)) {
                    int row = steps.first(p) + changes[p][option]++;
                    steps.set(row, option, (after - option) * weights[p], edit);
                }
            }
        }
    }

    /** Looks levels up in a complete table from now on. */
    void use(LevelTable levels, float exploration) {
        table = levels;
        EnsembleSummary.weigh(levels.means(), levels.deviations(), exploration, values, values.length);
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ChangeRows.key(values[i]);
        }
    }

    @Override
    int best(CodeSlab codes, int from, int count, boolean each, int[] bestEdits, float[] worth) {
        return kernel == null ? 0 : kernel.bestInTable(steps, numbers, keys, codes, from, count, bestEdits, worth);
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
