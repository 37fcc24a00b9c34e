package org.deltanas.tools;

import java.util.List;
import java.util.Locale;
import org.deltanas.datasets.ColumnInfo;
import org.deltanas.datasets.Split;
import org.deltanas.predict.PredictorKind;
import org.deltanas.tools.page.Html;
import org.deltanas.tools.page.Page;

/** A study as a web page. Everything outside the section {@code run} is the same for the same seeds. */
final class StudyPage {
    private final StudyReport report;
    private final Study study;
    private final Page page;
    private final Html html;

    private StudyPage(StudyReport report) {
        this.report = report;
        this.study = report.study();
        this.page = new Page("Delta-NAS: " + study.title(), report.verdict().sentence());
        this.html = page.body();
    }

    /** The page. */
    static String of(StudyReport report) {
        StudyPage page = new StudyPage(report);
        page.html.open("main").line();
        page.writeHeader();
        page.writeVerdict();
        page.writeDone();
        page.study.measures().forEach(page::writePlots);
        page.writeMeans();
        page.html.comment("run: what differs from run to run").line();
        page.writeRun();
        page.html.comment("end of run").line();
        page.html.close();
        return page.page.finish();
    }

    private void writeHeader() {
        html.open("header").line();
        html.element("p", "Delta-NAS, reproduce " + study, "class", "eyebrow").line();
        html.element("h1", study.title()).line();
        html.element("p", bound(report.verdict().sentence()), "class", "verdict")
                .line();
        html.open("dl", "class", "figures").line();
        for (ClaimCheck check : report.verdict().checks()) {
            StudyMeasure measure = check.claim().measure();
            page.writeFigure(
                    bound(check.setting()) + " has the " + measure.best() + " " + measure,
                    check.count(ClaimCheck.Standing.BEST) + " of "
                            + check.lines().size(),
                    "the " + measure.worst() + " on " + check.count(ClaimCheck.Standing.WORST));
        }
        html.close().line().close().line();
    }

    private void writeVerdict() {
        page.openSection("verdict", "Does the paper's claim hold?");
        for (ClaimCheck check : report.verdict().checks()) {
            html.element("p", bound(check.inWords()), "class", "prose").line();
            html.open("details").element("summary", "Every combination").line();
            writeLines(check);
            html.close().line();
        }
        html.element("p", study.remark(), "class", "prose").line();
        html.element(
                "p",
                "The claim counts as holding by a measure where that has its best mean at the claimed value on more than"
                        + " half of the combinations. Beyond the spread over seeds means that the best seed on one side"
                        + " does not reach the worst on the other.",
                "class",
                "note spaced");
        page.closeSection();
    }

    private void writeLines(ClaimCheck check) {
        StudyFactor factor = check.claim().factor();
        page.openTable(
                "benchmark",
                "predictor",
                factor.other().toString(),
                check.claim().measure().best() + " at",
                check.setting() + " is",
                "to the next " + factor);
        for (ClaimCheck.Line line : check.lines()) {
            page.writeRow(
                    line.cell(),
                    line.predictor().toString(),
                    Integer.toString(line.held()),
                    factor + " = " + line.best(),
                    line.standing().inWords() + (line.clear() ? ", beyond the spread" : ""),
                    Double.isFinite(line.change()) ? format("%+.0f %%", 100 * line.change()) : "");
        }
        page.closeTable();
    }

    private void writeDone() {
        page.openSection("done", "What was done");
        html.element("p", bound("Pairs: " + pairsInWords()), "class", "prose").line();
        html.element(
                        "p",
                        "Test: each predictor was asked for " + SearchText.count(DifferenceStudy.TEST_PAIRS)
                                + " or more pairs drawn afresh, as far apart as those that it learnt from, and for as many"
                                + " one edit apart.",
                        "class",
                        "prose")
                .line();
        html.element("p", "Repetitions: " + seedsInWords(), "class", "prose").line();
        html.element("h3", "Measures", "class", "spaced");
        html.open("dl", "class", "facts wide").line();
        study.measures().forEach(measure -> page.writeFact(measure.toString(), measure.inWords()));
        html.close().line();
        html.element("h3", "Predictors", "class", "spaced");
        html.open("dl", "class", "facts wide").line();
        report.predictors().forEach(kind -> page.writeFact(kind.toString(), inWords(kind)));
        html.close().line();
        html.element("h3", "Labels", "class", "spaced");
        page.openTable("benchmark", "table", "measured on", "epochs", "runs", "unit");
        for (StudyReport.Labels labels : report.labels()) {
            ColumnInfo column = labels.column();
            page.writeRow(
                    labels.benchmark().cell(),
                    labels.benchmark().fileName(),
                    column.split() == Split.NONE ? "" : column.split().name().toLowerCase(Locale.ROOT),
                    knownNumber(column.epochs()),
                    knownNumber(column.runs()),
                    column.unit());
        }
        page.closeTable();
        page.closeSection();
    }

    private String pairsInWords() {
        List<Integer> edits =
                study.settings().stream().map(Study.Setting::edits).distinct().toList();
        List<Integer> samples =
                study.settings().stream().map(Study.Setting::samples).distinct().toList();
        return "for every difference that one edit can make, n = " + list(samples) + " random architectures that it"
                + " applies to, each with the one that the difference and k - 1 random edits more lead to, k = "
                + list(edits) + ". So there are as many pairs for every k; both architectures of each are labelled.";
    }

    private static String list(List<Integer> values) {
        return String.join(", ", values.stream().map(String::valueOf).toList());
    }

    private String seedsInWords() {
        return report.seeds() == 1
                ? "one, with seed " + report.seed() + ", so nothing is known of the spread."
                : report.seeds() + ", with seeds " + report.seed() + " to "
                        + (report.seed() + report.seeds() - 1)
                        + ". Lines are means, bands reach from the least to the greatest.";
    }

    private static String inWords(PredictorKind kind) {
        return switch (kind) {
            case POTENTIAL -> "F(a, b) = g(b) - g(a): each architecture by itself";
            case PAIR -> "the paper's F(a, b): the first architecture and the difference";
            case DIFFERENCE -> "the difference alone, the paper's many-to-one encoding";
        };
    }

    private static String knownNumber(int value) {
        return value == 0 ? "" : Integer.toString(value);
    }

    private void writePlots(StudyMeasure measure) {
        page.openSection(measure.file(), StudyPlots.title(study, measure));
        html.element("p", ClaimCheck.capitalised(measure.inWords()) + ".", "class", "note")
                .line();
        StudyPlots.of(study, measure, report.points()).write(html);
        page.closeSection();
    }

    private void writeMeans() {
        page.openSection("means", report.seeds() == 1 ? "All values" : "All means over the seeds");
        for (StudyReport.Labels labels : report.labels()) {
            String cell = labels.benchmark().cell();
            html.open("details").element("summary", cell).line();
            page.openTable(
                    "predictor", "k", "n", "pairs", "labels", "loss", "squared error", "tau", "one-edit tau", "regret");
            report.points().stream().filter(point -> point.cell().equals(cell)).forEach(this::writePoint);
            page.closeTable();
            html.close().line();
        }
        html.element(
                "p",
                "Regret is how far the best of ten finalists of a walk by the predictor is from the best of the table, in"
                        + " the label's own unit.",
                "class",
                "note spaced");
        page.closeSection();
    }

    private void writePoint(StudyPoint point) {
        page.writeRow(
                point.predictor().toString(),
                Integer.toString(point.edits()),
                Integer.toString(point.samples()),
                format("%.0f", point.mean(row -> row.outcome().pairs())),
                format("%.0f", point.mean(row -> row.outcome().labels())),
                format("%.3f", StudyMeasure.LOSS.meanOf(point)),
                format("%.3g", StudyMeasure.ERROR.meanOf(point)),
                format("%.3f", StudyMeasure.TAU.meanOf(point)),
                format("%.3f", StudyMeasure.ONE_EDIT_TAU.meanOf(point)),
                format("%.3g", point.mean(StudyRow::regret)));
    }

    private void writeRun() {
        report.run().openSection(page, "studies", "");
        page.closeSection();
    }

    /** Keeps a sign with the numbers beside it. */
    private static String bound(String text) {
        return text.replace(" = ", "\u00a0=\u00a0").replace(" %", "\u00a0%");
    }

    private static String format(String pattern, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, pattern, value) : "none";
    }
}
