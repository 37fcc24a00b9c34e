package org.deltanas.tools;

/** What a study measures of a predictor. */
enum StudyMeasure {
    /** The loss, without a unit. */
    LOSS(
            "loss",
            true,
            "squared error on pairs k edits apart, as a share of the variance of their differences: 1 is no better than"
                    + " always predicting the mean difference") {
        @Override
        double of(StudyRow row) {
            return row.outcome().loss();
        }
    },
    /** The loss on the label's own scale. */
    ERROR(
            "squared error",
            true,
            "the mean squared error on the same pairs, in the label's own unit squared: not divided by the variance, which"
                    + " grows with k") {
        @Override
        double of(StudyRow row) {
            return row.outcome().meanSquaredError();
        }
    },
    /** The order of differences. */
    TAU("tau", false, "Kendall's tau between predicted and true differences of pairs k edits apart") {
        @Override
        double of(StudyRow row) {
            return row.outcome().tau();
        }
    },
    /** The order of the differences that a search asks for. */
    ONE_EDIT_TAU(
            "one-edit tau",
            false,
            "Kendall's tau on pairs one edit apart, whatever the predictor was trained on: what a search asks for") {
        @Override
        double of(StudyRow row) {
            return row.outcome().oneEditTau();
        }
    };

    private final String noun;
    private final boolean smallerIsBetter;
    private final String inWords;

    StudyMeasure(String noun, boolean smallerIsBetter, String inWords) {
        this.noun = noun;
        this.smallerIsBetter = smallerIsBetter;
        this.inWords = inWords;
    }

    /** Its value in a row. */
    abstract double of(StudyRow row);

    /** The mean over the seeds of a point. */
    double meanOf(StudyPoint point) {
        return point.mean(this::of);
    }

    /** Of the seeds of a point the best. */
    double bestOf(StudyPoint point) {
        return smallerIsBetter ? point.min(this::of) : point.max(this::of);
    }

    /** Of the seeds of a point the worst. */
    double worstOf(StudyPoint point) {
        return smallerIsBetter ? point.max(this::of) : point.min(this::of);
    }

    /** Whether a value is better than another. */
    boolean isBetter(double value, double than) {
        return smallerIsBetter ? value < than : value > than;
    }

    /** {@code smallest} or {@code largest}. */
    String best() {
        return smallerIsBetter ? "smallest" : "largest";
    }

    /** {@code largest} or {@code smallest}. */
    String worst() {
        return smallerIsBetter ? "largest" : "smallest";
    }

    /** How it is measured, as the rest of a sentence. */
    String inWords() {
        return inWords;
    }

    /** The noun, in names of files. */
    String file() {
        return noun.replace(' ', '-');
    }

    /** What it is called. */
    @Override
    public String toString() {
        return noun;
    }
}
