package org.deltanas.bench.report;

import java.util.List;

/** A question that takes several benchmarks to answer. */
interface Report {

    /** What the program calls it, and its files. */
    String name();

    /** What it asks, in a sentence. */
    String question();

    /** What to run. In each round every job that has rounds left runs in one JVM, in this order. */
    List<Job> jobs();

    /** Writes the tables and ratios as Markdown. */
    void write(Outcome outcome, StringBuilder out);
}
