package org.deltanas.search;

import org.deltanas.space.CodeSlab;

/**
 * Decides which architectures are labelled next by what came of those before: asked, then told, in turns.
 *
 * <p>A searcher sees no budget but the {@code most} of a call, and asks for no label by itself: {@link Search} evaluates
 * what it asks for, counts and keeps the trace, so that all searchers spend alike. Used by one thread, but may run its own
 * work on several; what it asks depends on its options and what it is told alone. It owns what memory it needs until
 * closed; {@link #ask} may allocate.
 *
 * <p>It may ask for an architecture again. That costs nothing with {@link Repeats#FREE}, and it is told the same number
 * again: labels are looked up, and noise is of the architecture, not of the evaluation.
 */
public interface Searcher extends AutoCloseable {

    /**
     * Writes the architectures that it wants to know about next, valid ones.
     *
     * @param out receives them from row 0 on
     * @param most the most that are evaluated now, at least 1 and at most the rows of {@code out}
     * @return their number, at most {@code most}; 0 when the search is over
     */
    int ask(CodeSlab out, int most);

    /**
     * Tells what came of the architectures that were asked for last.
     *
     * @param asked these, from row 0 on
     * @param count their number
     * @param qualities their labels, turned so that larger is better; minus infinity where there is none or the network
     *     is dead
     */
    void tell(CodeSlab asked, int count, double[] qualities);

    /**
     * How many architectures in a row may have been asked for before until the search ends: the space seems to hold no
     * others. {@link Integer#MAX_VALUE} for a searcher that ends by itself.
     */
    default int patience() {
        return 10_000;
    }

    /**
     * What was found.
     *
     * @param oracle what was evaluated
     * @param stopped whether the listener ended the search
     */
    default SearchResult result(LabelOracle oracle, boolean stopped) {
        return SearchResult.of(oracle, stopped);
    }

    @Override
    default void close() {}
}
