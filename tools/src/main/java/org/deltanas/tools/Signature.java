package org.deltanas.tools;

import org.deltanas.kernels.num.Philox;
import org.deltanas.search.SearchResult;

/** A 64-bit hash of decisions in the order in which they were made. */
final class Signature {
    private long state;

    void add(long value) {
        state = Philox.mix(state + 0x9E3779B97F4A7C15L + value);
    }

    void add(double value) {
        add(Double.doubleToLongBits(value));
    }

    /** The decisions that a result tells of; its times are left out. */
    void add(SearchResult result) {
        result.best().chars().forEach(this::add);
        add(result.label());
        add(result.queries());
        add(result.neighbourQueries());
        for (SearchResult.TracePoint point : result.trace()) {
            add(point.queries());
            add(point.best());
        }
    }

    /** The number as an unsigned decimal. */
    @Override
    public String toString() {
        return Long.toUnsignedString(state);
    }
}
