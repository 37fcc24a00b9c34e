package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
import org.junit.jupiter.api.Test;

class PlanPathsTest {
    private static PlanPaths ofCell(String cell) {
        NasBench201Space space = new NasBench201Space();
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse(cell, codes, 0);
            return PlanPaths.of(NetworkPlans.of(space).plan(codes, 0), 32);
        }
    }

    @Test
    void countsWhatPathsHold() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(2);
        int point = net.convolution(x, 3, 1, 1);
        int pooled = net.maxPool(net.convolution(point, 3, 3, 2), 3, 1, 1);
        net.convolution(x, 5, 5, 3);
        int cutOff = net.convolution(net.zeros(point), 3, 3, 4);
        NetworkPlan plan = net.build(net.relu(net.add(point, pooled, cutOff)));
        PlanPaths paths = PlanPaths.of(plan, 4);
        assertThat(paths.convolutions()).isEqualTo(2);
        assertThat(paths.spatial()).isEqualTo(1);
        assertThat(paths.operations()).isEqualTo(1);
        // Two paths, of 1 and 2 convolutions, and 0 and 1 pools.
        assertThat(paths.meanConvolutions()).isEqualTo(1.5);
        assertThat(paths.pools()).isEqualTo(.5);
        assertThat(paths.macs()).isEqualTo(16 * (2 * 3 + 3 * 3 * 9));
    }

    @Test
    void cellsFollowEachOther() {
        PlanPaths paths =
                ofCell("|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|none~1|nor_conv_1x1~2|");
        // The stem, 15 cells of three on the longest path, two of each residual block.
        assertThat(paths.convolutions()).isEqualTo(1 + 15 * 3 + 2 * 2);
        assertThat(paths.spatial()).isEqualTo(1 + 15 * 2 + 2 * 2);
        // Skips; a pool and a convolution beside each residual block's two.
        assertThat(paths.operations()).isEqualTo(1 + 2 * 2);
        // In a cell 0, 2 and 3; in a block 1 and 2.
        assertThat(paths.meanConvolutions()).isCloseTo(1 + 15 * 5 / 3.0 + 2 * 1.5, within(1e-9));
        assertThat(paths.pools()).isCloseTo(2 * .5, within(1e-9));
    }

    @Test
    void whatIsCutOffCountsNothing() {
        PlanPaths with = ofCell("|none~0|+|skip_connect~0|nor_conv_3x3~1|+|nor_conv_1x1~0|nor_conv_3x3~1|none~2|");
        PlanPaths without = ofCell("|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|");
        assertThat(with).isEqualTo(without);
        assertThat(ofCell("|none~0|+|none~0|none~1|+|none~0|nor_conv_3x3~1|none~2|"))
                .isEqualTo(new PlanPaths(0, 0, 0, 0, 0, 0));
    }
}
