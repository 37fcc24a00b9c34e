package org.deltanas.kernels.cudnn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.deltanas.bindings.CudaDouble;
import org.deltanas.bindings.DeviceWork;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.NetworkPlans;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What networks of real spaces cost in launches, copies and replays: an engine bound by them shows without a GPU. */
class CountsDoubleTest {
    private static List<NetworkPlan> live(String name, int count) {
        SearchSpace space = SearchSpaces.byName(name);
        NetworkPlans plans = NetworkPlans.of(space);
        List<NetworkPlan> live = new ArrayList<>();
        Philox random = new Philox(1);
        try (CodeSlab code = space.newSlab(1)) {
            while (live.size() < count) {
                space.sample(random, code, 0);
                NetworkPlan plan = plans.plan(code, 0);
                if (!plan.isDead()) {
                    live.add(plan);
                }
            }
        }
        // As the backend does.
        live.sort(Comparator.comparing(CountsDoubleTest::hashes, Arrays::compare));
        return live;
    }

    private static int[] hashes(NetworkPlan plan) {
        return plan.layers().stream().mapToInt(Layer::hashCode).toArray();
    }

    /**
     * With the default options, at the resolution of CIFAR. PyTorch launches each layer of each pass: twice the layers.
     * The bounds are a little above what was counted.
     */
    @ParameterizedTest
    @CsvSource({
        // space, networks, batch, launches and distinct layers a network at most, lanes used at least
        "nasbench201, 256, 16, 55, 110, .8",
        "nasbench201, 256, 64, 80, 110, .95",
        "nasbench101, 64, 16, 97, 120, .7",
        "nasbench301, 64, 16, 215, 294, .48",
    })
    void networksOfSpacesAreFewLaunches(
            String name, int networks, int batch, double launches, double distinct, double used) {
        List<NetworkPlan> plans = live(name, networks);
        BatchProgram program = new BatchProgram(
                plans,
                plans.stream().map(plan -> plan.sizes(32)).toList(),
                batch,
                CudnnOptions.defaults().launchNumbers());
        assertThat((double) program.launches() / networks).isLessThan(launches);
        assertThat((double) program.distinctLayers / networks).isLessThan(distinct);
        assertThat((double) program.usedLanes / program.convolutionLanes)
                .isGreaterThan(used)
                .isLessThanOrEqualTo(1);
        assertThat(program.launches()).isLessThan(program.layers);
    }

    @Test
    void operationsAreThoseOfTheLayersThatAreLeft() {
        NetworkPlan plan = live("nasbench201", 1).get(0);
        BatchProgram one = new BatchProgram(List.of(plan), List.of(plan.sizes(32)), 4, 1);
        long flops = 0;
        for (int i = 0; i < plan.layers().size(); i++) {
            if (plan.layers().get(i) instanceof Layer.Convolution c && plan.isNeeded(i) && !plan.isZero(i)) {
                int size = plan.sizes(32)[i];
                flops += 2L * 2 * 4 * c.weights() * size * size;
            }
        }
        assertThat(one.flops).isPositive().isEqualTo(flops);
        BatchProgram twice = new BatchProgram(List.of(plan, plan), List.of(plan.sizes(32), plan.sizes(32)), 4, 1);
        assertThat(twice.flops).isEqualTo(flops);
        assertThat(twice.movedBytes).isEqualTo(one.movedBytes);
        // At least every layer's value, both passes of the batch, is written and read.
        assertThat(one.movedBytes).isGreaterThan(2L * one.distinctLayers * 2 * 4 * 16 * 8 * 8 * Float.BYTES);
    }

    /** What goes up of the weights of a draw: all in one piece, with the gaps that alignment leaves between them. */
    static long weightBytes(BatchProgram program) {
        long[] bytes = program.convolutions.stream()
                .mapToLong(c -> c.weights() * Float.BYTES)
                .toArray();
        long last = bytes[bytes.length - 1];
        return Arrays.stream(bytes).map(DeviceProgram::aligned).sum() - DeviceProgram.aligned(last) + last;
    }

    private static int mostNormChannels(BatchProgram program) {
        return program.rounds.stream()
                .flatMap(List::stream)
                .filter(BatchProgram.Normalise.class::isInstance)
                .mapToInt(step -> 2 * step.target().lanes * step.target().value.channels())
                .max()
                .orElseThrow();
    }

    @Test
    void aBatchOfCellsGoesUpOnceAndComesBackOnce() {
        List<NetworkPlan> plans = live("nasbench201", 12);
        BatchProgram program = new BatchProgram(
                plans, plans.stream().map(plan -> plan.sizes(8)).toList(), 2, DoubleBackend.OPTIONS.launchNumbers());
        long images = 2L * 2 * 3 * 8 * 8 * Float.BYTES;
        long constants = 2L * Float.BYTES * mostNormChannels(program);
        long results = program.rows.values().stream().mapToLong(rows -> rows).sum()
                + program.outputs.keySet().stream()
                        .mapToLong(stack -> stack.lanes)
                        .sum();
        CudaDouble cuda = CudaDouble.complete();
        try (CudnnBackend backend = DoubleBackend.on(cuda);
                Workers workers = new Workers(2)) {
            for (int repeat = 0; repeat < 3; repeat++) {
                DeviceWork before = backend.counts().device();
                backend.perturb(plans, new PerturbationProbe(3, repeat, 2, 8, 0.01), workers);
                DeviceWork work = backend.counts().device().since(before);
                assertThat(work.launches()).isEqualTo(repeat == 0 ? program.launches() : 0);
                assertThat(work.captured()).isEqualTo(repeat == 1 ? program.launches() : 0);
                assertThat(work.replayed()).isEqualTo(repeat == 0 ? 0 : program.launches());
                assertThat(work.graphReplays()).isEqualTo(repeat == 0 ? 0 : 1);
                // Scale and shift of norms go up once.
                assertThat(work.uploads()).isEqualTo(repeat == 0 ? 3 : 2);
                assertThat(work.uploadedBytes())
                        .isEqualTo(weightBytes(program) + images + (repeat == 0 ? constants : 0));
                assertThat(work.downloads()).isEqualTo(1);
                assertThat(work.downloadedBytes()).isEqualTo(results * Float.BYTES);
            }
            EngineCounts counts = backend.counts();
            assertThat(counts.networks()).isEqualTo(36);
            assertThat(counts.flops()).isEqualTo(3 * program.flops);
            assertThat(counts.movedBytes()).isEqualTo(3 * program.movedBytes);
            // The second and the third time the host makes as many calls as there are to capture, and two.
            assertThat(counts.callsPerNetwork()).isEqualTo((2 * program.launches() + 2) / 36.0);
            assertThat(counts.launchesPerNetwork()).isEqualTo((3 * program.launches() + 2) / 36.0);
            assertThat(counts.replaysPerNetwork()).isEqualTo(2 / 36.0);
        }
        DoubleBackend.assertClean(cuda);
        cuda.close();
    }
}
