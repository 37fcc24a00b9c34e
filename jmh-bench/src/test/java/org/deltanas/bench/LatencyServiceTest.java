package org.deltanas.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LatencyServiceTest {
    private static final int REQUESTS = 3_003;

    @TempDir
    private Path folder;

    private JsonNode run(String space) throws IOException {
        Path json = folder.resolve("latencies.json");
        int exit = new CommandLine(new LatencyService())
                .execute(
                        "--space=" + space,
                        "--design=potential/adjacency/32",
                        "--members=2",
                        "--rate=25000",
                        "--requests=" + REQUESTS,
                        "--warm-up=0.1",
                        "--json=" + json);
        assertThat(exit).isZero();
        return new ObjectMapper().readTree(json.toFile());
    }

    /** What is written, whatever the machine does meanwhile: no number here is judged by its size. */
    @Test
    void bothLoopsAreReported() throws IOException {
        JsonNode result = run("block:6x3");
        List<String> names = new ArrayList<>();
        result.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactly(
                        "space",
                        "neighbours",
                        "predictor",
                        "kernel",
                        "best",
                        "rate",
                        "requests",
                        "jdk",
                        "serviceNanos",
                        "emptyNanos",
                        "collections",
                        "allocatedBytes",
                        "checksum");
        assertThat(result.path("space").asText()).isEqualTo("block:6x3");
        assertThat(result.path("neighbours").asInt()).isEqualTo(12);
        assertThat(result.path("requests").asInt()).isEqualTo(REQUESTS);
        for (String loop : List.of("serviceNanos", "emptyNanos")) {
            long before = 1;
            for (Iterator<JsonNode> values = result.path(loop).elements(); values.hasNext(); ) {
                long nanos = values.next().asLong();
                assertThat(nanos).as(loop).isGreaterThanOrEqualTo(before);
                before = nanos;
            }
        }
    }

    @Test
    void everyRequestIsAnsweredAlike() throws IOException {
        long checksum = run("block:6x3").path("checksum").asLong();
        assertThat(checksum).isNotZero();
        assertThat(run("block:6x3").path("checksum").asLong()).isEqualTo(checksum);
        assertThat(run("block:5x3").path("checksum").asLong()).isNotEqualTo(checksum);
    }

    @Test
    void percentilesAreThoseRecorded() {
        Histogram histogram = new Histogram(1_000_000, 3);
        for (int nanos = 1; nanos <= 1_000; nanos++) {
            histogram.recordValueWithCount(nanos, 10);
        }
        assertThat(LatencyService.percentiles(histogram))
                .containsExactly(
                        entry("p50", 500L),
                        entry("p99", 990L),
                        entry("p99.9", 999L),
                        entry("p99.99", 1_000L),
                        entry("max", 1_000L));
    }
}
