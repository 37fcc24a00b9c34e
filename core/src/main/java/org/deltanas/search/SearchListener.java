package org.deltanas.search;

/** Hears of a search's progress and may end it. Called on the searching thread. */
public interface SearchListener {
    /** Hears nothing, ends nothing. */
    SearchListener NONE = (queries, budget, best) -> true;

    /**
     * Called after every batch of labels.
     *
     * @param queries label evaluations so far
     * @param budget label evaluations allowed
     * @param best the best label so far; NaN if there is none yet
     * @return whether to go on
     */
    boolean onProgress(long queries, long budget, double best);
}
