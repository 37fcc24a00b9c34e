package org.deltanas.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.deltanas.bench.LatencyService;

/**
 * How long a request waits for its answer, at a fixed rate: runs {@link LatencyService} in one JVM for each {@link Load},
 * without JMH, which has no notion of a request that is due.
 */
final class Latency {
    static final String NAME = "latency";
    static final String QUESTION = "How long does a service wait for the best neighbour of an architecture?";

    /** At fewer than half of the time busy, a queue tells of the machine rather than of the service. */
    private static final List<Load> LOADS = List.of(
            new Load("nasbench201", "potential/best/64-64", 4, 50_000, 5_000_000),
            new Load("nasbench201", "potential/adjacency/64-32", 1, 100_000, 5_000_000),
            new Load("block:200x16", "potential/best/64-64", 4, 500, 20_000),
            new Load("block:200x16", "potential/adjacency/64-32", 1, 1_000, 20_000));

    private final Path logs;
    private final int mostRequests;
    private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * A predictor of a space, and how often it is asked.
     *
     * @param space its name
     * @param design kind, encoding and hidden layers
     * @param members networks of the ensemble
     * @param rate requests a second
     * @param requests how many of them
     */
    record Load(String space, String design, int members, int rate, int requests) {}

    /**
     * A report.
     *
     * @param logs the folder for what the JVMs say and for their collectors' logs
     * @param mostRequests the most requests of a load, for a quick look
     */
    Latency(Path logs, int mostRequests) {
        this.logs = logs;
        this.mostRequests = mostRequests;
    }

    /**
     * Asks every load for its latencies.
     *
     * @return what {@link LatencyService} wrote of each
     * @throws IOException if a JVM fails, with where its words are
     */
    ArrayNode measure() throws IOException, InterruptedException {
        Files.createDirectories(logs);
        ArrayNode all = mapper.createArrayNode();
        for (int i = 0; i < LOADS.size(); i++) {
            System.err.printf("%s, %d of %d: %s%n", NAME, i + 1, LOADS.size(), LOADS.get(i));
            all.add(measure(LOADS.get(i), NAME + "-" + (i + 1)));
        }
        return all;
    }

    private JsonNode measure(Load load, String name) throws IOException, InterruptedException {
        Path log = logs.resolve(name + ".log");
        Path json = logs.resolve(name + ".json");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "-Xlog:gc*,safepoint:file=" + logs.resolve(name + "-gc.log"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LatencyService.class.getName(),
                        "--space=" + load.space(),
                        "--design=" + load.design(),
                        "--members=" + load.members(),
                        "--rate=" + load.rate(),
                        "--requests=" + Math.min(load.requests(), mostRequests),
                        "--json=" + json)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(load + " failed; what it said is in " + log);
        }
        return mapper.readTree(json.toFile());
    }

    /** Writes the numbers as Markdown. */
    static void write(ArrayNode measured, StringBuilder out) {
        out.append("""
                A request's latency counts from the time it was due, whether or not the service was free (no coordinated
                omission). "Empty" is a loop without a service at the same rate in the same run, by turns: what it shows is
                the machine's own. One thread, the best neighbour asked for, `NeighbourSession.find` and `write`. Microseconds.

                | space (neighbours) | predictor | requests | a second | | p50 | p99 | p99.9 | p99.99 | max | collections | bytes allocated |
                |---|---|---|---|---|---|---|---|---|---|---|---|
                """);
        for (JsonNode load : measured) {
            out.append(String.format(
                    Locale.ROOT,
                    "| `%s` (%d) | `%s` | %,d | %,d | service |%s %d | %d |%n",
                    load.path("space").asText(),
                    load.path("neighbours").asInt(),
                    load.path("predictor").asText(),
                    load.path("requests").asInt(),
                    load.path("rate").asInt(),
                    micros(load.path("serviceNanos")),
                    load.path("collections").asLong(),
                    load.path("allocatedBytes").asLong()));
            out.append(String.format(Locale.ROOT, "| | | | | empty |%s | |%n", micros(load.path("emptyNanos"))));
        }
        out.append("""

                Collections and bytes are those of the measured part, both loops. The collectors' logs of the whole runs stay in
                `jmh-bench/target/logs/latency-N-gc.log`.
                """);
    }

    private static String micros(JsonNode nanos) {
        StringBuilder cells = new StringBuilder();
        for (Iterator<JsonNode> values = nanos.elements(); values.hasNext(); ) {
            cells.append(String.format(Locale.ROOT, " %.2f |", values.next().asLong() / 1e3));
        }
        return cells.toString();
    }

    /** Writes the raw numbers. */
    void writeRaw(ArrayNode measured, Path file) throws IOException {
        mapper.writeValue(file.toFile(), measured);
    }
}
