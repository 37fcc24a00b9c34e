package org.deltanas.tools;

import java.util.List;
import org.deltanas.predict.Origin;
import org.deltanas.search.SearchResult;
import org.deltanas.space.SearchSpace;

/**
 * A search and what came of it.
 *
 * @param space where
 * @param label what architectures were judged by
 * @param predictor the value of {@code --predictor}, or null where the searcher has none
 * @param trainedOn where the predictor that was given comes from; null where the search trained its own, or none
 * @param strategy the searcher and what was asked of it
 * @param result what was found
 * @param withoutValue how many of the queried architectures have no value in the table
 * @param infeasible the queried architectures that a command gave no label; empty for other labels
 * @param standing where the winner stands in the table, or null
 * @param reportColumn the column reported, or null
 * @param reported its value, NaN if there is none
 * @param run what differs from run to run
 */
record SearchReport(
        SearchSpace space,
        LabelFacts label,
        String predictor,
        Origin trainedOn,
        Strategy strategy,
        SearchResult result,
        long withoutValue,
        List<Infeasible> infeasible,
        Tables.Standing standing,
        String reportColumn,
        double reported,
        Run run) {

    /**
     * What differs from run to run and from machine to machine.
     *
     * @param seconds wall-clock time from the first label to the result
     * @param backend the name of what networks ran on
     * @param backendReason why that one
     * @param kernels what the predictor ran on
     * @param threads threads used
     * @param command the command that does the same again
     */
    record Run(double seconds, String backend, String backendReason, String kernels, int threads, String command) {}

    /** Whether predictions are of the label that was searched by; a predictor that was given may have learnt another. */
    boolean predictsLabel() {
        return trainedOn == null || trainedOn.label().equals(label.name());
    }

    /** What the winner's label was predicted to be; NaN where nothing was, or where the predictor learnt another label. */
    double predicted() {
        return predictsLabel() ? result.predicted() : Double.NaN;
    }

    /** Neighbours that the networks computed over the seconds spent walking; 0 if there were none. */
    double neighbourQueriesPerSecond() {
        return perSecond(result.neighbourQueries() - result.neighbourLookUps());
    }

    /** Neighbours that were looked up in a table over the seconds spent walking; 0 if there were none. */
    double neighbourLookUpsPerSecond() {
        return perSecond(result.neighbourLookUps());
    }

    private double perSecond(long neighbours) {
        double seconds = result.walkSeconds();
        return seconds > 0 ? neighbours / seconds : 0;
    }
}
