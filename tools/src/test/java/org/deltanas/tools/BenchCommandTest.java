package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
    @Test
    void theSignatureIsTheSameEverywhere() {
        JsonNode json = CommandLineRun.ofLine("bench --json --threads 1 --kernel vector")
                .succeeds()
                .json();
        String signature = json.get("signature").textValue();
        assertThat(signature).matches("[0-9]{1,20}");
        assertThat(json.get("queries").longValue()).isPositive();
        assertThat(json.get("kernel").textValue()).isEqualTo("vector");
        for (String how : new String[] {"--threads 2 --kernel scalar", "--threads 2 --vector-bits 128"}) {
            assertThat(CommandLineRun.ofLine("bench " + how).succeeds().out())
                    .as(how)
                    .endsWith("Bench: " + signature + "\n");
        }
        assertThat(CommandLineRun.ofLine("bench --seed 2").succeeds().out()).doesNotContain(signature);
    }
}
