package org.deltanas.search;

import java.util.List;
import org.deltanas.predict.Validation;

/**
 * What a search found.
 *
 * @param best the architecture of the best label, in its benchmark's notation; null if no label had a value
 * @param label its label
 * @param predicted what the predictor expected its label to be before it was labelled; NaN where that was before the
 *     first training
 * @param queries label evaluations counted
 * @param neighbourQueries predicted differences counted
 * @param validation how well held-out differences were predicted; null if there were too few labels to tell
 * @param trace each query at which the best label so far rose, and that label
 * @param stoppedEarly whether the caller's stop signal ended the search before the budget was spent
 * @param walkSeconds wall-clock seconds spent walking, training and labelling left out
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
        double walkSeconds) {

    /**
     * A rise of the best label.
     *
     * @param queries label evaluations so far, this one included
     * @param best the best label so far
     */
    public record TracePoint(long queries, double best) {}

    static SearchResult of(
            LabelOracle oracle,
            double predicted,
            long neighbourQueries,
            Validation validation,
            boolean stoppedEarly,
            double walkSeconds) {
        String best = oracle.best() < 0 ? null : oracle.space().format(oracle.evaluated(), oracle.best());
        return new SearchResult(
                best,
                oracle.bestLabel(),
                predicted,
                oracle.queries(),
                neighbourQueries,
                validation,
                oracle.trace(),
                stoppedEarly,
                walkSeconds);
    }
}
