package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.deltanas.predict.Origin;
import org.deltanas.predict.Validation;
import org.deltanas.proxy.ZenOptions;
import org.deltanas.search.Repeats;
import org.deltanas.search.SearchResult;
import org.deltanas.space.SearchSpace;

/** A search as JSON. Everything outside {@code run} is the same for the same seed. */
final class SearchJson {
    private SearchJson() {}

    static ObjectNode of(SearchReport report) {
        SearchResult result = report.result();
        ObjectNode json = JsonText.object();
        putLabel(json, report.space(), report.label());
        json.put("predictor", report.predictor());
        if (report.trainedOn() != null) {
            putOrigin(json.putObject("predictorIn"), report.trainedOn());
        }
        json.put("searcher", report.strategy().kind().toString());
        json.put("seed", report.strategy().seed());
        report.strategy().put(json.putObject("options"), report.trainedOn() != null);
        putBest(json.putObject("best"), report);
        json.put("queries", result.queries());
        if (report.strategy().repeats() == Repeats.COUNTED) {
            json.put("evaluations", result.evaluations());
        }
        if (report.label().table() != null) {
            json.put("queriesWithoutValue", report.withoutValue());
        }
        if (report.label().command() != null) {
            ArrayNode infeasible = json.putArray("infeasible");
            for (Infeasible one : report.infeasible()) {
                ObjectNode node = infeasible.addObject();
                node.put("query", one.query());
                node.put("arch", one.architecture());
                node.put("reason", one.reason());
            }
        }
        json.put("neighbourQueries", result.neighbourQueries());
        putValidation(json, result.validation());
        ArrayNode trace = json.putArray("trace");
        for (SearchResult.TracePoint point : result.trace()) {
            trace.addArray().add(point.queries()).add(point.best());
        }
        putRun(json.putObject("run"), report);
        return json;
    }

    /** Where, and what architectures were judged by. */
    static void putLabel(ObjectNode json, SearchSpace space, LabelFacts label) {
        json.put("space", space.name());
        json.put("labels", label.kind());
        if (label.table() != null) {
            json.put("table", label.table());
            json.put("column", label.column());
        }
        if (label.command() != null) {
            json.put("command", label.command());
        }
        json.put("direction", LabelOptions.name(label.direction()));
        json.put("noise", label.noise());
        if (label.zen() != null) {
            putZen(json.putObject("zen"), label.zen());
        }
    }

    /** How Zen-scores were computed, apart from the seed. */
    static void putZen(ObjectNode json, ZenOptions zen) {
        json.put("mode", ScoreOptions.name(zen.mode()));
        json.put("batch", zen.batch());
        json.put("resolution", zen.resolution());
        json.put("repeats", zen.repeats());
        json.put("gamma", zen.gamma());
    }

    /** Where something that was stored comes from. */
    static void putOrigin(ObjectNode json, Origin origin) {
        json.put("label", origin.label());
        json.put("direction", LabelOptions.name(origin.direction()));
        json.put("seed", origin.seed());
        json.put("architectures", origin.architectures());
    }

    private static void putBest(ObjectNode json, SearchReport report) {
        json.put("arch", report.result().best());
        JsonText.putFinite(json, "label", report.result().label());
        JsonText.putFinite(json, "predicted", report.predicted());
        if (report.reportColumn() != null) {
            JsonText.putFinite(json, "reported", report.reported());
            json.put("reportedColumn", report.reportColumn());
        }
        if (report.standing() != null) {
            json.put("rank", report.standing().rank());
            json.put("rankOf", report.standing().of());
            json.put("tableValue", report.standing().value());
            json.put("regret", report.standing().regret());
        }
    }

    static void putValidation(ObjectNode json, Validation validation) {
        if (validation == null) {
            json.putNull("validation");
            return;
        }
        ObjectNode node = json.putObject("validation");
        JsonText.putFinite(node, "tau", validation.tau());
        node.put("pairs", validation.pairs());
        JsonText.putFinite(node, "loss", validation.loss());
    }

    private static void putRun(ObjectNode json, SearchReport report) {
        SearchReport.Run run = report.run();
        json.put("seconds", run.seconds());
        json.put("walkSeconds", report.result().walkSeconds());
        json.put("neighbourQueriesPerSecond", report.neighbourQueriesPerSecond());
        json.put("neighbourLookUps", report.result().neighbourLookUps());
        json.put("neighbourLookUpsPerSecond", report.neighbourLookUpsPerSecond());
        json.put("stoppedEarly", report.result().stoppedEarly());
        json.put("backend", run.backend());
        json.put("backendReason", run.backendReason());
        json.put("kernels", run.kernels());
        JsonText.putRepeatable(json, run.threads(), run.command());
    }
}
