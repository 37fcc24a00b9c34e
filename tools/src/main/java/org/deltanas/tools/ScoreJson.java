package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.deltanas.proxy.ZenOptions;

/** Scores as JSON. Everything outside {@code run} is the same for the same seed. */
final class ScoreJson {
    private ScoreJson() {}

    /**
     * What differs from run to run and from machine to machine, apart from times.
     *
     * @param reason why networks ran on that backend
     * @param backend what networks ran on
     * @param kernels its instructions
     * @param peakBytes the most that it held; 0 where it does not count
     * @param threads threads used
     * @param command the command that does the same again
     */
    record Run(String reason, String backend, String kernels, long peakBytes, int threads, String command) {}

    /**
     * The object.
     *
     * @param zen how Zen-scores were computed, or null
     */
    static ObjectNode of(Scores scores, ZenOptions zen, long seed, Run run) {
        ObjectNode json = JsonText.object();
        json.put("space", scores.space().name());
        ArrayNode proxies = json.putArray("proxies");
        scores.proxies().forEach(proxy -> proxies.add(proxy.label()));
        json.put("seed", seed);
        if (zen != null) {
            SearchJson.putZen(json.putObject("zen"), zen);
        }
        json.put("networks", scores.networks());
        ArrayNode list = json.putArray("scores");
        for (int row = 0; row < scores.count(); row++) {
            ObjectNode score = list.addObject().put("arch", scores.architecture(row));
            for (int p = 0; p < scores.proxies().size(); p++) {
                put(score, scores.proxies().get(p), scores.value(p, row));
            }
            score.put("dead", scores.isDead(row));
        }
        putRun(json.putObject("run"), scores, run);
        return json;
    }

    private static void put(ObjectNode score, Proxy proxy, double value) {
        if (proxy.isCount() && Double.isFinite(value)) {
            score.put(proxy.label(), (long) value);
        } else {
            JsonText.putFinite(score, proxy.label(), value);
        }
    }

    private static void putRun(ObjectNode json, Scores scores, Run run) {
        json.put("backend", run.backend());
        json.put("backendReason", run.reason());
        json.put("kernels", run.kernels());
        JsonText.putFinite(json, "networksPerSecond", scores.networksPerSecond());
        json.put("seconds", scores.seconds());
        if (run.peakBytes() > 0) {
            json.put("peakBytes", run.peakBytes());
        } else {
            json.putNull("peakBytes");
        }
        JsonText.putRepeatable(json, run.threads(), run.command());
    }
}
