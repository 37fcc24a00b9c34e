package org.deltanas.kernels.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.num.Philox;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VectorBackendTest {
    /** What a call costs; nothing of it is the network's. */
    private static final long CALL_BYTES = 512;

    @Nested
    class Scalar extends ConvBackendContract {
        @Override
        ConvBackend open() {
            return new VectorBackend(Simd.scalar());
        }
    }

    @Nested
    class Bits128 extends ConvBackendContract {
        @Override
        ConvBackend open() {
            return new VectorBackend(Simd.vector(128));
        }
    }

    @Nested
    class Bits256 extends ConvBackendContract {
        @Override
        ConvBackend open() {
            return new VectorBackend(Simd.vector(256));
        }
    }

    @Nested
    class Bits512 extends ConvBackendContract {
        @Override
        ConvBackend open() {
            return new VectorBackend(Simd.vector(512));
        }
    }

    private static List<PerturbationResponse> ask(Simd simd, List<NetworkPlan> plans, PerturbationProbe probe) {
        try (ConvBackend backend = new VectorBackend(simd);
                Workers workers = new Workers(2)) {
            return backend.perturb(plans, probe, workers);
        }
    }

    /** Each width's first call here is interpreted in part; the contract's calls before and after are not. */
    @Test
    void everyWidthGivesTheSameBits() {
        Philox random = new Philox(21);
        for (int resolution : new int[] {3, 4, 8, 13}) {
            List<NetworkPlan> plans = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                plans.add(RandomPlans.plan(random, resolution, 1));
            }
            PerturbationProbe probe = new PerturbationProbe(2, 0, 4, resolution, 0.01);
            List<PerturbationResponse> scalar = ask(Simd.scalar(), plans, probe);
            for (int bits : new int[] {128, 256, 512}) {
                List<PerturbationResponse> vector = ask(Simd.vector(bits), plans, probe);
                for (int i = 0; i < plans.size(); i++) {
                    assertThat(vector.get(i))
                            .as(
                                    "%d bits, resolution %d, %s",
                                    bits, resolution, plans.get(i).layers())
                            .isEqualTo(scalar.get(i));
                }
            }
        }
    }

    private static NetworkPlan chain(int depth, int channels, boolean norms) {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(3);
        for (int i = 0; i < depth; i++) {
            x = net.convolution(x, channels, 3, i);
            x = norms ? net.relu(net.batchNorm(x)) : net.relu(x);
        }
        return net.build(x);
    }

    @Test
    void theFirstCallAndAWarmOneGiveTheSameBits() {
        NetworkPlan plan = chain(4, 32, true);
        PerturbationProbe probe = new PerturbationProbe(2, 0, 2, 8, 0.01);
        try (Workers workers = new Workers(1)) {
            for (Simd simd : List.of(Simd.scalar(), Simd.vector(128), Simd.vector(256), Simd.vector(512))) {
                try (ConvBackend backend = new VectorBackend(simd)) {
                    PerturbationResponse first =
                            backend.perturb(List.of(plan), probe, workers).get(0);
                    // 400 calls are more than 20,000 of every kernel.
                    for (int i = 0; i < 400; i++) {
                        assertThat(backend.perturb(List.of(plan), probe, workers)
                                        .get(0))
                                .as("%s, call %d", simd, i)
                                .isEqualTo(first);
                    }
                }
            }
        }
    }

    @Test
    void overflowIsNotHidden() {
        // Each layer multiplies values by some ten: beyond 10^38 within fifty.
        PerturbationProbe probe = new PerturbationProbe(2, 0, 1, 4, 0.01);
        for (Simd simd : List.of(Simd.scalar(), Simd.best())) {
            PerturbationResponse response =
                    ask(simd, List.of(chain(50, 16, false)), probe).get(0);
            assertThat(Double.isFinite(response.distance()))
                    .as("%s %s", simd, response)
                    .isFalse();
        }
        try (ConvBackend reference = new ReferenceBackend();
                Workers workers = new Workers(1)) {
            assertThat(reference
                            .perturb(List.of(chain(50, 16, false)), probe, workers)
                            .get(0)
                            .distance())
                    .isFinite();
        }
    }

    @Test
    void refusesWhatDoesNotFitIntoMemoryBeforeItAllocates() {
        NetworkPlan plan = chain(2, 1 << 16, true);
        assertThatThrownBy(() -> ask(Simd.best(), List.of(plan), new PerturbationProbe(0, 0, 512, 32, 0.01)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("65536 channels", "batch 512", "smaller batch");
    }

    /** Program, values, tiles and weights are kept, and so is the response. */
    @Test
    void aWarmNetworkAllocatesNothing() {
        NetworkPlan plan = chain(6, 32, true);
        try (ConvBackend backend = new VectorBackend(Simd.best());
                Workers workers = new Workers(1)) {
            assertWarm(backend, plan, new PerturbationProbe(0, 0, 2, 8, 0.01), workers);
            assertWarm(backend, plan, new PerturbationProbe(0, 0, 8, 16, 0.01), workers);
            assertThat(backend.peakBytes()).isBetween(1L << 20, 8L << 20);
        }
    }

    private static void assertWarm(ConvBackend backend, NetworkPlan plan, PerturbationProbe probe, Workers workers) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<NetworkPlan> plans = List.of(plan);
        List<PerturbationResponse> responses = List.of(new PerturbationResponse());
        long bytes = Long.MAX_VALUE;
        // Vectors are boxed until the kernels are compiled.
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (bytes > CALL_BYTES && System.nanoTime() < deadline) {
            long before = threads.getCurrentThreadAllocatedBytes();
            backend.perturb(plans, probe, workers, responses);
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(bytes).as(probe.toString()).isLessThanOrEqualTo(CALL_BYTES);
        assertThat(responses).isEqualTo(backend.perturb(plans, probe, workers));
    }
}
