package org.deltanas.kernels.cudnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.bindings.CudaDouble;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.PerturbationResponse;
import org.deltanas.kernels.conv.ReferenceBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Networks that do not fit on the device. */
class DeviceMemoryDoubleTest {
    private static final PerturbationProbe PROBE = new PerturbationProbe(3, 0, 5, 8, 0.01);

    private final CudaDouble cuda = CudaDouble.complete();

    @AfterEach
    void nothingIsLeft() {
        DoubleBackend.assertClean(cuda);
        cuda.close();
    }

    private static PerturbationResponse ask(ConvBackend backend, NetworkPlan plan) {
        try (Workers workers = new Workers(1)) {
            return backend.perturb(List.of(plan), PROBE, workers).get(0);
        }
    }

    private static PerturbationResponse expected(NetworkPlan plan) {
        try (ConvBackend reference = new ReferenceBackend()) {
            return ask(reference, plan);
        }
    }

    private static void assertClose(PerturbationResponse actual, PerturbationResponse expected, String what) {
        assertThat(actual.distance()).as(what).isCloseTo(expected.distance(), within(1e-4 * expected.distance()));
        assertThat(actual.batchNorms()).isEqualTo(expected.batchNorms());
        for (int i = 0; i < actual.batchNorms(); i++) {
            assertThat(actual.cleanVariance(i))
                    .as("%s, batch norm %d", what, i)
                    .isCloseTo(expected.cleanVariance(i), within(1e-5 * expected.cleanVariance(i)));
            assertThat(actual.perturbedVariance(i))
                    .as("%s, batch norm %d", what, i)
                    .isCloseTo(expected.perturbedVariance(i), within(1e-5 * expected.perturbedVariance(i)));
        }
    }

    /** A convolution between wide layers: what it needs for one image is much of what all images need. */
    private static NetworkPlan wide() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.relu(net.batchNorm(net.convolution(net.input(3), 40, 3, 1)));
        return net.build(net.batchNorm(net.convolution(x, 40, 3, 2)));
    }

    @Test
    void everySmallerMemoryGivesTheSameStatisticsUntilNoImageFits() {
        NetworkPlan plan = wide();
        PerturbationResponse expected = expected(plan);
        try (ConvBackend backend = DoubleBackend.on(cuda)) {
            assertClose(ask(backend, plan), expected, "all");
        }
        List<Integer> chunks = new ArrayList<>();
        boolean refused = false;
        for (long bytes = 400_000; bytes > 20_000; bytes = bytes * 9 / 10) {
            cuda.memory(bytes);
            try (ConvBackend backend = DoubleBackend.on(cuda)) {
                if (refused) {
                    assertThatThrownBy(() -> ask(backend, plan)).isInstanceOf(DeviceMemoryException.class);
                    continue;
                }
                try {
                    assertClose(ask(backend, plan), expected, bytes + " bytes");
                    List<String> calls = cuda.calls();
                    // Of the last attempt, which began after the last failure.
                    chunks.add((int) calls.subList(calls.lastIndexOf("cudaGetErrorString"), calls.size()).stream()
                            .filter("cudnnBatchNormalizationForwardInference"::equals)
                            .count());
                } catch (DeviceMemoryException e) {
                    refused = true;
                    assertThat(e)
                            .hasMessageContainingAll(
                                    "resolution 8", "one image at a time", "tried 5 images", "cudaMalloc");
                }
            }
        }
        assertThat(refused).isTrue();
        // One for each of two norms, two passes and the chunks, of 5, of 2 and of 1 of the 5 images.
        assertThat(chunks).isSorted().contains(4, 12, 20);
    }

    @Test
    void everyKindOfLayerGoesInChunks() {
        NetworkPlan plan = AllLayers.plan();
        PerturbationResponse expected = expected(plan);
        try (ConvBackend backend = DoubleBackend.on(cuda)) {
            assertClose(ask(backend, plan), expected, "all");
            // Twice: all that is kept is given back first, then the first chunk is tried.
            for (int failures = 1; failures <= 4; failures++) {
                cuda.failEvery("cudnnPoolingForward", failures, 4004);
                assertClose(ask(backend, plan), expected, failures + " failures");
            }
        }
    }

    @Test
    void aNetworkThatFitsComesAfterOneThatDoesNot() {
        NetworkPlan small = AllLayers.plan();
        PerturbationResponse expected;
        try (ConvBackend backend = DoubleBackend.on(cuda)) {
            expected = ask(backend, small);
        }
        cuda.memory(20_000_000);
        try (ConvBackend backend = DoubleBackend.on(cuda);
                Workers workers = new Workers(1)) {
            NetworkPlan.Builder net = NetworkPlan.builder();
            NetworkPlan large = net.build(net.relu(net.convolution(net.input(3), 5_000, 1, 1)));
            List<PerturbationResponse> responses = backend.perturb(List.of(large, small, large), PROBE, workers);
            assertThat(responses.get(1)).isEqualTo(expected);
            assertThat(responses.get(2)).isEqualTo(responses.get(0));
        }
    }

    @Test
    void whatAnOverflowLeavesBehindHarmsNoLaterNetwork() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(3);
        for (int i = 0; i < 48; i++) {
            x = net.convolution(x, 8, 3, i);
        }
        NetworkPlan overflowing = net.build(net.batchNorm(x));
        NetworkPlan plan = AllLayers.plan();
        try (ConvBackend backend = DoubleBackend.on(cuda)) {
            PerturbationResponse before = ask(backend, plan);
            PerturbationResponse overflown = ask(backend, overflowing);
            assertThat(Double.isFinite(overflown.distance())).isFalse();
            assertThat(ask(backend, plan)).isEqualTo(before);
        }
    }

    @Test
    void warmNetworksUploadNothingAndDownloadOnce() {
        NetworkPlan plan = AllLayers.plan();
        try (ConvBackend backend = DoubleBackend.on(cuda)) {
            ask(backend, plan);
            for (int run = 0; run < 3; run++) {
                int before = cuda.calls().size();
                ask(backend, plan);
                List<String> calls = cuda.calls().subList(before, cuda.calls().size());
                assertThat(calls).doesNotContain("cudaMalloc", "cudaFree", "cudnnCreateTensorDescriptor");
                assertThat(calls).filteredOn("cudaStreamSynchronize"::equals).hasSize(1);
                // It brings the results.
                assertThat(calls).filteredOn("cudaMemcpyAsync"::equals).hasSize(1);
                assertThat(calls).filteredOn("cudaGraphLaunch"::equals).hasSize(1);
            }
        }
    }
}
