package org.deltanas.tools;

/** What is varied in the difference data sets of a study. */
enum StudyFactor {
    /** Edits between the two architectures of a pair. */
    EDITS("k", "edits apart") {
        @Override
        int of(StudyPoint point) {
            return point.edits();
        }
    },
    /** Pairs for each difference that one edit can make. */
    SAMPLES("n", "samples a difference") {
        @Override
        int of(StudyPoint point) {
            return point.samples();
        }
    };

    private final String symbol;
    private final String unit;

    StudyFactor(String symbol, String unit) {
        this.symbol = symbol;
        this.unit = unit;
    }

    /** Its value at a point. */
    abstract int of(StudyPoint point);

    /** The one that is held while this one varies. */
    StudyFactor other() {
        return this == EDITS ? SAMPLES : EDITS;
    }

    /** The letter with what it counts. */
    String inWords() {
        return symbol + " (" + unit + ")";
    }

    /** The letter that the paper has for it. */
    @Override
    public String toString() {
        return symbol;
    }
}
