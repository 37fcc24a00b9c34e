package org.deltanas.search;

/** What it costs to ask for an architecture whose label is known. */
public enum Repeats {
    /** Nothing: a query is a label that had to be found out. */
    FREE,
    /**
     * As much as any other, as in experiments that count evaluations, those of regularized evolution and of its crossovers
     * among them. No label is found out twice.
     */
    COUNTED
}
