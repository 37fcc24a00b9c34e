package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.deltanas.datasets.ColumnInfo;
import org.deltanas.datasets.Split;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.proxy.Direction;

/**
 * How well predictors that were trained on part of a table rank the rest, in every form that it is told in.
 *
 * @param space the space's name
 * @param table the file, without its folders
 * @param column what was ranked by
 * @param direction whether large or small values are good
 * @param missing rows without a value, which were left out
 * @param design what was trained
 * @param seed the seed of the first trial; each further one has the next
 * @param trials what came of each
 * @param run what it took
 */
record RankReport(
        String space,
        String table,
        ColumnInfo column,
        Direction direction,
        int missing,
        PredictorDesign design,
        long seed,
        List<RankTrial.Outcome> trials,
        Run run) {

    /**
     * What a run took.
     *
     * @param seconds from start to end
     * @param trainSeconds of these each training
     * @param kernels the predictor's instructions
     * @param threads the threads
     * @param command how to repeat it
     */
    record Run(double seconds, Spread trainSeconds, String kernels, int threads, String command) {}

    private Spread spread(ToDoubleFunction<RankTrial.Outcome> measure) {
        return Spread.of(trials.stream().mapToDouble(measure).toArray());
    }

    private RankTrial.Outcome first() {
        return trials.get(0);
    }

    /** What was measured, e.g. {@code Kendall tau-b between ...}. */
    private String metric() {
        return "Kendall tau-b between the predicted and the measured ranking by " + inWords(column, direction)
                + ", over networks that were not trained on";
    }

    private static String inWords(ColumnInfo column, Direction direction) {
        List<String> facts = new ArrayList<>();
        if (!column.unit().isEmpty()) {
            facts.add(column.unit());
        }
        if (column.split() != Split.NONE) {
            facts.add(column.split().name().toLowerCase(Locale.ROOT));
        }
        if (column.epochs() > 0) {
            facts.add(column.epochs() + " epochs");
        }
        if (column.run() > 0) {
            facts.add("run " + column.run());
        } else if (column.runs() > 0) {
            facts.add("mean of " + column.runs() + " runs");
        }
        facts.add((direction == Direction.MAX ? "larger" : "smaller") + " is better");
        return column.name() + " (" + String.join(", ", facts) + ")";
    }

    /** The report as JSON: the same for a seed, but for {@code run}. */
    ObjectNode json() {
        ObjectNode json = JsonText.object();
        json.put("space", space);
        json.put("table", table);
        json.put("column", column.name());
        json.put("direction", LabelOptions.name(direction));
        PredictorOptions.put(json, design);
        json.put("train", first().train());
        json.put("tested", first().tested());
        json.put("missing", missing);
        json.put("trials", trials.size());
        json.put("seed", seed);
        json.put("metric", metric());
        spread(RankTrial.Outcome::tau).put(json.putObject("tau"));
        json.put("pairs", first().pairs());
        spread(RankTrial.Outcome::pairTau).put(json.putObject("pairTau"));
        spread(RankTrial.Outcome::testedOfUnseenClass).put(json.putObject("testedOfUnseenClass"));
        spread(RankTrial.Outcome::unseenClassTau).put(json.putObject("unseenClassTau"));
        ObjectNode volatileFacts = json.putObject("run");
        volatileFacts.put("seconds", run.seconds());
        run.trainSeconds().put(volatileFacts.putObject("trainSeconds"));
        volatileFacts.put("kernels", run.kernels());
        JsonText.putRepeatable(volatileFacts, run.threads(), run.command());
        return json;
    }

    /** The report for people to read. */
    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("how a " + design.kind() + " predictor of " + space + " ranks " + column.name());
        lines.add("");
        SearchText.add(lines, "tau", inWords(spread(RankTrial.Outcome::tau)) + tested(first().tested(), "networks"));
        SearchText.add(
                lines,
                "of unseen classes",
                inWords(spread(RankTrial.Outcome::unseenClassTau))
                        + tested(
                                Math.round(spread(RankTrial.Outcome::testedOfUnseenClass)
                                        .mean()),
                                "of them"));
        SearchText.add(
                lines,
                "one-edit pairs",
                inWords(spread(RankTrial.Outcome::pairTau)) + tested(first().pairs(), "pairs"));
        SearchText.add(lines, "metric", metric());
        SearchText.add(
                lines,
                "learnt from",
                SearchText.count(first().train()) + " networks, any two a pair"
                        + (missing == 0 ? "" : "; " + SearchText.count(missing) + " rows of the table have no value"));
        SearchText.add(lines, "networks", PredictorOptions.inWords(design));
        SearchText.add(lines, "trials", trials.size() + ", seeds from " + seed + " on");
        SearchText.add(
                lines,
                "time",
                String.format(
                        Locale.ROOT,
                        "%.1f s, %.2f s for a training",
                        run.seconds(),
                        run.trainSeconds().mean()));
        SearchText.add(lines, "again", run.command());
        return String.join("\n", lines) + "\n";
    }

    private static String tested(long count, String what) {
        return " over " + SearchText.count(count) + " " + what;
    }

    private static String inWords(Spread spread) {
        if (Double.isNaN(spread.mean())) {
            return "none";
        }
        String mean = String.format(Locale.ROOT, "%.3f", spread.mean());
        return Double.isNaN(spread.std())
                ? mean
                : mean
                        + String.format(
                                Locale.ROOT, " +- %.3f (%.3f to %.3f)", spread.std(), spread.min(), spread.max());
    }

    /** The trials as CSV. */
    String csv() {
        StringBuilder csv =
                new StringBuilder("seed,train,tested,tau,tested_of_unseen_class,unseen_class_tau,pairs,pair_tau\n");
        for (int t = 0; t < trials.size(); t++) {
            RankTrial.Outcome trial = trials.get(t);
            csv.append(seed + t)
                    .append(',')
                    .append(trial.train())
                    .append(',')
                    .append(trial.tested())
                    .append(',')
                    .append(trial.tau())
                    .append(',')
                    .append(trial.testedOfUnseenClass())
                    .append(',')
                    .append(trial.unseenClassTau())
                    .append(',')
                    .append(trial.pairs())
                    .append(',')
                    .append(trial.pairTau())
                    .append('\n');
        }
        return csv.toString();
    }
}
