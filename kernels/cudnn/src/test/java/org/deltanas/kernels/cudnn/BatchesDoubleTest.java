package org.deltanas.kernels.cudnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.bindings.CudaCallException;
import org.deltanas.bindings.CudaDouble;
import org.deltanas.bindings.DeviceWork;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.PerturbationResponse;
import org.deltanas.kernels.conv.ReferenceBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many networks at once: what is counted, what is replayed, and what happens if they do not fit. */
class BatchesDoubleTest {
    private static final int NETWORKS = 6;

    private CudaDouble cuda = CudaDouble.complete();

    @AfterEach
    void nothingIsLeft() {
        DoubleBackend.assertClean(cuda);
        cuda.close();
    }

    private static PerturbationProbe probe(int repeat) {
        return new PerturbationProbe(3, repeat, 2, 6, 0.01);
    }

    /** Networks that begin alike, go on with the same convolution of different values, and end in their own way. */
    private static List<NetworkPlan> plans() {
        List<NetworkPlan> plans = new ArrayList<>();
        for (int p = 0; p < NETWORKS; p++) {
            NetworkPlan.Builder net = NetworkPlan.builder();
            int stem = net.batchNorm(net.convolution(net.input(3), 4, 3, 1));
            int left = net.batchNorm(net.convolution(net.relu(stem), 4, 3, p < 3 ? 2 : 3));
            int node = p % 2 == 0 ? net.add(stem, left, net.averagePool(stem, 3, 1, 1)) : net.add(left, stem);
            int next = net.batchNorm(net.convolution(net.relu(node), 6, 3, 2, 1, 1, 1, 4));
            int joined = p == 5 ? net.concat(net.zeros(next), net.shift(next)) : net.concat(next, net.slice(next, 2));
            plans.add(net.build(net.relu(joined)));
        }
        return plans;
    }

    private static List<PerturbationResponse> ask(ConvBackend backend, List<NetworkPlan> plans, int repeat) {
        try (Workers workers = new Workers(2)) {
            return backend.perturb(plans, probe(repeat), workers);
        }
    }

    private List<PerturbationResponse> oneByOne(int repeat) {
        List<PerturbationResponse> responses = new ArrayList<>();
        CudnnOptions options = new CudnnOptions(1, 1, false, DoubleBackend.OPTIONS.launchNumbers(), false);
        for (NetworkPlan plan : plans()) {
            try (ConvBackend backend = DoubleBackend.on(cuda, options)) {
                responses.addAll(ask(backend, List.of(plan), repeat));
            }
        }
        return responses;
    }

    @Test
    void aBatchIsWhatItsNetworksAreAloneInFarFewerCalls() {
        List<PerturbationResponse> alone = oneByOne(0);
        try (CudnnBackend backend = DoubleBackend.on(cuda)) {
            assertThat(ask(backend, plans(), 0)).isEqualTo(alone);
            EngineCounts counts = backend.counts();
            assertThat(counts.networks()).isEqualTo(NETWORKS);
            assertThat(counts.batches()).isEqualTo(1);
            assertThat(counts.layers()).isEqualTo(75);
            // The stem once and the first convolution twice; of the sums two are those of other networks.
            assertThat(counts.distinctLayers()).isLessThan(40);
            assertThat(counts.device().downloads()).isEqualTo(1);
            assertThat(counts.launchesPerNetwork()).isLessThan(8);
            assertThat(counts.usedLanes()).isLessThanOrEqualTo(counts.convolutionLanes());
        }
        try (CudnnBackend backend = DoubleBackend.on(cuda, new CudnnOptions(1, 1, false, 4_000, false))) {
            assertThat(ask(backend, plans(), 0)).isEqualTo(alone);
            assertThat(backend.counts().batches()).isEqualTo(NETWORKS);
            assertThat(backend.counts().device().downloads()).isEqualTo(NETWORKS);
            assertThat(backend.counts().launchesPerNetwork()).isGreaterThan(13);
        }
    }

    @Test
    void theCallsAreThoseOfTheProgram() {
        List<NetworkPlan> plans = new ArrayList<>(plans());
        plans.add(AllLayers.plan());
        for (NetworkPlan plan : plans) {
            BatchProgram program =
                    new BatchProgram(List.of(plan), List.of(plan.sizes(6)), 2, DoubleBackend.OPTIONS.launchNumbers());
            try (CudnnBackend backend = DoubleBackend.on(cuda)) {
                ask(backend, List.of(plan), 0);
                assertThat(backend.counts().device().launches()).isEqualTo(program.launches());
            }
        }
    }

    @Test
    void repeatsAreReplayedWithOtherWeightsAndNothingElseIsUploaded() {
        // Images; weights of the first convolution, of the third, and of the second in two places, all but the gap
        // behind.
        long bytes = 2 * 2 * 3 * 36 * 4 + 512 + 1024 + 768 + 4 * 4 * 9 * 4;
        try (CudnnBackend backend = DoubleBackend.on(cuda)) {
            for (int repeat = 0; repeat < 5; repeat++) {
                DeviceWork before = backend.counts().device();
                assertThat(ask(backend, plans(), repeat))
                        .as("repeat %d", repeat)
                        .isEqualTo(oneByOne(repeat));
                DeviceWork work = backend.counts().device().since(before);
                assertThat(work.downloads()).isEqualTo(1);
                assertThat(work.launches() > 0).as("the first time").isEqualTo(repeat == 0);
                assertThat(work.captured() > 0).as("the second time").isEqualTo(repeat == 1);
                assertThat(work.graphReplays()).isEqualTo(repeat == 0 ? 0 : 1);
                assertThat(work.uploads()).isEqualTo(repeat == 0 ? 3 : 2);
                if (repeat > 0) {
                    assertThat(work.uploadedBytes()).isEqualTo(bytes);
                }
            }
            DeviceWork before = backend.counts().device();
            ask(backend, plans(), 4);
            DeviceWork again = backend.counts().device().since(before);
            assertThat(again.uploads()).isZero();
            assertThat(again.launches()).isZero();
            assertThat(again.graphReplays()).isEqualTo(1);
        }
    }

    @Test
    void aGraphIsCapturedAnewWhenItsMemoryHasMoved() {
        List<PerturbationResponse> expected = oneByOne(0);
        List<NetworkPlan> larger = new ArrayList<>(plans());
        larger.add(AllLayers.plan());
        try (CudnnBackend backend = DoubleBackend.on(cuda)) {
            for (int i = 0; i < 3; i++) {
                assertThat(ask(backend, plans(), 0)).isEqualTo(expected);
            }
            assertThat(backend.counts().device().graphReplays()).isEqualTo(2);
            ask(backend, larger, 0);
            long captured = backend.counts().device().captured();
            assertThat(ask(backend, plans(), 0)).isEqualTo(expected);
            assertThat(backend.counts().device().captured()).isGreaterThan(captured);
        }
    }

    @Test
    void aBatchThatDoesNotFitIsHalved() {
        List<PerturbationResponse> expected = oneByOne(0);
        long all;
        try (CudnnBackend backend = DoubleBackend.on(cuda)) {
            ask(backend, plans(), 0);
            EngineCounts counts = backend.counts();
            all = backend.peakBytes();
            assertThat(all).isEqualTo(counts.plannedBytes());
        }
        long room = all;
        int most = 0;
        while (most < 2) {
            room -= 1_000;
            cuda.memory(room);
            try (CudnnBackend backend = DoubleBackend.on(cuda)) {
                assertThat(ask(backend, plans(), 0)).isEqualTo(expected);
                assertThat(backend.peakBytes()).isLessThanOrEqualTo(room);
                most = (int) Math.max(most, backend.counts().halvings());
                assertThat(backend.counts().chunkedNetworks()).isZero();
            }
        }
    }

    @Test
    void anAllocationThatFailsUnawaitedHalvesTheBatchAsWell() {
        List<PerturbationResponse> expected = oneByOne(0);
        try (CudnnBackend backend = DoubleBackend.on(cuda)) {
            cuda.failAt("cudnnConvolutionForward", 2, 4004);
            assertThat(ask(backend, plans(), 0)).isEqualTo(expected);
            assertThat(backend.counts().halvings()).isEqualTo(1);
            assertThat(backend.counts().batches()).isEqualTo(2);
        }
    }

    /** Every call of a run in which a batch is evaluated, captured and replayed fails once. */
    @Test
    void everyCallMayFailWhileBatchesAreCapturedAndReplayed() {
        List<NetworkPlan> plans = plans().subList(0, 4);
        List<PerturbationResponse> expected = oneByOne(2).subList(0, 4);
        cuda.failAt(Integer.MAX_VALUE, 0);
        assertThat(threeRepeats(plans)).isEqualTo(expected);
        int calls = cuda.statusCalls();
        int survived = 0;
        for (int call = 0; call < calls; call++) {
            for (int status : new int[] {1, 2, 4004}) {
                cuda.failAt(call, status);
                String what = "status " + status + " of call " + call;
                try {
                    List<PerturbationResponse> responses = threeRepeats(plans);
                    for (int p = 0; p < responses.size(); p++) {
                        double distance = expected.get(p).distance();
                        assertThat(responses.get(p).distance()).as(what).isCloseTo(distance, within(1e-5 * distance));
                    }
                    survived++;
                } catch (CudaCallException e) {
                    assertThat(e.getSuppressed()).as(what).isEmpty();
                    if (e.kind() != CudaCallException.Kind.DEVICE_LOST) {
                        assertThat(e).as(what).hasMessageContaining(cuda.faulted() + " returned " + status);
                    }
                } catch (BackendUnavailableException e) {
                    assertThat(e).as(what).hasMessageContaining(" returned " + status);
                }
                DoubleBackend.assertClean(cuda);
            }
        }
        assertThat(survived).isGreaterThan(calls / 4);
    }

    private List<PerturbationResponse> threeRepeats(List<NetworkPlan> plans) {
        try (ConvBackend backend = DoubleBackend.on(cuda)) {
            ask(backend, plans, 0);
            ask(backend, plans, 1);
            return ask(backend, plans, 2);
        }
    }

    @Test
    void theDeviceMayBeLostWhileCapturing() {
        try (ConvBackend backend = DoubleBackend.on(cuda)) {
            ask(backend, plans(), 0);
            ask(backend, plans(), 0);
        } finally {
            cuda.close();
            cuda = CudaDouble.complete();
        }
        for (int call = 0; call < 60; call += 7) {
            try (ConvBackend backend = DoubleBackend.on(cuda)) {
                ask(backend, plans(), 0);
                cuda.loseDeviceAt(call);
                assertThatThrownBy(() -> ask(backend, plans(), 0))
                        .isInstanceOfSatisfying(
                                CudaCallException.class,
                                e -> assertThat(e.kind()).isEqualTo(CudaCallException.Kind.DEVICE_LOST));
            }
            DoubleBackend.assertClean(cuda);
            cuda.close();
            cuda = CudaDouble.complete();
        }
    }

    @Test
    void tf32IsAnOptionAndShowsInTheFourthDigit() {
        List<NetworkPlan> plans = plans();
        cuda.allowTf32();
        try (ConvBackend reference = new ReferenceBackend();
                ConvBackend exact = DoubleBackend.on(cuda);
                ConvBackend rounded = DoubleBackend.on(cuda, DoubleBackend.OPTIONS.withTf32(true))) {
            List<PerturbationResponse> expected = ask(reference, plans, 0);
            List<PerturbationResponse> single = ask(exact, plans, 0);
            List<PerturbationResponse> tf32 = ask(rounded, plans, 0);
            double largest = 0;
            for (int p = 0; p < plans.size(); p++) {
                double variance = expected.get(p).cleanVariance(2);
                assertThat(single.get(p).cleanVariance(2)).isCloseTo(variance, within(1e-5 * variance));
                assertThat(tf32.get(p).cleanVariance(2)).isCloseTo(variance, within(1e-2 * variance));
                largest = Math.max(largest, Math.abs(tf32.get(p).cleanVariance(2) / variance - 1));
            }
            assertThat(largest).isGreaterThan(2e-5);
        }
    }

    @Test
    void networksOfOtherImagesGoInABatchOfTheirOwn() {
        List<NetworkPlan> plans = new ArrayList<>();
        for (int p = 0; p < 4; p++) {
            NetworkPlan.Builder net = NetworkPlan.builder();
            plans.add(net.build(net.batchNorm(net.convolution(net.input(1 + p % 2), 3, 3, 7))));
        }
        try (ConvBackend reference = new ReferenceBackend();
                CudnnBackend backend = DoubleBackend.on(cuda)) {
            List<PerturbationResponse> expected = ask(reference, plans, 0);
            List<PerturbationResponse> actual = ask(backend, plans, 0);
            for (int p = 0; p < plans.size(); p++) {
                double distance = expected.get(p).distance();
                assertThat(actual.get(p).distance()).isCloseTo(distance, within(1e-4 * distance));
            }
            assertThat(backend.counts().batches()).isEqualTo(2);
        }
    }
}
