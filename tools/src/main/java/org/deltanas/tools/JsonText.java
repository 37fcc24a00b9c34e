package org.deltanas.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON as it is printed and written: indented, with {@code \n} everywhere, numbers as Java writes them. */
final class JsonText {
    private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");

    private JsonText() {}

    static ObjectNode object() {
        return new JsonMapper().createObjectNode();
    }

    /** The text, ending in a line feed. */
    static String of(ObjectNode object) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(INDENTER);
        try {
            return new JsonMapper().writer(printer).writeValueAsString(object) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written", e);
        }
    }

    /** Puts a number, or null where JSON has none for it. */
    static void putFinite(ObjectNode object, String name, double value) {
        if (Double.isFinite(value)) {
            object.put(name, value);
        } else {
            object.putNull(name);
        }
    }

    /** Puts what it takes to run something again, and where it was run: threads, command, host, version. */
    static void putRepeatable(ObjectNode run, int threads, String command) {
        run.put("threads", threads);
        run.put("command", command);
        run.put("host", Host.describe());
        run.put("version", DeltaNasCli.Version.ofBuild());
    }
}
