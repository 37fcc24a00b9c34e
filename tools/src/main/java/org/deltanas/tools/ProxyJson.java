package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How zero-cost scores order architectures, as JSON. Everything outside {@code run} is the same for the same seed. */
final class ProxyJson {
    private ProxyJson() {}

    static ObjectNode of(ProxyReport report) {
        ObjectNode json = JsonText.object();
        json.put("experiment", "proxies");
        json.put("sample", report.sample());
        json.put("seed", report.seed());
        json.put("verdict", report.verdict());
        ArrayNode rows = json.putArray("rows");
        for (ProxyRow row : report.rows()) {
            ObjectNode node = rows.addObject();
            node.put("cell", row.cell());
            node.put("proxy", row.proxy().label());
            node.put("architectures", row.architectures());
            node.put("dead", row.dead());
            JsonText.putFinite(node, "tau", row.tau());
            JsonText.putFinite(node, "topTau", row.topTau());
            JsonText.putFinite(node, "rho", row.rho());
            JsonText.putFinite(node, "topRho", row.topRho());
            JsonText.putFinite(node, "best", row.best());
        }
        ObjectNode run = json.putObject("run");
        run.put("seconds", report.run().seconds());
        run.put("kernels", report.run().kernels());
        JsonText.putRepeatable(run, report.run().threads(), report.run().command());
        return json;
    }
}
