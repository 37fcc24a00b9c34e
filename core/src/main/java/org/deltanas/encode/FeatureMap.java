package org.deltanas.encode;

import org.deltanas.kernels.mlp.ColumnChanges;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.ChainSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.DefinedSpace;
import org.deltanas.space.FourNodeCellSpace;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.NatsBenchSizeSpace;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.TransNasMacroSpace;

/**
 * Turns an architecture into columns with values, and an edit into the few columns that it changes: the sparse
 * difference encoding that predictors read.
 *
 * <p>Values are integers held as floats, so that adding differences along any walk of edits gives exactly the features
 * of the architecture at its end. Implementations are immutable, allocate nothing on the methods that take rows, and
 * are safe for any number of threads.
 */
public interface FeatureMap {

    /** The feature map made for a space. */
    static FeatureMap of(SearchSpace space) {
        if (space instanceof NasBench101Space cells) {
            return new NasBench101Features(cells);
        }
        if (space instanceof FourNodeCellSpace cells) {
            return new ListedFeatures(new FourNodeCellFeatures(cells), cells);
        }
        if (space instanceof TransNasMacroSpace chains) {
            return new ListedFeatures(new TabulatedFeatures(new TransNasMacroFeatures(chains), chains), chains);
        }
        if (space instanceof NasBench301Space cells) {
            return new NasBench301Features(cells);
        }
        if (space instanceof NatsBenchSizeSpace sizes) {
            return new ListedFeatures(new TabulatedFeatures(new NatsBenchSizeFeatures(sizes), sizes), sizes);
        }
        if (space instanceof ChainSpace chains) {
            return new ChainFeatures(chains);
        }
        if (space instanceof DefinedSpace defined) {
            return new ChainFeatures(defined);
        }
        return new OneHotFeatures((CategoricalSpace) space);
    }

    /** Names the columns and their meaning, for files: a predictor fits no other map than its own. */
    String id();

    /** The number of columns. */
    int columns();

    /**
     * Columns from this one on are statistics of the whole architecture, which training standardises; those before it
     * are bits and counts, taken as they are.
     */
    int firstStatistic();

    /** How many columns are active in a typical architecture. */
    double activeColumns();

    /** The largest size of a column's values: a bound, not always reached. */
    int largest(int column);

    /** Appends the non-zero features of an architecture, each column at most once, and ends the row. */
    void features(CodeSlab codes, int row, SparseRows out);

    /**
     * Appends the features of the neighbour that {@code edit} makes minus those of the architecture in {@code row},
     * non-zero ones only and each column at most once, and ends the row.
     */
    void difference(CodeSlab codes, int row, int edit, SparseRows out);

    /** Appends the {@link #difference} of every neighbour of the architecture in {@code row}, in order. */
    default void differences(CodeSlab codes, int row, Neighbours neighbours, SparseRows out) {
        for (int i = 0; i < neighbours.count(); i++) {
            difference(codes, row, neighbours.edit(i), out);
        }
    }

    /**
     * How many columns each place of an architecture has, if an edit replaces those of one place by as many others, all with
     * value 1; 0 if edits are not like that.
     */
    default int arity() {
        return 0;
    }

    /**
     * The {@link #differences} of neighbours as columns taken away and put in; only where there is an {@link #arity}.
     *
     * @param out receives the changes in the order of the neighbours; what it held is lost
     */
    default void changes(CodeSlab codes, int row, Neighbours neighbours, ColumnChanges out) {
        throw new UnsupportedOperationException(id() + " changes more than the columns of a place");
    }

    /** Whether the {@link #changes(CodeSlab, int, ColumnChanges)} to all neighbours are known without a list of these. */
    default boolean changesUnlisted() {
        return false;
    }

    /**
     * The changes to all neighbours, in the order of their edits; only where they are {@linkplain #changesUnlisted known}.
     *
     * @param out receives the changes; what it held is lost
     */
    default void changes(CodeSlab codes, int row, ColumnChanges out) {
        throw new UnsupportedOperationException(id() + " must be told the neighbours");
    }
}
