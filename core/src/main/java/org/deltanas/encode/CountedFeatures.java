package org.deltanas.encode;

import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Edits;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/**
 * Features that are integers counted afresh for every architecture; the difference of an edit is counted over both ends, and
 * what cancels is left out. For spaces of one or two words whose statistics an edit may change anywhere.
 *
 * <p>A thread's working memory is kept with it; no method allocates once a thread has seen its largest row.
 */
abstract class CountedFeatures implements FeatureMap {
    private final String id;
    private final Edits edits;
    private final int words;
    private final int columns;
    private final int firstStatistic;
    private final double activeColumns;
    private final ThreadLocal<Tally> tallies;

    /**
     * A map.
     *
     * @param id as {@link FeatureMap#id}
     * @param columns as {@link FeatureMap#columns}
     * @param firstStatistic as {@link FeatureMap#firstStatistic}
     * @param activeColumns as {@link FeatureMap#activeColumns}
     * @param registers integers of working memory that {@link #count} needs
     */
    CountedFeatures(
            SearchSpace space, String id, int columns, int firstStatistic, double activeColumns, int registers) {
        if (space.words() > 2) {
            throw new IllegalArgumentException(space.name() + " has codes of " + space.words() + " words, not 1 or 2");
        }
        this.id = id;
        this.edits = space.edits();
        this.words = space.words();
        this.columns = columns;
        this.firstStatistic = firstStatistic;
        this.activeColumns = activeColumns;
        this.tallies = ThreadLocal.withInitial(() -> new Tally(columns, registers));
    }

    /**
     * Counts the features of a code.
     *
     * @param word0 its first word
     * @param word1 its second word; 0 if it has none
     */
    abstract void count(long word0, long word1, Tally out);

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final int columns() {
        return columns;
    }

    @Override
    public final int firstStatistic() {
        return firstStatistic;
    }

    @Override
    public final double activeColumns() {
        return activeColumns;
    }

    @Override
    public final void features(CodeSlab codes, int row, SparseRows out) {
        Tally tally = tallies.get();
        tally.setSign(1);
        count(codes.word(row, 0), second(codes, row), tally);
        tally.flush(out);
    }

    @Override
    public final void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        Tally tally = tallies.get();
        countParent(codes, row, tally);
        addDifference(codes, row, edit, tally, out);
    }

    /** {@inheritDoc} Counts every neighbour afresh; maps that know what an edit leaves alone replace this. */
    @Override
    public void differences(CodeSlab codes, int row, Neighbours neighbours, SparseRows out) {
        Tally tally = tallies.get();
        countParent(codes, row, tally);
        for (int i = 0; i < neighbours.count(); i++) {
            addDifference(codes, row, neighbours.edit(i), tally, out);
        }
    }

    private void countParent(CodeSlab codes, int row, Tally tally) {
        tally.setSign(-1);
        count(codes.word(row, 0), second(codes, row), tally);
        tally.keep();
        tally.setSign(1);
    }

    private void addDifference(CodeSlab codes, int row, int edit, Tally tally, SparseRows out) {
        long mask = edits.mask(edit);
        boolean first = edits.word(edit) == 0;
        count(codes.word(row, 0) ^ (first ? mask : 0), second(codes, row) ^ (first ? 0 : mask), tally);
        tally.addKept();
        tally.flush(out);
    }

    private long second(CodeSlab codes, int row) {
        return words == 1 ? 0 : codes.word(row, 1);
    }
}
