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
                100, 2, 0, 0, 0, 0, 0, 0, flops, movedBytes, 1000, new DeviceWork(5_000, 0, 0, 0, 3, 40_000, 2, 800));
    }

    private static GpuReport report(GpuPeers peers) {
        GpuMeasurement slow = new GpuMeasurement(
                new GpuCase("nasbench201", 16, 100), 100, 2, 0.005, 200e9, counts(66_908_160_000_000L, 1_000));
        GpuMeasurement bound = new GpuMeasurement(
                new GpuCase("nasbench201", 64, 100), 100, 4, 0.01, 800e9, counts(1_000, 3_352_320_000_000L));
        return new GpuReport(
                new GpuStatus.Device("A <card>", 80L << 30),
                H100,
                false,
                List.of(slow, bound),
                peers,
                12_345,
                2,
                "deltanas gpu bench");
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
    }

    @Test
    void thePageShowsEveryNumberAndWhatWasNotThere() {
        GpuPeers peers = new GpuPeers("2.11", "A card", List.of(new GpuPeers.Time("nasbench201", 16, 24, 4, 20)));
        Document page = WebPage.parsed(GpuPage.of(report(peers)));
        assertThat(page.select("p.verdict").text())
                .isEqualTo(
                        "100 networks of nasbench201, batch 16 in 2.0 s: 50 a second, 12.5 times PyTorch 2.11 as it comes.");
        assertThat(page.select("tbody tr")).hasSize(2);
        assertThat(page.select("tbody tr").get(0).select("td").eachText())
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
                        "0.4",
                        "8",
                        "4",
                        "20",
                        "12.5");
        assertThat(page.text()).contains("A <card>, 66.9082 TFLOP/s in single precision and 3,352.3 GB/s");

        GpuReport alone = report(null);
        assertThat(alone.verdict()).endsWith("PyTorch was not measured.");
        WebPage.parsed(GpuPage.of(alone));
        assertThat(alone.json().get("cases").get(0).has("timesTorchEager")).isFalse();
        assertThat(report(peers)
                        .json()
                        .get("cases")
                        .get(0)
                        .get("timesTorchEager")
                        .asDouble())
                .isEqualTo(12.5);
        assertThat(report(peers).json().get("cases").get(1).get("shareOfFloor").asDouble())
                .isCloseTo(0.25, within(1e-9));
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
            GpuMeasurement measured = new GpuBenchmark(backend, () -> counts(1, 1), workers, 5).measure(few, 1e-9);
            assertThat(measured.networks()).isEqualTo(3);
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
                  {"space": "nasbench101", "batch": 16, "networks": 24, "eager": 10.5, "graphs": null}]}""");
        GpuPeers peers = GpuPeers.read(file);
        assertThat(peers.of(new GpuCase("nasbench101", 64, 1))).isEmpty();
        assertThat(peers.of(new GpuCase("nasbench101", 16, 1))).hasValueSatisfying(time -> {
            assertThat(time.eager()).isEqualTo(10.5);
            assertThat(time.graphs()).isNaN();
        });
        assertThatThrownBy(() -> GpuPeers.read(folder)).isInstanceOf(BadInputException.class);
    }
}
