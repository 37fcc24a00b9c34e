package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.tools.page.Plot;
import org.deltanas.tools.page.PlotSheet;

/**
 * What came of comparing shapes, in every form but a page.
 *
 * @param benchmarks what they were compared on
 * @param seed the first seed
 * @param seeds how many seeds, one after the other
 * @param rates how fast they are
 * @param taus how accurate they are
 * @param frontier both together
 * @param run how it ran
 */
record FrontierReport(
        List<FrontierBenchmark> benchmarks,
        long seed,
        int seeds,
        List<FrontierRate> rates,
        List<FrontierTau> taus,
        Frontier frontier,
        StudyReport.Run run) {
    private static final double MILLION = 1e6;
    private static final double[] TICKS = {0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500};

    FrontierReport {
        benchmarks = List.copyOf(benchmarks);
        rates = List.copyOf(rates);
        taus = List.copyOf(taus);
    }

    /** The points of some measurements, in the order of the rates. */
    static List<FrontierPoint> points(
            List<FrontierBenchmark> benchmarks,
            List<MlpShape> shapes,
            List<FrontierRate> rates,
            List<FrontierTau> taus) {
        List<FrontierPoint> points = new ArrayList<>();
        for (boolean statistics : new boolean[] {true, false}) {
            for (MlpShape shape : shapes) {
                for (int members : new int[] {1, FrontierStudy.MEMBERS}) {
                    List<FrontierRate> own = rates.stream()
                            .filter(r ->
                                    r.statistics() == statistics && r.shape().equals(shape) && r.members() == members)
                            .toList();
                    points.add(new FrontierPoint(
                            statistics,
                            shape,
                            members,
                            cells(benchmarks)
                                    .map(cell -> tau(taus, cell, statistics, shape, members))
                                    .toList(),
                            own.stream().map(FrontierRate::neighboursPerSecond).toList(),
                            own.stream()
                                    .mapToDouble(FrontierRate::shareOfPeak)
                                    .average()
                                    .orElseThrow()));
                }
            }
        }
        return points;
    }

    private static Stream<String> cells(List<FrontierBenchmark> benchmarks) {
        return benchmarks.stream().flatMap(b -> b.labels().stream().map(b::cell));
    }

    private static double tau(List<FrontierTau> taus, String cell, boolean statistics, MlpShape shape, int members) {
        return taus.stream()
                .filter(t -> t.cell().equals(cell)
                        && t.statistics() == statistics
                        && t.shape().equals(shape))
                .mapToDouble(t -> t.tau(members > 1))
                .average()
                .orElseThrow();
    }

    /** The names of the benchmarks with their labels. */
    List<String> cells() {
        return cells(benchmarks).toList();
    }

    /** The verdict, a sentence each: the frontier, the knee, and the recommendation. */
    List<String> verdict() {
        List<FrontierPoint> best = frontier.bestCandidates();
        FrontierPoint knee = frontier.knee();
        FrontierPoint recommended = frontier.recommended();
        FrontierPoint reference = frontier.reference();
        return List.of(
                best.size() + " of " + frontier.candidates().size() + " networks with statistics, "
                        + reference.members() + " in an ensemble, are beaten by no other in both tau and speed: "
                        + String.join(
                                ", ",
                                best.stream()
                                        .map(p -> p.shape() + " (" + numbers(p) + ")")
                                        .toList())
                        + ".",
                "The knee of that frontier, where tau lies farthest above a straight line between its ends over the"
                        + " logarithm of the rate, is " + knee.shape() + ".",
                recommended.equals(reference)
                        ? "To be taken by default: " + reference.shape() + ", since every faster one loses more than "
                                + Frontier.TOLERANCE + " of its tau on some benchmark."
                        : "To be taken by default: " + recommended.shape()
                                + ", the fastest that nowhere loses more than "
                                + Frontier.TOLERANCE + " of the tau of " + reference.shape() + ": "
                                + format("%.2f", recommended.rate() / reference.rate())
                                + " times as many neighbours a second, mean tau "
                                + format("%+.3f", recommended.tau() - reference.tau()) + ", at worst "
                                + format("%+.3f", -recommended.mostLost(reference)) + ".");
    }

    private static String numbers(FrontierPoint point) {
        return format("%.3f", point.tau()) + ", " + format("%.2f", point.rate() / MILLION) + " M/s";
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }

    /** The report as JSON. Rates differ from run to run, so what they decide does as well. */
    ObjectNode json() {
        ObjectNode json = JsonText.object();
        json.put("experiment", FrontierCommand.NAME);
        json.put("labels", "table");
        ArrayNode cells = json.putArray("benchmarks");
        cells().forEach(cells::add);
        json.put("seed", seed);
        json.put("seeds", seeds);
        ArrayNode sentences = json.putArray("verdict");
        verdict().forEach(sentences::add);
        json.put("knee", frontier.knee().shape().toString());
        json.put("recommended", frontier.recommended().shape().toString());
        json.put("reference", frontier.reference().shape().toString());
        ArrayNode points = json.putArray("points");
        List<FrontierPoint> best = frontier.best();
        for (FrontierPoint point : frontier.points()) {
            ObjectNode node = points.addObject();
            node.put("statistics", point.statistics());
            node.put("hidden", point.shape().layers());
            node.put("activation", point.shape().activation().toString());
            node.put("members", point.members());
            node.put("tau", point.tau());
            ArrayNode taus = node.putArray("taus");
            point.taus().forEach(taus::add);
            node.put("mostLost", point.mostLost(frontier.reference()));
            node.put("neighboursPerSecond", point.rate());
            ArrayNode each = node.putArray("neighboursPerSecondBySpace");
            point.rates().forEach(each::add);
            node.put("shareOfPeak", point.shareOfPeak());
            node.put("frontier", best.contains(point));
        }
        ObjectNode volatileFacts = json.putObject("run");
        run.put(volatileFacts);
        volatileFacts.put("peakGflops", peakGflops());
        JsonText.putRepeatable(volatileFacts, run.threads(), run.command());
        return json;
    }

    /** What fused multiply-adds reached, the mean of what was measured beside the rates. */
    double peakGflops() {
        return rates.stream().mapToDouble(FrontierRate::peakGflops).average().orElseThrow();
    }

    /** The report for people to read. */
    String text() {
        StringBuilder text = new StringBuilder(String.format(
                        Locale.ROOT,
                        "%-40s %6s %9s %8s %8s %6s",
                        "networks",
                        "tau",
                        "most lost",
                        "M/s",
                        "of peak",
                        "best"))
                .append('\n');
        List<FrontierPoint> best = frontier.best();
        for (FrontierPoint point : frontier.points()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-40s %6.3f %9.3f %8.2f %7.0f%% %6s%n",
                    point.name(),
                    point.tau(),
                    point.mostLost(frontier.reference()),
                    point.rate() / MILLION,
                    100 * point.shareOfPeak(),
                    best.contains(point) ? "*" : ""));
        }
        text.append("* beaten by no other in both tau and speed\n\n");
        verdict().forEach(sentence -> text.append(sentence).append('\n'));
        return text.toString();
    }

    /** Tau against the rate, a plot a benchmark. */
    PlotSheet plots() {
        PlotSheet sheet = new PlotSheet("Kendall's tau against predicted neighbours a second, a mark a shape");
        for (FrontierBenchmark benchmark : benchmarks) {
            for (int labels : benchmark.labels()) {
                sheet.add(benchmark.cell(labels), plot(benchmark, labels));
            }
        }
        return sheet;
    }

    private Plot plot(FrontierBenchmark benchmark, int labels) {
        List<FrontierRate> own = rates.stream()
                .filter(r -> r.space().equals(benchmark.source().space()))
                .sorted((a, b) -> Double.compare(a.neighboursPerSecond(), b.neighboursPerSecond()))
                .toList();
        double[] x =
                own.stream().mapToDouble(r -> r.neighboursPerSecond() / MILLION).toArray();
        Plot plot = new Plot("million neighbours a second", "tau", x)
                .withDoublingX()
                .withTicks(TICKS);
        String cell = benchmark.cell(labels);
        addMarks(plot, "ensemble", own, cell, r -> r.statistics() && r.members() > 1);
        addMarks(plot, "one network", own, cell, r -> r.statistics() && r.members() == 1);
        addMarks(plot, "ensemble, no statistics", own, cell, r -> !r.statistics() && r.members() > 1);
        addMarks(plot, "one, no statistics", own, cell, r -> !r.statistics() && r.members() == 1);
        return plot;
    }

    private void addMarks(Plot plot, String name, List<FrontierRate> own, String cell, Predicate<FrontierRate> chosen) {
        double[] y = own.stream()
                .mapToDouble(r -> chosen.test(r) ? tau(taus, cell, r.statistics(), r.shape(), r.members()) : Double.NaN)
                .toArray();
        plot.line(name, y, y, y);
    }
}
