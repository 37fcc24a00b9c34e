package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deltanas.bindings.DeviceLimits;
import org.deltanas.bindings.DeviceWork;
import org.deltanas.bindings.GpuStatus;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.kernels.cudnn.EngineCounts;
import org.deltanas.proxy.NetworkPlans;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of the day with a GPU that can be done without one. */
class GpuCommandTest {
    private static final DeviceLimits H100 = new DeviceLimits(1_980_000, 132, 2_619_000, 5120, 9, 0);

    private static EngineCounts counts(long flops, long movedBytes) {
        return new EngineCounts(
                100, 2, 0, 0, 0, 0, 0, 0, flops, movedBytes, 1000, new DeviceWork(5_000, 0, 3, 0, 3, 40_000, 2, 800));
    }

    private static final GpuCase WHOLE = new GpuCase("nasbench201", 16, Integer.MAX_VALUE);

    private static GpuMeasurement measured(
            GpuCase of, boolean tf32, double seconds, double replayedSeconds, long flops, long movedBytes) {
        return new GpuMeasurement(
                of,
                tf32,
                200,
                100,
                seconds,
                replayedSeconds,
                flops == 1_000 ? 800e9 : 200e9,
                counts(flops, movedBytes),
                counts(0, 0));
    }

    private static GpuReport report(GpuPeers peers, GpuSteps steps, String... failures) {
        return new GpuReport(
                new GpuStatus.Device("A <card>", 80L << 30),
                H100,
                List.of(
                        measured(WHOLE, false, 2, 0.005, 66_908_160_000_000L, 1_000),
                        measured(new GpuCase("nasbench201", 64, 100), false, 4, 0.01, 1_000, 3_352_320_000_000L),
                        measured(WHOLE, true, 0.5, 0.002, 66_908_160_000_000L, 1_000)),
                List.of(failures),
                peers,
                steps,
                12_345,
                2,
                "deltanas gpu bench");
    }

    private static GpuReport report(GpuPeers peers) {
        return report(peers, null);
    }

    private static GpuPeers peers() {
        return new GpuPeers(
                "2.11",
                "A card",
                List.of(
                        new GpuPeers.Time("nasbench201", 16, false, 24, 4, 20),
                        new GpuPeers.Time("nasbench201", 16, true, 24, 8, Double.NaN)));
    }

    @Test
    void theFloorIsOperationsOverPeakOrBytesOverBandwidth() {
        List<GpuMeasurement> measured = report(null).measurements();
        assertThat(measured.get(0).floorSeconds(H100)).isCloseTo(1, within(1e-9));
        assertThat(measured.get(0).share(H100)).isCloseTo(0.5, within(1e-9));
        assertThat(measured.get(0).isBoundByMemory(H100)).isFalse();
        assertThat(measured.get(0).gflops()).isCloseTo(100, within(1e-9));
        assertThat(measured.get(1).floorSeconds(H100)).isCloseTo(1, within(1e-9));
        assertThat(measured.get(1).share(H100)).isCloseTo(0.25, within(1e-9));
        assertThat(measured.get(1).isBoundByMemory(H100)).isTrue();
        assertThat(measured.get(2).floorSeconds(H100)).as("of tensor cores").isCloseTo(1 / 8.0, within(1e-9));
        assertThat(measured.get(2).share(H100)).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void thePageShowsEveryNumberAndWhatWasNotThere() {
        Document page = WebPage.parsed(GpuPage.of(report(peers())));
        assertThat(page.select("p.verdict").text())
                .isEqualTo("100 networks of nasbench201, batch 16 in 2.0 s: 50 a second, 12.5 times PyTorch 2.11 as it"
                        + " comes.");
        assertThat(page.select("#rates tbody tr")).hasSize(3);
        assertThat(page.select("#rates tbody tr").get(0).select("td").eachText())
                .containsExactly(
                        "nasbench201, batch 16",
                        "100",
                        "2.00",
                        "50",
                        "200",
                        "100",
                        "1.00 s, arithmetic",
                        "50 %",
                        "50.0",
                        "0.030",
                        "0.4",
                        "8",
                        "4",
                        "20",
                        "12.5");
        assertThat(page.select("#rates tbody tr").get(2).select("td").eachText())
                .startsWith("nasbench201, batch 16, TF32", "100", "0.50", "200")
                .endsWith("8", "8", "25.0");
        assertThat(page.text())
                .contains(
                        "A <card>, 66.9082 TFLOP/s in single precision, 535.2653 with TF32 and 3,352.3 GB/s",
                        "all 200 networks of nasbench201, batch 16 in less than 30 s: 4.0 s at the rate of the first"
                                + " 100",
                        "10 times PyTorch as it comes or more: 12.5 times");

        GpuReport alone = report(null);
        assertThat(alone.verdict()).endsWith("PyTorch was not measured.");
        assertThat(alone.aims()).hasSize(1);
        WebPage.parsed(GpuPage.of(alone));
        assertThat(alone.json().get("cases").get(0).has("timesTorchEager")).isFalse();
        JsonNode json = report(peers()).json();
        assertThat(json.get("cases").get(0).get("timesTorchEager").asDouble()).isEqualTo(12.5);
        assertThat(json.get("cases").get(0).get("tf32").asBoolean()).isFalse();
        assertThat(json.get("cases")
                        .get(0)
                        .get("graphReplaysPerReplayedNetwork")
                        .asDouble())
                .isEqualTo(0.03);
        assertThat(json.get("cases").get(1).get("shareOfFloor").asDouble()).isCloseTo(0.25, within(1e-9));
        assertThat(json.get("cases").get(2).get("tf32").asBoolean()).isTrue();
        assertThat(json.get("cases").get(2).get("timesTorchEager").asDouble()).isEqualTo(25);
        assertThat(json.get("aims").findValuesAsText("met")).containsExactly("true", "true");
        assertThat(json.get("failures")).isEmpty();
        assertThat(json.has("steps")).isFalse();
    }

    @Test
    void theReportSaysWhatBecameOfEveryStep(@TempDir Path folder) throws IOException {
        Path file = Files.write(
                folder.resolve("steps.tsv"),
                List.of(
                        "doctor\tpassed\t2\t\t\t\t",
                        "tests\tfailed\t31\t18\t1\t0\tcontract tests on the device",
                        "sanitizer\tleft out\t0\t\t\t\tthere is no compute-sanitizer"));
        GpuReport report = report(null, GpuSteps.read(file), "nasbench301, batch 64: out of memory");
        assertThat(report.verdict()).endsWith(" FAILED: tests; nasbench301, batch 64: out of memory.");
        JsonNode steps = report.json().get("steps");
        assertThat(steps.findValuesAsText("name")).containsExactly("doctor", "tests", "sanitizer");
        assertThat(steps.findValuesAsText("outcome")).containsExactly("passed", "failed", "left out");
        assertThat(steps.get(0).has("passed")).isFalse();
        assertThat(steps.get(1).get("seconds").asInt()).isEqualTo(31);
        assertThat(steps.get(1).get("passed").asInt()).isEqualTo(18);
        assertThat(steps.get(1).get("failed").asInt()).isEqualTo(1);
        assertThat(steps.get(1).get("leftOut").asInt()).isZero();
        assertThat(steps.get(2).get("note").asText()).isEqualTo("there is no compute-sanitizer");
        Document page = WebPage.parsed(GpuPage.of(report));
        assertThat(page.select("#steps tbody tr").get(1).select("td").eachText())
                .containsExactly("tests", "failed", "31", "18", "1", "0", "contract tests on the device");

        Files.writeString(file, "doctor\tpassed\t2\n");
        assertThatThrownBy(() -> GpuSteps.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("has 3 columns, not 7");
    }

    @Test
    void allClassesOfASpaceAreDrawnOnceEach() {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        NetworkPlans plans = NetworkPlans.of(space);
        Set<String> drawn = new HashSet<>();
        try (CodeSlab codes = GpuCase.CASES.get(0).draw(3, Integer.MAX_VALUE);
                CodeSlab representative = space.newSlab(1)) {
            for (int i = 0; i < codes.rows(); i++) {
                space.canonicalise(codes, i, representative, 0);
                assertThat(drawn.add(space.format(representative, 0))).isTrue();
                assertThat(plans.plan(codes, i).isDead()).isFalse();
            }
            // Of 4,930 classes one is dead: nothing leads from the input to the output.
            assertThat(codes.rows())
                    .isEqualTo(space.functionalCount().orElseThrow().intValue() - 1);
        }
    }

    @Test
    void aBackendIsMeasuredUntilItsTimeIsUp() {
        GpuCase few = new GpuCase("nasbench201", 4, 3);
        try (VectorBackend backend = new VectorBackend(Simd.best());
                Workers workers = new Workers(2)) {
            GpuMeasurement measured =
                    new GpuBenchmark(backend, false, () -> counts(1, 1), workers, 5).measure(few, 1e-9);
            assertThat(measured.networks()).isEqualTo(3);
            assertThat(measured.drawn()).isEqualTo(3);
            assertThat(measured.seconds()).isPositive();
            assertThat(measured.replayedSeconds()).isPositive();
            assertThat(measured.flops()).isPositive();
            assertThat(measured.counts().flops())
                    .as("the difference of two looks")
                    .isZero();
        }
    }

    @Test
    void plansAreListsOfLayersThatReadEarlierOnes() {
        JsonNode json =
                CommandLineRun.ofLine("gpu plans --networks 2").succeeds().json();
        assertThat(json.get("cases")).hasSize(GpuCase.CASES.size());
        Set<String> kinds = new HashSet<>();
        for (JsonNode of : json.get("cases")) {
            assertThat(of.get("networks")).hasSize(2);
            for (JsonNode network : of.get("networks")) {
                JsonNode layers = network.get("layers");
                assertThat(layers.get(network.get("output").asInt()).get("kind").asText())
                        .isNotEqualTo("unused");
                for (int i = 0; i < layers.size(); i++) {
                    String kind = layers.get(i).get("kind").asText();
                    kinds.add(kind);
                    for (JsonNode input : layers.get(i).get("inputs")) {
                        assertThat(input.asInt()).isLessThan(i);
                        assertThat(kind.equals("unused")
                                        || !layers.get(input.asInt())
                                                .get("kind")
                                                .asText()
                                                .equals("unused"))
                                .isTrue();
                    }
                    if (kind.equals("convolution")) {
                        assertThat(layers.get(i).get("inputChannels").asInt()).isPositive();
                        assertThat(layers.get(i).get("groups").asInt()).isPositive();
                    }
                }
            }
        }
        // What peer.py knows, and no other.
        assertThat(List.of(
                        "input",
                        "zeros",
                        "convolution",
                        "batchnorm",
                        "relu",
                        "averagepool",
                        "maxpool",
                        "slice",
                        "shift",
                        "add",
                        "concat",
                        "unused"))
                .containsAll(kinds);
        assertThat(kinds).contains("convolution", "batchnorm", "add", "concat", "maxpool");
    }

    @Test
    void scoresOfABackendAreComparedWithTheReference() {
        CommandLineRun run = CommandLineRun.ofLine("gpu compare --backend vector --resolution 8")
                .succeeds();
        assertThat(run.out().lines()).hasSize(6).allMatch(line -> line.endsWith(": agrees"));
        assertThat(new GpuComparison("x", 1, 2e-3).agrees()).isFalse();
        assertThat(new GpuComparison("x", 1, Double.NaN).agrees()).isFalse();
        assertThat(new GpuComparison("x", 1, Double.NaN).line()).endsWith("DIFFERS");
    }

    @Test
    void wrongUseIsOneSentence(@TempDir Path folder) throws IOException {
        CommandLineRun.ofLine("gpu").fails(ExitCode.WRONG_USAGE, "a step is needed: compare, plans or bench");
        CommandLineRun.ofLine("gpu plans --networks 0").fails(ExitCode.WRONG_USAGE, "--networks", "not 0");
        Path file = Files.writeString(folder.resolve("peer.json"), "{\"torch\": \"2.11\"}");
        CommandLineRun.ofLine("gpu bench --peer " + file).fails(ExitCode.BAD_INPUT, "peer.json is not what peer.py");
        CommandLineRun.ofLine("gpu bench --peer " + folder.resolve("none"))
                .fails(ExitCode.BAD_INPUT, "none is not what peer.py");
        Files.writeString(file, """
                {"torch": "2.11", "device": "A card", "cases": [
                  {"space": "nasbench101", "batch": 16, "tf32": false, "networks": 24, "eager": 10.5, "graphs": null}]}""");
        GpuPeers peers = GpuPeers.read(file);
        assertThat(peers.of(measured(new GpuCase("nasbench101", 64, 1), false, 1, 1, 1, 1)))
                .isEmpty();
        assertThat(peers.of(measured(new GpuCase("nasbench101", 16, 1), true, 1, 1, 1, 1)))
                .isEmpty();
        assertThat(peers.of(measured(new GpuCase("nasbench101", 16, 1), false, 1, 1, 1, 1)))
                .hasValueSatisfying(time -> {
                    assertThat(time.eager()).isEqualTo(10.5);
                    assertThat(time.graphs()).isNaN();
                });
        assertThatThrownBy(() -> GpuPeers.read(folder)).isInstanceOf(BadInputException.class);
    }
}
