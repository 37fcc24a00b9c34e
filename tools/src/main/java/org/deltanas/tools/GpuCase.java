package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.NetworkPlans;
import org.deltanas.proxy.ZenOptions;
import org.deltanas.space.CodeIndex;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;

/**
 * Networks that a GPU is measured on, of images as in CIFAR.
 *
 * @param space the search space
 * @param batch images
 * @param networks how many different functions of live networks; all there are if that is fewer
 */
record GpuCase(String space, int batch, int networks) {
    /** Pixels a side. */
    static final int RESOLUTION = 32;

    private static final int ALL = Integer.MAX_VALUE;
    private static final long DRAW = 0x6770755F6472L;

    /** All classes of one space, samples of two larger ones. */
    static final List<GpuCase> CASES = List.of(
            new GpuCase("nasbench201", 16, ALL),
            new GpuCase("nasbench201", 64, ALL),
            new GpuCase("nasbench101", 16, 256),
            new GpuCase("nasbench101", 64, 128),
            new GpuCase("nasbench301", 16, 128),
            new GpuCase("nasbench301", 64, 64));

    /** The same with few networks. */
    GpuCase inQuick() {
        return new GpuCase(space, batch, Math.min(networks, 32));
    }

    /** Whether it is all networks that the space has. */
    boolean isWhole() {
        return networks == ALL;
    }

    /** E.g. {@code nasbench201, batch 16}. */
    String name() {
        return space + ", batch " + batch;
    }

    /** What is computed of each network: one Zen-score of one repeat. */
    ZenOptions options(long seed) {
        return new ZenOptions(ZenOptions.Mode.TORCH_BUFFER, batch, RESOLUTION, 1, 0.01, seed);
    }

    /**
     * Draws architectures until there are enough that are alive and no two of which are of one class.
     *
     * @param most at most so many
     * @return their codes, to be closed by the caller
     */
    CodeSlab draw(long seed, int most) {
        SearchSpace searched = SearchSpaces.byName(space);
        NetworkPlans plans = NetworkPlans.of(searched);
        int wanted = Math.min(most, networks);
        int classes = searched.functionalCount()
                .map(count -> count.bitLength() < Integer.SIZE ? count.intValue() : ALL)
                .orElse(ALL);
        Philox random = new Philox(seed, DRAW);
        List<Integer> live = new ArrayList<>();
        try (CodeIndex seen = CodeIndex.of(searched, Math.min(wanted, classes));
                CodeSlab code = searched.newSlab(1);
                CodeSlab representative = searched.newSlab(1)) {
            while (live.size() < wanted && seen.size() < classes) {
                searched.sample(random, code, 0);
                searched.canonicalise(code, 0, representative, 0);
                int number = seen.add(representative, 0);
                if (number >= 0 && !plans.plan(representative, 0).isDead()) {
                    live.add(number);
                }
            }
            CodeSlab drawn = searched.newSlab(live.size());
            for (int i = 0; i < live.size(); i++) {
                drawn.copyFrom(seen.codes(), live.get(i), i);
            }
            return drawn;
        }
    }

    /** Multiplications and additions of the convolutions of a network that are of any use, both passes of the batch. */
    long flops(NetworkPlan plan) {
        return 2L * 2 * batch * plan.evaluatedMacs(RESOLUTION);
    }
}
