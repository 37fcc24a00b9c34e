package org.deltanas.bench.report;

import java.util.Map;

/**
 * What the jobs of a report measured.
 *
 * @param measured for each job
 */
record Outcome(Map<Job, Measured> measured) {
    Outcome {
        measured = Map.copyOf(measured);
    }

    /** What a job measured. */
    Measured of(Job job) {
        Measured found = measured.get(job);
        if (found == null) {
            throw new IllegalArgumentException("not run: " + job);
        }
        return found;
    }
}
