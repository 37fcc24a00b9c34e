package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.deltanas.predict.PredictorKind;

/** Means over the seeds of a study. */
final class StudySummary {
    /**
     * The mean of some rows that differ in their seed alone.
     *
     * @param seeds how many they are
     */
    record Mean(
            String cell,
            PredictorKind predictor,
            int edits,
            int samples,
            int seeds,
            double pairs,
            double loss,
            double tau,
            double oneEditTau,
            double regret) {}

    private StudySummary() {}

    /** The means, in the order of the rows. */
    static List<Mean> means(List<StudyRow> rows) {
        List<Mean> means = new ArrayList<>();
        for (int from = 0, to; from < rows.size(); from = to) {
            StudyRow first = rows.get(from);
            to = from + 1;
            while (to < rows.size()
                    && rows.get(to)
                            .answers(
                                    first.cell(),
                                    first.predictor(),
                                    first.edits(),
                                    first.samples(),
                                    rows.get(to).seed())) {
                to++;
            }
            List<StudyRow> group = rows.subList(from, to);
            means.add(new Mean(
                    first.cell(),
                    first.predictor(),
                    first.edits(),
                    first.samples(),
                    group.size(),
                    mean(group, row -> row.outcome().pairs()),
                    mean(group, row -> row.outcome().loss()),
                    mean(group, row -> row.outcome().tau()),
                    mean(group, row -> row.outcome().oneEditTau()),
                    mean(group, StudyRow::regret)));
        }
        return means;
    }

    private static double mean(List<StudyRow> rows, ToDoubleFunction<StudyRow> value) {
        return rows.stream().mapToDouble(value).average().orElseThrow();
    }

    /** A table to read. */
    static String of(List<StudyRow> rows) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-34s %-10s %2s %2s %6s %7s %6s %10s %7s%n",
                "benchmark",
                "predictor",
                "k",
                "n",
                "pairs",
                "loss",
                "tau",
                "tau at k=1",
                "regret"));
        for (Mean mean : means(rows)) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-34s %-10s %2d %2d %6.0f %7.3f %6.3f %10.3f %7.3f%n",
                    mean.cell(),
                    mean.predictor(),
                    mean.edits(),
                    mean.samples(),
                    mean.pairs(),
                    mean.loss(),
                    mean.tau(),
                    mean.oneEditTau(),
                    mean.regret()));
        }
        return text.toString();
    }
}
