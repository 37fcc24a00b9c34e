package org.deltanas.tools;

import java.util.List;
import java.util.stream.IntStream;

/** An experiment on what difference data sets of k edits and n samples teach, and what the paper claims of it. */
enum Study {
    /** The paper's Figure 3: the loss against k. */
    FIG3(
            "fig3",
            "Figure 3: the loss against k, the edits between two architectures",
            "that predictors learn best from pairs one edit apart",
            "Differences vary more between architectures further apart, so the squared error may grow while the loss, which"
                    + " is divided by their variance, falls; the paper does not say which of them its loss is.",
            StudyFactor.EDITS) {
        @Override
        List<Setting> settings() {
            return grid(5, 4, 4);
        }

        @Override
        List<StudyMeasure> measures() {
            return List.of(StudyMeasure.values());
        }

        @Override
        List<StudyClaim> claims() {
            return measures().stream()
                    .map(measure -> new StudyClaim(StudyFactor.EDITS, 1, measure))
                    .toList();
        }

        @Override
        String panel(StudyPoint point) {
            return point.cell();
        }

        @Override
        String line(StudyPoint point) {
            return point.predictor().toString();
        }
    },
    /** The paper's two settings. */
    SWEEP(
            "sweep",
            "The paper's two settings: k edits and n samples a difference",
            "that k = 1 and n = 4 are the best settings",
            "What is gained by a larger n is paid for: pairs are as many times more, and labels nearly so.",
            StudyFactor.SAMPLES) {
        @Override
        List<Setting> settings() {
            return grid(3, 1, 16);
        }

        @Override
        List<StudyMeasure> measures() {
            return List.of(StudyMeasure.TAU, StudyMeasure.ONE_EDIT_TAU);
        }

        // By the one measure whose test pairs are the same for all settings.
        @Override
        List<StudyClaim> claims() {
            return List.of(
                    new StudyClaim(StudyFactor.EDITS, 1, StudyMeasure.ONE_EDIT_TAU),
                    new StudyClaim(StudyFactor.SAMPLES, 4, StudyMeasure.ONE_EDIT_TAU));
        }

        @Override
        String panel(StudyPoint point) {
            return point.cell() + ", " + point.predictor();
        }

        @Override
        String line(StudyPoint point) {
            return "k = " + point.edits();
        }
    };

    private final String label;
    private final String title;
    private final String claim;
    private final String remark;
    private final StudyFactor across;

    /**
     * What a difference data set is drawn with.
     *
     * @param edits k
     * @param samples n
     */
    record Setting(int edits, int samples) {}

    Study(String label, String title, String claim, String remark, StudyFactor across) {
        this.label = label;
        this.title = title;
        this.claim = claim;
        this.remark = remark;
        this.across = across;
    }

    /** All k from 1 on with all n that double from the least on. */
    private static List<Setting> grid(int mostEdits, int leastSamples, int mostSamples) {
        return IntStream.rangeClosed(1, mostEdits)
                .boxed()
                .flatMap(k -> IntStream.iterate(leastSamples, n -> n <= mostSamples, n -> 2 * n)
                        .mapToObj(n -> new Setting(k, n)))
                .toList();
    }

    /** What is studied. */
    abstract List<Setting> settings();

    /** What is plotted. */
    abstract List<StudyMeasure> measures();

    /** The parts of the paper's claim that can be checked. */
    abstract List<StudyClaim> claims();

    /** The plot that a point belongs to. */
    abstract String panel(StudyPoint point);

    /** The line of that plot that it belongs to. */
    abstract String line(StudyPoint point);

    /** What it is about, as a title. */
    String title() {
        return title;
    }

    /** What the paper claims, from "that" on. */
    String claim() {
        return claim;
    }

    /** What to bear in mind when reading the verdict. */
    String remark() {
        return remark;
    }

    /** What stands on the x axis. */
    StudyFactor across() {
        return across;
    }

    /** The name on the command line and of its files. */
    @Override
    public String toString() {
        return label;
    }
}
