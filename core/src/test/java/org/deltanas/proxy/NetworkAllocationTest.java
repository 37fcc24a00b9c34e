package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
import org.junit.jupiter.api.Test;

/** Whole networks, one after the other: the memory for their values is there from the ones before. */
class NetworkAllocationTest {
    private static final String HEAVIEST =
            "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";
    private static final int NETWORKS = 12;
    /** What describes a network of a hundred layers; a buffer of its images at the first stage alone has 2 MiB. */
    private static final long DESCRIPTION_BYTES = 192 << 10;

    @Test
    void aNetworkAllocatesOnlyWhatDescribesIt() {
        NasBench201Space space = new NasBench201Space();
        PerturbationProbe probe = new PerturbationProbe(1, 0, 16, 32, 0.01);
        try (Workers workers = new Workers(1);
                VectorBackend backend = new VectorBackend(Simd.best());
                CodeSlab codes = space.newSlab(NETWORKS)) {
            List<NetworkPlan> plans = plans(space, codes);
            backend.perturb(plans, probe, workers);
            long peak = backend.peakBytes();
            assertThat(peak).isBetween(8L << 20, 64L << 20);
            // Vectors are boxed until the kernels are compiled.
            long deadline = System.nanoTime() + 60_000_000_000L;
            long most;
            do {
                most = 0;
                for (NetworkPlan plan : plans) {
                    most = Math.max(most, allocated(backend, plan, probe, workers));
                }
            } while (most > DESCRIPTION_BYTES && System.nanoTime() < deadline);
            assertThat(most).isBetween(1L, DESCRIPTION_BYTES);
            assertThat(backend.peakBytes()).isEqualTo(peak);
        }
    }

    private static List<NetworkPlan> plans(NasBench201Space space, CodeSlab codes) {
        NetworkPlans plans = NetworkPlans.of(space);
        Philox random = new Philox(3);
        List<NetworkPlan> live = new ArrayList<>();
        space.parse(HEAVIEST, codes, 0);
        for (int i = 0; i < NETWORKS; i++) {
            if (i > 0) {
                space.sample(random, codes, i);
            }
            NetworkPlan plan = plans.plan(codes, i);
            if (!plan.isDead()) {
                live.add(plan);
            }
        }
        assertThat(live).hasSizeGreaterThan(NETWORKS / 2);
        return live;
    }

    private static long allocated(VectorBackend backend, NetworkPlan plan, PerturbationProbe probe, Workers workers) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<NetworkPlan> plans = List.of(plan);
        long before = threads.getCurrentThreadAllocatedBytes();
        backend.perturb(plans, probe, workers);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
