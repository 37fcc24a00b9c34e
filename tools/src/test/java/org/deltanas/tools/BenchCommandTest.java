package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
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
                .contains(
                        "12 cells of NAS-Bench-201",
                        "a second",
                        "GFLOP/s",
                        "MiB",
                        "images and stem",
                        "heaviest cell",
                        "of the peak",
                        "sumsAndPools");
        CommandLineRun.ofLine("bench zen --cells 15626").fails(2, "--cells", "15625");
    }

    @Test
    void zenSaysWhereTheTimeOfTheHeaviestCellGoes() {
        JsonNode json = CommandLineRun.ofLine("bench zen --cells 4 --batch 2 --resolution 8 --json")
                .succeeds()
                .json()
                .get("heaviest");
        assertThat(json.get("arch").textValue()).startsWith("|nor_conv_3x3~0|+|");
        assertThat(json.get("peakGflops").doubleValue()).isPositive();
        assertThat(json.get("copyGigabytesPerSecond").doubleValue()).isPositive();
        JsonNode parts = json.get("parts");
        double sum = 0;
        for (JsonNode part : parts) {
            assertThat(part.get("seconds").doubleValue()).isNotNegative();
            sum += part.get("seconds").doubleValue();
        }
        assertThat(sum).isCloseTo(json.get("seconds").doubleValue(), within(1e-9));
        List<String> names = new ArrayList<>();
        parts.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactly(
                        "planning",
                        "images",
                        "weights",
                        "convolutions",
                        "statistics",
                        "sumsAndPools",
                        "distance",
                        "rest");
        JsonNode convolutions = parts.get("convolutions");
        // Six 3x3 convolutions a cell and stage at 16, 32 and 64 channels on 8, 4 and 2 pixels a side, and two residual
        // blocks;
        // two operations a tap, clean and perturbed.
        double cells = 5.0 * 6 * 9 * (16 * 16 * 64 + 32 * 32 * 16 + 64 * 64 * 4);
        double blocks = (16 * 32 * 9 + 32 * 32 * 9 + 16 * 32) * 16.0 + (32 * 64 * 9 + 64 * 64 * 9 + 32 * 64) * 4.0;
        assertThat(convolutions.get("flops").doubleValue()).isEqualTo(2 * 2 * 2 * (cells + blocks));
        assertThat(convolutions.get("multipliedFlops").doubleValue())
                .isBetween(
                        convolutions.get("flops").doubleValue() / 2,
                        convolutions.get("flops").doubleValue());
        assertThat(convolutions.get("shareOfPeak").doubleValue()).isPositive();
        assertThat(convolutions.get("secondsAtPeak").doubleValue()).isPositive();
        for (String name : new String[] {"convolutions", "statistics", "sumsAndPools", "distance"}) {
            assertThat(parts.get(name).get("bytes").doubleValue()).as(name).isPositive();
        }
        // A statistic reads what a convolution wrote, or a sum before the last batch norm.
        assertThat(parts.get("statistics").get("bytes").doubleValue())
                .isLessThan(convolutions.get("bytes").doubleValue()
                        + parts.get("sumsAndPools").get("bytes").doubleValue());
        assertThat(json.get("drawnOnce").get("images").doubleValue()).isPositive();
        assertThat(json.get("drawnOnce").get("weights").doubleValue()).isPositive();
    }

    @Test
    void zenIsSilentOnThatWhereTheBackendDoesNotTell() {
        assertThat(CommandLineRun.ofLine("bench zen --cells 2 --batch 2 --resolution 8 --backend reference --json")
                        .succeeds()
                        .json()
                        .has("heaviest"))
                .isFalse();
    }

    @Test
    void imagesTooFewAndTooSmallForABatchNormAreRefused() {
        CommandLineRun.ofLine("bench zen --cells 2 --batch 2 --resolution 4")
                .fails(2, "--batch 2 --resolution 4", "at least 4 are needed");
    }

    @Test
    @Tag("slow")
    void theSignatureIsTheSameForScalarCodeAndDiffersBySeed() {
        String signature = signature("--kernel scalar --threads 2");
        assertThat(signature("--vector-bits 256")).isEqualTo(signature);
        assertThat(signature("--seed 2")).isNotEqualTo(signature);
    }
}
