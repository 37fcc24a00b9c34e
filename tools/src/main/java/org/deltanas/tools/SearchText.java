package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deltanas.predict.Origin;
import org.deltanas.search.SearchResult;

/** A search for people to read. */
final class SearchText {

    private SearchText() {}

    static String of(SearchReport report) {
        List<String> lines = new ArrayList<>();
        SearchResult result = report.result();
        lines.add("best architecture of " + report.space().name());
        lines.add("");
        lines.add("  " + result.best());
        lines.add("");
        for (String line : Drawing.of(report.space(), result.best())) {
            lines.add("    " + line);
        }
        lines.add("");
        add(lines, "label", number(result.label()) + "  (" + label(report) + ")");
        if (!Double.isNaN(report.predicted())) {
            add(lines, "predicted", number(report.predicted()));
        }
        addTable(lines, report);
        add(
                lines,
                "queries",
                count(result.queries()) + " labels"
                        + (result.evaluations() == result.queries()
                                ? ""
                                : ", " + count(result.evaluations()) + " evaluations with repeats")
                        + (report.withoutValue() == 0
                                ? ""
                                : ", " + count(report.withoutValue()) + " of them without a value in the table")
                        + (report.infeasible().isEmpty()
                                ? ""
                                : ", " + count(report.infeasible().size()) + " of them infeasible, the last by "
                                        + report.infeasible().getLast().reason()));
        if (result.neighbourQueries() > 0) {
            add(lines, "neighbour queries", neighbourQueries(report));
        }
        if (result.validation() != null) {
            add(
                    lines,
                    "predictor",
                    String.format(
                            Locale.ROOT,
                            "Kendall tau %.3f on %s held-out pairs",
                            result.validation().tau(),
                            count(result.validation().pairs())));
        }
        if (report.trainedOn() != null) {
            Origin origin = report.trainedOn();
            add(
                    lines,
                    "predictor",
                    report.predictor() + ", trained on " + count(origin.architectures()) + " labels " + origin.label()
                            + " with seed " + origin.seed());
        }
        SearchReport.Run run = report.run();
        add(
                lines,
                "time",
                String.format(
                                Locale.ROOT,
                                "%.1f s on %d %s",
                                run.seconds(),
                                run.threads(),
                                run.threads() == 1 ? "thread" : "threads")
                        + (result.stoppedEarly() ? ", ended by --max-seconds" : ""));
        add(lines, "backend", run.backend() + " (" + run.backendReason() + "), search kernels " + run.kernels());
        add(lines, "seed", Long.toString(report.strategy().seed()));
        add(lines, "again", run.command());
        return String.join("\n", lines) + "\n";
    }

    /** How many neighbours were predicted and how fast, those out of a table apart. */
    static String neighbourQueries(SearchReport report) {
        long lookUps = report.result().neighbourLookUps();
        String computed = count(Math.round(report.neighbourQueriesPerSecond()));
        String total = count(report.result().neighbourQueries());
        return lookUps == 0
                ? total + ", " + computed + " a second while walking"
                : total + ", " + count(lookUps) + " of them looked up in a table; a second while walking " + computed
                        + " computed, " + count(Math.round(report.neighbourLookUpsPerSecond())) + " looked up";
    }

    private static void addTable(List<String> lines, SearchReport report) {
        if (report.standing() != null) {
            Tables.Standing standing = report.standing();
            add(
                    lines,
                    "rank",
                    count(standing.rank()) + " of " + count(standing.of()) + " in the table, regret "
                            + number(standing.regret()));
            if (report.label().noise() > 0) {
                add(lines, "without noise", number(standing.value()));
            }
        }
        if (report.reportColumn() != null) {
            add(lines, "reported", number(report.reported()) + "  (" + report.reportColumn() + ")");
        }
    }

    private static String label(SearchReport report) {
        LabelFacts label = report.label();
        return label.source() + ", " + label.better() + (label.noise() > 0 ? ", noise " + number(label.noise()) : "");
    }

    static void add(List<String> lines, String name, String value) {
        lines.add(String.format(Locale.ROOT, "  %-18s %s", name, value));
    }

    static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "none" : "none (a dead network)";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return count((long) value);
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100_000 ? "%,.0f" : size >= 1000 ? "%,.1f" : "%.4f", value);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
