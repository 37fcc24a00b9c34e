package org.deltanas.datasets;

/** The part of a data set on which a quantity was measured. */
public enum Split {
    /** No part of a data set, or it is not known which: parameters, latencies, zero-cost scores. */
    NONE,
    /** What networks were trained on. */
    TRAIN,
    /** What networks may be chosen by. */
    VALIDATION,
    /** What chosen networks are judged by. */
    TEST
}
