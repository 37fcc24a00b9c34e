package org.deltanas.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deltanas.predict.KendallTau;
import org.deltanas.predict.Validation;
import org.deltanas.search.SearchResult;
import org.deltanas.tools.page.Diagram;
import org.deltanas.tools.page.Html;
import org.deltanas.tools.page.Page;
import org.deltanas.tools.page.Plot;

/**
 * A search as a web page. Everything outside the section {@code run} is the same for the same seed.
 *
 * <p>What was asked is read from the search's JSON, so that an option which is told there is told here.
 */
final class SearchPage {
    /** More dots than this hide each other and make a page slow; of more, evenly spaced ones are drawn. */
    private static final int MOST_DOTS = 3_000;

    private final SearchReport report;
    private final SearchResult result;
    private final ObjectNode json;
    private final Page page;
    private final Html html;

    private SearchPage(SearchReport report) {
        this.report = report;
        this.result = report.result();
        this.json = SearchJson.of(report);
        this.page = new Page(
                "Delta-NAS search: " + report.space().name() + ", "
                        + report.label().name(),
                "The best architecture of " + report.space().name() + " by "
                        + report.label().name() + ", and how it was found");
        this.html = page.body();
    }

    /** The page. */
    static String of(SearchReport report) {
        SearchPage page = new SearchPage(report);
        page.html.open("main").line();
        page.writeHeader();
        page.writeWinner();
        page.writeConvergence();
        page.writeLabels();
        page.writePredictor();
        page.writeAsked();
        page.html.comment("run: what differs from run to run").line();
        page.writeRun();
        page.html.comment("end of run").line();
        page.html.close();
        return page.page.finish();
    }

    private void writeHeader() {
        html.open("header").line();
        html.element("p", "Delta-NAS search", "class", "eyebrow").line();
        html.element("h1", "Best architecture of " + report.space().name()).line();
        html.element("p", summary(), "class", "lede").line();
        html.open("dl", "class", "figures").line();
        page.writeFigure("label", SearchText.number(result.label()), labelInWords());
        if (!Double.isNaN(report.predicted())) {
            page.writeFigure("predicted", SearchText.number(report.predicted()), "before it was labelled");
        }
        if (report.standing() != null) {
            Tables.Standing standing = report.standing();
            if (report.label().noise() > 0) {
                page.writeFigure("without noise", SearchText.number(standing.value()), "in the table");
            }
            page.writeFigure(
                    "rank",
                    SearchText.count(standing.rank()),
                    "of " + SearchText.count(standing.of()) + " in the table");
            page.writeFigure("regret", SearchText.number(standing.regret()), "to the best in the table");
        }
        if (report.reportColumn() != null) {
            page.writeFigure(
                    "reported", SearchText.number(report.reported()), report.reportColumn() + ", never used to decide");
        }
        page.writeFigure("labels spent", SearchText.count(result.queries()), "of " + budget() + " allowed");
        html.close().line().close().line();
    }

    private String budget() {
        return SearchText.count(report.strategy().queries());
    }

    private String summary() {
        return "Searched with " + report.strategy().kind()
                + (report.predictor() == null ? "" : " and the predictor " + report.predictor()) + ", labelled by "
                + report.label().source() + ", seed "
                + report.strategy().seed() + ".";
    }

    private String labelInWords() {
        return report.label().name() + ", " + report.label().better();
    }

    private void writeWinner() {
        page.openSection("winner", "The winner");
        List<Diagram> diagrams = Diagrams.of(report.space(), result.best());
        List<String> lines = Drawing.of(report.space(), result.best());
        html.open("div", "class", "winner").line();
        if (!diagrams.isEmpty()) {
            html.open("div", "class", "diagrams").line();
            diagrams.forEach(diagram -> diagram.write(html));
            html.close().line();
        }
        html.open("div", "class", "words").open("pre", "class", "code whole");
        for (String part : result.best().split("(?<=\\|)", -1)) {
            html.text(part).single("wbr");
        }
        html.close().line();
        if (!lines.isEmpty()) {
            html.open("details").element("summary", "As text");
            html.element("pre", String.join("\n", lines), "class", "code").close();
        }
        html.close().close();
        page.closeSection();
    }

    private void writeConvergence() {
        page.openSection("convergence", "Convergence");
        int[] shown = shownQueries();
        double[] queries = new double[shown.length];
        double[] best = new double[shown.length];
        double[] labels = new double[shown.length];
        boolean[] dead = new boolean[shown.length];
        boolean[] missing = new boolean[shown.length];
        int rise = -1;
        List<SearchResult.TracePoint> trace = result.trace();
        for (int i = 0; i < shown.length; i++) {
            int q = shown[i];
            while (rise + 1 < trace.size() && trace.get(rise + 1).queries() <= q + 1) {
                rise++;
            }
            queries[i] = q + 1;
            best[i] = rise < 0 ? Double.NaN : trace.get(rise).best();
            labels[i] = result.label(q);
            dead[i] = isDead(labels[i]);
            missing[i] = Double.isNaN(labels[i]);
        }
        Plot plot = new Plot("query", report.label().name(), queries)
                .dots("label", labels)
                .steps("best so far", best);
        if (count(q -> isDead(result.label(q))) > 0) {
            plot.absent("dead network", dead);
        }
        if (count(q -> Double.isNaN(result.label(q))) > 0) {
            plot.absent("no value", missing);
        }
        SearchResult.TracePoint first = trace.getFirst();
        SearchResult.TracePoint last = trace.getLast();
        String story = "The best label went from " + SearchText.number(first.best()) + " at query "
                + SearchText.count(first.queries()) + " to " + SearchText.number(last.best()) + " at query "
                + SearchText.count(last.queries()) + ", in " + SearchText.count(trace.size())
                + (trace.size() == 1 ? " step." : " steps.");
        plot.write(
                html,
                "Label and best label so far against queries. " + story,
                story
                        + (shown.length < result.queries()
                                ? " Drawn are " + SearchText.count(shown.length) + " of the "
                                        + SearchText.count(result.queries()) + " labels."
                                : ""));
        html.open("details").element("summary", "Every rise of the best label").line();
        html.open("table").open("thead").open("tr");
        html.element("th", "query", "scope", "col").element("th", "best label", "scope", "col");
        html.close().close().open("tbody").line();
        for (SearchResult.TracePoint point : trace) {
            html.open("tr").element("td", SearchText.count(point.queries()));
            html.element("td", SearchText.number(point.best())).close().line();
        }
        html.close().close().close();
        page.closeSection();
    }

    /** All queries, or of many evenly spaced ones and those at which the best label rose. */
    private int[] shownQueries() {
        int stride = 1 + (result.queries() - 1) / MOST_DOTS;
        return IntStream.concat(
                        IntStream.range(0, result.queries()).filter(q -> q % stride == 0 || q == result.queries() - 1),
                        result.trace().stream().mapToInt(point -> (int) point.queries() - 1))
                .sorted()
                .distinct()
                .toArray();
    }

    private static boolean isDead(double label) {
        return label == Double.NEGATIVE_INFINITY;
    }

    private int count(IntPredicate which) {
        return (int) IntStream.range(0, result.queries()).filter(which).count();
    }

    private void writeLabels() {
        page.openSection("labels", "Labels");
        int[] predicted = IntStream.range(0, result.queries())
                .filter(q -> Double.isFinite(result.predicted(q)) && Double.isFinite(result.label(q)))
                .toArray();
        html.open("div", "class", "halves").line().open("div").line();
        writeSpread();
        html.close().line();
        if (predicted.length > 0) {
            writePredictions(predicted);
        }
        html.close().line();
        if (!report.infeasible().isEmpty()) {
            writeInfeasible();
        }
        page.closeSection();
    }

    private void writeInfeasible() {
        html.open("details")
                .element(
                        "summary",
                        "Infeasible architectures: " + report.infeasible().size());
        html.open("table").open("thead").open("tr");
        html.element("th", "query", "scope", "col").element("th", "reason", "scope", "col");
        html.element("th", "architecture", "scope", "col");
        html.close().close().open("tbody").line();
        for (Infeasible one : report.infeasible()) {
            html.open("tr").element("td", SearchText.count(one.query()));
            html.element("td", one.reason()).element("td", one.architecture());
            html.close().line();
        }
        html.close().close().close();
    }

    private void writeSpread() {
        List<LabelSample> samples = new ArrayList<>();
        samples.add(sample("all", q -> true));
        LabelSample before = sample("before training", q -> Double.isNaN(result.predicted(q)));
        LabelSample after = sample("once trained", q -> !Double.isNaN(result.predicted(q)));
        if (before.queries() > 0 && after.queries() > 0) {
            samples.add(before);
            samples.add(after);
        }
        int decimals = samples.getFirst().decimals();
        html.open("table").line();
        html.open("thead").open("tr").element("th", "labels", "scope", "col");
        samples.forEach(s -> html.element("th", s.name(), "scope", "col"));
        html.close().close().line().open("tbody").line();
        writeCounts("queries", samples.stream().mapToInt(LabelSample::queries));
        writeCounts("dead networks", samples.stream().mapToInt(LabelSample::dead));
        writeCounts("no value", samples.stream().mapToInt(LabelSample::missing));
        for (LabelSample.Quantile quantile : LabelSample.Quantile.values()) {
            writeRow(quantile.inWords(), samples.stream().map(s -> fixed(s.quantile(quantile), decimals)));
        }
        writeRow("mean", samples.stream().map(s -> fixed(s.mean(), decimals)));
        writeRow("standard deviation", samples.stream().map(s -> fixed(s.deviation(), decimals)));
        html.close().close().line();
        html.element("p", noteOnNoise(), "class", "note spaced");
    }

    private String noteOnNoise() {
        return report.label().noise() > 0
                ? "Every label had Gaussian noise of standard deviation "
                        + SearchText.number(report.label().noise()) + " added."
                : "No noise was added.";
    }

    private LabelSample sample(String name, IntPredicate which) {
        return LabelSample.of(
                name,
                IntStream.range(0, result.queries())
                        .filter(which)
                        .mapToDouble(result::label)
                        .toArray());
    }

    private void writeCounts(String name, IntStream counts) {
        writeRow(name, counts.mapToObj(SearchText::count));
    }

    private void writeRow(String name, Stream<String> cells) {
        html.open("tr").element("th", name, "scope", "row");
        cells.forEach(cell -> html.element("td", cell));
        html.close().line();
    }

    private void writePredictions(int[] queries) {
        boolean sameScale = report.predictsLabel();
        int[] shown = thinned(queries);
        Plot plot = Plot.scatter(
                "label",
                sameScale
                        ? "predicted label"
                        : "predicted " + report.trainedOn().label(),
                "predicted",
                Arrays.stream(shown).mapToDouble(result::label).toArray(),
                Arrays.stream(shown).mapToDouble(result::predicted).toArray());
        if (sameScale) {
            plot.withIdentity();
        }
        double tau = KendallTau.tauB(
                Arrays.stream(queries).mapToDouble(result::predicted).toArray(),
                Arrays.stream(queries).mapToDouble(result::label).toArray());
        String story = "What was predicted just before each label was asked for, on " + SearchText.count(queries.length)
                + " architectures" + (Double.isNaN(tau) ? "." : ": Kendall tau " + threeDigits(tau) + ".");
        plot.write(html, story, story + noteOnThinning(shown.length, queries.length));
    }

    private void writePredictor() {
        page.openSection("predictor", "Predictor");
        Validation validation = result.validation();
        if (validation == null) {
            html.element("p", whyNoValidation(), "class", "note");
            page.closeSection();
            return;
        }
        html.open("div", "class", "halves").line().open("div").line();
        html.open("dl", "class", "facts").line();
        page.writeFact("predictor", report.predictor());
        page.writeFact("Kendall tau", threeDigits(validation.tau()));
        page.writeFact("held-out pairs", SearchText.count(validation.pairs()));
        page.writeFact("logistic loss", threeDigits(validation.loss()));
        page.writeFact("labels learnt from", SearchText.count(result.trainingSize()));
        html.close().line();
        html.element(
                "p",
                "A fifth was held out, a predictor trained on the rest, and the differences between held-out"
                        + " architectures were predicted. Positive is better, whatever the direction of the labels. A"
                        + " loss of 0.693 is that of guessing.",
                "class",
                "note spaced");
        html.close().line();
        int[] shown = thinned(IntStream.range(0, validation.pairs()).toArray());
        String story = "Predicted against true differences of " + SearchText.count(validation.pairs())
                + " held-out pairs: Kendall tau " + threeDigits(validation.tau()) + ".";
        Plot.scatter(
                        "true difference",
                        "predicted difference",
                        "predicted",
                        Arrays.stream(shown).mapToDouble(validation::actual).toArray(),
                        Arrays.stream(shown).mapToDouble(validation::predicted).toArray())
                .withIdentity()
                .write(html, story, story + noteOnThinning(shown.length, validation.pairs()));
        html.close();
        page.closeSection();
    }

    private String whyNoValidation() {
        if (report.predictor() == null) {
            return "The searcher " + report.strategy().kind() + " has no predictor.";
        }
        return report.trainedOn() != null
                ? "The predictor (" + report.predictor()
                        + ") was given and nothing was trained, so no pairs were held out."
                : "Too few labels differ to hold pairs out and tell how well the predictor (" + report.predictor()
                        + ") orders them.";
    }

    private static int[] thinned(int[] all) {
        int stride = 1 + (all.length - 1) / MOST_DOTS;
        return IntStream.range(0, all.length)
                .filter(i -> i % stride == 0)
                .map(i -> all[i])
                .toArray();
    }

    private static String noteOnThinning(int shown, int all) {
        return shown == all ? "" : " Drawn are " + SearchText.count(shown) + " of them.";
    }

    /** Everything in the JSON before the result. */
    private void writeAsked() {
        page.openSection("asked", "What was asked");
        List<Map.Entry<String, JsonNode>> asked = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (field.getKey().equals("best")) {
                break;
            }
            asked.add(field);
        }
        html.open("div", "class", "columns").line();
        writeGroup("search", asked);
        asked.stream()
                .filter(field -> field.getValue().isObject())
                .forEach(field -> writeGroup(
                        words(field.getKey()), List.copyOf(field.getValue().properties())));
        html.close();
        page.closeSection();
    }

    private void writeGroup(String name, List<Map.Entry<String, JsonNode>> fields) {
        html.open("div").element("h3", name).open("dl", "class", "facts").line();
        fields.stream()
                .filter(field -> !field.getValue().isObject())
                .forEach(field -> page.writeFact(words(field.getKey()), plain(field.getValue())));
        html.close().close().line();
    }

    /** A name of the JSON as words: {@code roundSize} is {@code round size}. */
    private static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private static String plain(JsonNode value) {
        if (value.isNull()) {
            return "none";
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "yes" : "no";
        }
        if (value.isFloatingPointNumber()) {
            return BigDecimal.valueOf(value.doubleValue()).stripTrailingZeros().toPlainString();
        }
        return value.asText();
    }

    private void writeRun() {
        SearchReport.Run run = report.run();
        page.openSection("run", "Queries and time");
        html.open("dl", "class", "facts wide").line();
        page.writeFact("labels", SearchText.count(result.queries()) + " of " + budget());
        page.writeFact(
                "time",
                String.format(Locale.ROOT, "%.2f s", run.seconds())
                        + (result.stoppedEarly() ? ", ended before the labels were spent" : ""));
        if (result.neighbourQueries() > 0) {
            page.writeFact("neighbour queries", SearchText.neighbourQueries(report));
            page.writeFact("walking", String.format(Locale.ROOT, "%.2f s", result.walkSeconds()));
        }
        page.writeFact("threads", SearchText.count(run.threads()));
        page.writeFact("backend", run.backend() + " (" + run.backendReason() + ")");
        page.writeFact("search kernels", run.kernels());
        page.writeFact("host", json.get("run").get("host").asText());
        page.writeFact("version", json.get("run").get("version").asText());
        html.close().line();
        html.element("h3", "To repeat it", "class", "spaced").line();
        html.element("pre", run.command(), "class", "code whole");
        page.closeSection();
    }

    private static String fixed(double value, int decimals) {
        return Double.isNaN(value) ? "none" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    private static String threeDigits(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
