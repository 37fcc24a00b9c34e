package org.deltanas.tools;

import java.util.Locale;

/** A study for people to read. */
final class StudyText {
    private StudyText() {}

    static String of(StudyReport report) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-34s %-10s %2s %2s %6s %7s %13s %6s %12s %7s%n",
                "benchmark",
                "predictor",
                "k",
                "n",
                "pairs",
                "loss",
                "squared error",
                "tau",
                "one-edit tau",
                "regret"));
        for (StudyPoint point : report.points()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-34s %-10s %2d %2d %6.0f %7.3f %13.3g %6.3f %12.3f %7.3f%n",
                    point.cell(),
                    point.predictor(),
                    point.edits(),
                    point.samples(),
                    point.mean(row -> row.outcome().pairs()),
                    StudyMeasure.LOSS.meanOf(point),
                    StudyMeasure.ERROR.meanOf(point),
                    StudyMeasure.TAU.meanOf(point),
                    StudyMeasure.ONE_EDIT_TAU.meanOf(point),
                    point.mean(StudyRow::regret)));
        }
        text.append('\n').append(report.verdict().sentence()).append("\n\n");
        report.verdict().checks().forEach(check -> text.append(check.inWords()).append('\n'));
        text.append(report.study().remark()).append('\n');
        if (report.seeds() == 1) {
            text.append("There is one seed, so nothing is known of the spread.\n");
        }
        return text.toString();
    }
}
