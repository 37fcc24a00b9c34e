package org.deltanas.predict;

import org.deltanas.encode.OneHotFeatures;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Edits;
import org.deltanas.space.Neighbours;

/**
 * Differences over one-hot columns: all that the networks can ever say depends on position, option and option after the edit,
 * and is computed when a predictor comes. The differences of a position and option lie side by side, in the order of the
 * edits; the best of each make a table of their own, from which the best neighbours of many architectures come at once.
 */
final class DifferenceTable extends NeighbourTable {
    private final CategoricalSpace space;
    private final OneHotFeatures oneHot;
    private final Edits edits;
    /** For each position the word of the code that it is in. */
    private final int[] words;
    /** For each position where the differences of its first option are. */
    private final int[] starts;
    /** For each position its field and its options but one. */
    private final int[] shifts;

    private final int[] masks;
    private final int[] others;
    /** For each difference the edit that makes it. */
    private final int[] editOf;
    /** For each position where its options by options are in {@link #places}. */
    private final int[] squares;
    /** For each position, option and option after the place of the difference. */
    private final int[] places;

    private final float[] means;
    private final float[] deviations;
    private final float[] values;
    /** For each column of an option the place of the best change of it. */
    private final int[] best;

    private final SparseRows rows;
    private float[][] outputs = new float[0][];

    DifferenceTable(OneHotFeatures oneHot, CategoricalSpace space) {
        this.space = space;
        this.oneHot = oneHot;
        this.edits = space.edits();
        int n = space.positions();
        this.words = new int[n];
        this.starts = new int[n + 1];
        this.squares = new int[n + 1];
        this.shifts = new int[n];
        this.masks = new int[n];
        this.others = new int[n];
        int most = 0;
        for (int p = 0; p < n; p++) {
            int options = space.options(p);
            words[p] = space.word(p);
            shifts[p] = space.shift(p);
            masks[p] = Integer.highestOneBit(2 * options - 1) - 1;
            others[p] = options - 1;
            starts[p + 1] = starts[p] + options * (options - 1);
            squares[p + 1] = squares[p] + options * options;
            most = Math.max(most, options);
        }
        this.editOf = new int[starts[n]];
        this.places = new int[squares[n]];
        listEdits();
        this.means = new float[starts[n]];
        this.deviations = new float[starts[n]];
        this.values = new float[starts[n] + SLACK];
        this.best = new int[oneHot.columns()];
        this.rows = new SparseRows(most, 2 * most);
    }

    private void listEdits() {
        int place = 0;
        for (int p = 0; p < words.length; p++) {
            int options = space.options(p);
            for (int option = 0; option < options; option++) {
                for (int j = 0; j < options - 1; j++) {
                    int flip = space.flip(p, option, j);
                    editOf[place] = space.edit(p, flip);
                    places[squares[p] + option * options + (option ^ flip)] = place++;
                }
            }
        }
    }

    /** Computes the differences that a predictor, the model's own, tells of. */
    void use(DifferenceModel model, int members, float exploration) {
        if (outputs.length != members) {
            outputs = new float[members][NeighbourModel.room(rowsAtOnce())];
        }
        for (int p = 0; p < space.positions(); p++) {
            int first = oneHot.firstColumn(p);
            int others = space.options(p) - 1;
            for (int option = 0; option <= others; option++) {
                int from = starts[p] + option * others;
                rows.clear();
                for (int j = 0; j < others; j++) {
                    rows.add(first + option, -1);
                    rows.add(first + (option ^ space.flip(p, option, j)), 1);
                    rows.endRow();
                }
                model.predict(rows, outputs, 0);
                EnsembleSummary.of(outputs, others, means, deviations, from);
            }
        }
        EnsembleSummary.weigh(means, deviations, exploration, values, means.length);
        findBest();
    }

    private void findBest() {
        for (int p = 0; p < space.positions(); p++) {
            int others = space.options(p) - 1;
            for (int option = 0; option <= others; option++) {
                int from = starts[p] + option * others;
                int largest = from;
                for (int place = from; place < from + others; place++) {
                    largest = Float.compare(values[place], values[largest]) > 0 ? place : largest;
                }
                best[oneHot.firstColumn(p) + option] = largest;
            }
        }
    }

    private int rowsAtOnce() {
        int most = 0;
        for (int p = 0; p < space.positions(); p++) {
            most = Math.max(most, space.options(p) - 1);
        }
        return most;
    }

    @Override
    int values(CodeSlab codes, int row, float[] out, int offset) {
        float[] table = values;
        int[] wordOf = words;
        int[] startOf = starts;
        int[] shiftOf = shifts;
        int[] othersOf = others;
        int[] maskOf = masks;
        int n = offset;
        int at = -1;
        long word = 0;
        for (int p = 0; p < wordOf.length; p++) {
            if (wordOf[p] != at) {
                at = wordOf[p];
                word = codes.word(row, at);
            }
            int others = othersOf[p];
            int from = startOf[p] + ((int) (word >>> shiftOf[p]) & maskOf[p]) * others;
            // By fours, past the end if need be: what follows overwrites it.
            for (int k = 0; k < others; k += SLACK) {
                out[n + k] = table[from + k];
                out[n + k + 1] = table[from + k + 1];
                out[n + k + 2] = table[from + k + 2];
                out[n + k + 3] = table[from + k + 3];
            }
            n += others;
        }
        return n - offset;
    }

    @Override
    void values(CodeSlab codes, int row, Neighbours neighbours, float[] out, int offset) {
        for (int j = 0; j < neighbours.count(); j++) {
            out[offset + j] = values[place(codes, row, neighbours.edit(j))];
        }
    }

    private int place(CodeSlab codes, int row, int edit) {
        int p = edits.position(edit);
        long word = codes.word(row, words[p]);
        return places[squares[p] + space.optionIn(word, p) * space.options(p) + space.optionAfter(edit, word)];
    }

    @Override
    int edit(CodeSlab codes, int row, int j) {
        return space.neighbourEdit(codes, row, j);
    }

    @Override
    float mean(CodeSlab codes, int row, int edit) {
        return means[place(codes, row, edit)];
    }

    @Override
    float deviation(CodeSlab codes, int row, int edit) {
        return deviations[place(codes, row, edit)];
    }

    @Override
    boolean hasLevels() {
        return false;
    }

    @Override
    float level(CodeSlab codes, int row) {
        throw new UnsupportedOperationException("there are differences in the table, no levels");
    }

    @Override
    float levelDeviation(CodeSlab codes, int row) {
        return level(codes, row);
    }

    @Override
    int best(CodeSlab codes, int from, int count, boolean each, int[] bestEdits, float[] worth) {
        if (each) {
            return 0;
        }
        for (int i = 0; i < count; i++) {
            int largest = bestPlace(codes, from + i, 0);
            for (int p = 1; p < words.length; p++) {
                int place = bestPlace(codes, from + i, p);
                largest = Float.compare(values[place], values[largest]) > 0 ? place : largest;
            }
            bestEdits[i] = editOf[largest];
            worth[i] = values[largest];
        }
        return count;
    }

    private int bestPlace(CodeSlab codes, int row, int p) {
        return best[oneHot.firstColumn(p) + space.optionIn(codes.word(row, words[p]), p)];
    }
}
