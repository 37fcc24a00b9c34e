package org.deltanas.search;

import java.util.Arrays;
import java.util.List;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.Validation;

/** What a search found. Immutable. */
public final class SearchResult {
    private final String best;
    private final double label;
    private final double[] labels;
    private final double[] predictions;
    private final int bestQuery;
    private final List<TracePoint> trace;
    private final Predictor predictor;
    private final int trainingSize;
    private final Validation validation;
    private final long neighbourQueries;
    private final long neighbourLookUps;
    private final boolean stoppedEarly;
    private final double walkSeconds;
    private final long evaluations;

    /**
     * A rise of the best label.
     *
     * @param queries evaluations so far, this one included
     * @param best the best label so far
     */
    public record TracePoint(long queries, double best) {}

    /**
     * Collects what was found.
     *
     * @param predictions for each query the label that was predicted before it was evaluated, NaN where none was
     * @param predictor the predictor that was used last, or null
     * @param trainingSize how many labelled architectures it was trained on here
     */
    SearchResult(
            LabelOracle oracle,
            double[] predictions,
            Predictor predictor,
            int trainingSize,
            Validation validation,
            long neighbourQueries,
            long neighbourLookUps,
            boolean stoppedEarly,
            double walkSeconds) {
        this.bestQuery = oracle.best();
        this.best = bestQuery < 0 ? null : oracle.space().format(oracle.evaluated(), bestQuery);
        this.label = oracle.bestLabel();
        this.labels = new double[oracle.queries()];
        for (int q = 0; q < labels.length; q++) {
            labels[q] = oracle.label(q);
        }
        this.predictions = predictions;
        this.trace = oracle.trace();
        this.predictor = predictor;
        this.trainingSize = trainingSize;
        this.validation = validation;
        this.neighbourQueries = neighbourQueries;
        this.neighbourLookUps = neighbourLookUps;
        this.stoppedEarly = stoppedEarly;
        this.walkSeconds = walkSeconds;
        this.evaluations = labels.length;
    }

    private SearchResult(SearchResult result, long evaluations, List<TracePoint> trace) {
        this.best = result.best;
        this.label = result.label;
        this.labels = result.labels;
        this.predictions = result.predictions;
        this.bestQuery = result.bestQuery;
        this.trace = List.copyOf(trace);
        this.predictor = result.predictor;
        this.trainingSize = result.trainingSize;
        this.validation = result.validation;
        this.neighbourQueries = result.neighbourQueries;
        this.neighbourLookUps = result.neighbourLookUps;
        this.stoppedEarly = result.stoppedEarly;
        this.walkSeconds = result.walkSeconds;
        this.evaluations = evaluations;
    }

    /** What a searcher found that predicts nothing. */
    static SearchResult of(LabelOracle oracle, boolean stoppedEarly) {
        double[] predictions = new double[oracle.queries()];
        Arrays.fill(predictions, Double.NaN);
        return new SearchResult(oracle, predictions, null, 0, null, 0, 0, stoppedEarly, 0);
    }

    /** The same where asking for known architectures counted as well. */
    SearchResult counting(long newEvaluations, List<TracePoint> newTrace) {
        return new SearchResult(this, newEvaluations, newTrace);
    }

    /** The architecture of the best label, in its benchmark's notation; null if no label had a value. */
    public String best() {
        return best;
    }

    /** Its label. */
    public double label() {
        return label;
    }

    /** What its label was predicted to be before it was evaluated; NaN where that was before the first training. */
    public double predicted() {
        return bestQuery < 0 ? Double.NaN : predictions[bestQuery];
    }

    /** Architectures labelled. */
    public int queries() {
        return labels.length;
    }

    /** What was spent of the budget: {@link #queries}, and with {@link Repeats#COUNTED} the repeats as well. */
    public long evaluations() {
        return evaluations;
    }

    /** The label that query {@code q} gave. */
    public double label(int q) {
        return labels[q];
    }

    /** What the label of query {@code q} was predicted to be before it was evaluated; NaN where nothing was predicted. */
    public double predicted(int q) {
        return predictions[q];
    }

    /** Each query (of {@link #evaluations}) at which the best label so far rose, and that label. */
    public List<TracePoint> trace() {
        return trace;
    }

    /** The predictor that was used last; null if there was none. */
    public Predictor predictor() {
        return predictor;
    }

    /** How many labelled architectures the predictor was trained on; 0 if it was not trained in this search. */
    public int trainingSize() {
        return trainingSize;
    }

    /** How well held-out differences were predicted; null if there were too few labels to tell. */
    public Validation validation() {
        return validation;
    }

    /** Neighbours whose difference was predicted, computed or looked up; the same for the same seed. */
    public long neighbourQueries() {
        return neighbourQueries;
    }

    /**
     * How many of the {@link #neighbourQueries} were looked up in a table instead of computed by the networks. From run to
     * run it may vary a little: threads that compute share a table, which is there when enough of them came.
     */
    public long neighbourLookUps() {
        return neighbourLookUps;
    }

    /** Whether the caller's stop signal ended the search before the budget was spent. */
    public boolean stoppedEarly() {
        return stoppedEarly;
    }

    /** Wall-clock seconds spent walking, training and labelling left out. */
    public double walkSeconds() {
        return walkSeconds;
    }
}
