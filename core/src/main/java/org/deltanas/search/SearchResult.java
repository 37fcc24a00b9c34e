package org.deltanas.search;

import java.util.List;

/**
 * What a search found.
 *
 * @param best the architecture of the best label, in its benchmark's notation
 * @param label its label
 * @param predicted its predicted label: the best earlier label plus the predicted gain, on the label's own scale; NaN
 *     where the architecture was labelled before the first training
 * @param queries label evaluations counted
 * @param neighbourQueries predicted differences counted
 * @param validation how well held-out differences were predicted; null if too few labels were there to tell
 * @param trace each query at which the best label so far rose, and that label
 * @param stoppedEarly whether the caller's stop signal ended the search before the budget was spent
 * @param searchSeconds wall-clock seconds spent walking (training and labelling left out)
 */
public record SearchResult(
        String best,
        double label,
        double predicted,
        long queries,
        long neighbourQueries,
        Validation validation,
        List<TracePoint> trace,
        boolean stoppedEarly,
        double searchSeconds) {

    /**
     * The predictor's quality on pairs of architectures that it was not trained on.
     *
     * @param tau Kendall's tau-b between predicted and true differences
     * @param loss the mean pairwise logistic loss
     * @param pairs the number of pairs
     */
    public record Validation(double tau, double loss, int pairs) {}

    /**
     * A rise of the best label.
     *
     * @param queries label evaluations so far, this one included
     * @param best the best label so far
     */
    public record TracePoint(long queries, double best) {}
}
