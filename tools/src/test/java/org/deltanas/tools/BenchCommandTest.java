package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
    private static String signature(String how) {
        JsonNode json = CommandLineRun.ofLine("bench --json " + how).succeeds().json();
        assertThat(json.get("queries").longValue()).isPositive();
        assertThat(json.get("queriesPerSecond").doubleValue()).isPositive();
        return json.get("signature").textValue();
    }

    @Test
    void theSignatureIsTheSameForAnyThreadsAndVectorWidth() {
        String signature = signature("--threads 1 --kernel vector");
        assertThat(signature).matches("[0-9]{1,20}");
        assertThat(CommandLineRun.ofLine("bench --threads 2 --vector-bits 128")
                        .succeeds()
                        .out())
                .contains("vector 128 bits, 2 threads")
                .endsWith("Bench: " + signature + "\n");
    }

    @Test
    void zenSaysWhatScoringCostsAndWhatSharingGains() {
        String cells = "bench zen --cells 12 --batch 2 --resolution 8 --threads 2";
        JsonNode json = CommandLineRun.ofLine(cells + " --json").succeeds().json();
        assertThat(json.get("cells").intValue()).isEqualTo(12);
        assertThat(json.get("dead").intValue()).isLessThan(12);
        assertThat(json.get("functions").intValue()).isBetween(1, 12);
        for (String name : new String[] {"seconds", "networksPerSecond", "gflops", "peakBytes"}) {
            assertThat(json.get(name).doubleValue()).as(name).isPositive();
        }
        assertThat(json.get("sharing").get("imagesAndStem").doubleValue()).isPositive();
        assertThat(json.get("sharing").get("weights").doubleValue()).isPositive();
        assertThat(CommandLineRun.ofLine(cells).succeeds().out())
                .contains("12 cells of NAS-Bench-201", "a second", "GFLOP/s", "MiB", "images and stem");
        CommandLineRun.ofLine("bench zen --cells 15626").fails(2, "--cells", "15625");
    }

    @Test
    @Tag("slow")
    void theSignatureIsTheSameForScalarCodeAndDiffersBySeed() {
        String signature = signature("--kernel scalar --threads 2");
        assertThat(signature("--vector-bits 256")).isEqualTo(signature);
        assertThat(signature("--seed 2")).isNotEqualTo(signature);
    }
}
