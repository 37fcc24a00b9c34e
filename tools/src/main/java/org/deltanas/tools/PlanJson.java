package org.deltanas.tools;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.NetworkPlan;

/** A network as a list of layers, for programs that know nothing of spaces. */
final class PlanJson {
    private PlanJson() {}

    /** Layers by kind, with the numbers of the layers that they read; what is of no use has the kind {@code unused}. */
    static ObjectNode of(NetworkPlan plan) {
        JsonMapper mapper = new JsonMapper();
        ObjectNode json = mapper.createObjectNode();
        json.put("output", plan.output());
        for (int i = 0; i < plan.layers().size(); i++) {
            Layer layer = plan.layers().get(i);
            // The components of the record: kernel, stride and so on.
            ObjectNode node = mapper.valueToTree(layer);
            node.put("kind", plan.isNeeded(i) ? layer.getClass().getSimpleName().toLowerCase(Locale.ROOT) : "unused");
            node.set("inputs", mapper.valueToTree(layer.inputs()));
            json.withArray("layers").add(node);
        }
        return json;
    }
}
