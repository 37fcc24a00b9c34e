package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.ToDoubleFunction;
import org.deltanas.datasets.ColumnInfo;

/** A study as JSON. Everything outside {@code run} is the same for the same seeds. */
final class StudyJson {
    private StudyJson() {}

    static ObjectNode of(StudyReport report) {
        ObjectNode json = JsonText.object();
        json.put("experiment", report.study().toString());
        json.put("labels", "table");
        ArrayNode benchmarks = json.putArray("benchmarks");
        for (StudyReport.Labels labels : report.labels()) {
            ColumnInfo column = labels.column();
            ObjectNode node =
                    benchmarks.addObject().put("cell", labels.benchmark().cell());
            node.put("space", labels.benchmark().space());
            node.put("table", labels.benchmark().fileName());
            node.put("column", labels.benchmark().column());
            node.put("unit", column.unit().isEmpty() ? null : column.unit());
        }
        ArrayNode predictors = json.putArray("predictors");
        report.predictors().forEach(kind -> predictors.add(kind.toString()));
        json.put("seed", report.seed());
        json.put("seeds", report.seeds());
        putVerdict(json.putObject("verdict"), report.verdict());
        ArrayNode points = json.putArray("points");
        report.points().forEach(point -> putPoint(points.addObject(), point));
        putRun(json.putObject("run"), report.run());
        return json;
    }

    private static void putVerdict(ObjectNode json, StudyVerdict verdict) {
        json.put("sentence", verdict.sentence());
        ArrayNode checks = json.putArray("checks");
        for (ClaimCheck check : verdict.checks()) {
            StudyClaim claim = check.claim();
            ObjectNode node = checks.addObject().put("factor", claim.factor().toString());
            node.put("value", claim.value());
            node.put("measure", claim.measure().toString());
            node.put("holds", check.holds());
            node.put("combinations", check.lines().size());
            node.put("best", check.count(ClaimCheck.Standing.BEST));
            node.put("clearlyBest", check.countClear(ClaimCheck.Standing.BEST));
            node.put("worst", check.count(ClaimCheck.Standing.WORST));
            node.put("clearlyWorst", check.countClear(ClaimCheck.Standing.WORST));
        }
    }

    private static void putPoint(ObjectNode json, StudyPoint point) {
        json.put("cell", point.cell());
        json.put("predictor", point.predictor().toString());
        json.put("edits", point.edits());
        json.put("samples", point.samples());
        JsonText.putFinite(json, "pairs", point.mean(row -> row.outcome().pairs()));
        JsonText.putFinite(json, "labels", point.mean(row -> row.outcome().labels()));
        putSpread(json, "loss", point, StudyMeasure.LOSS::of);
        putSpread(json, "squaredError", point, StudyMeasure.ERROR::of);
        putSpread(json, "tau", point, StudyMeasure.TAU::of);
        putSpread(json, "oneEditTau", point, StudyMeasure.ONE_EDIT_TAU::of);
        putSpread(json, "regret", point, StudyRow::regret);
    }

    private static void putSpread(ObjectNode json, String name, StudyPoint point, ToDoubleFunction<StudyRow> value) {
        ObjectNode spread = json.putObject(name);
        JsonText.putFinite(spread, "mean", point.mean(value));
        JsonText.putFinite(spread, "min", point.min(value));
        JsonText.putFinite(spread, "max", point.max(value));
    }

    private static void putRun(ObjectNode json, StudyReport.Run run) {
        run.put(json);
        JsonText.putRepeatable(json, run.threads(), run.command());
    }
}
