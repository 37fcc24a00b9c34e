package org.deltanas.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LatencyTest {
    @Test
    void aLoadIsARowOfTheServiceAndOneOfTheEmptyLoop() throws IOException {
        ArrayNode measured = (ArrayNode) new ObjectMapper().readTree("""
                [{
                    "space": "nasbench201", "neighbours": 24, "predictor": "4 x potential 64-64", "requests": 5000000,
                    "rate": 50000.0, "collections": 2, "allocatedBytes": 48,
                    "serviceNanos": {"p50": 2000, "p99": 2500, "p99.9": 3010, "p99.99": 12345, "max": 99999},
                    "emptyNanos": {"p50": 30, "p99": 40, "p99.9": 50, "p99.99": 9000, "max": 80000}
                }]
                """);
        StringBuilder out = new StringBuilder();
        Latency.write(measured, out);
        assertThat(out.toString().lines().filter(line -> line.startsWith("|")).skip(2))
                .containsExactly(
                        "| `nasbench201` (24) | `4 x potential 64-64` | 5,000,000 | 50,000 | service "
                                + "| 2.00 | 2.50 | 3.01 | 12.35 | 100.00 | 2 | 48 |",
                        "| | | | | empty | 0.03 | 0.04 | 0.05 | 9.00 | 80.00 | | |");
    }
}
