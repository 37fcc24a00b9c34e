package org.deltanas.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.num.Philox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NasBench201SpaceTest {
    private final NasBench201Space space = new NasBench201Space();

    @Test
    void knownCounts() {
        Set<String> strings = new HashSet<>();
        Set<String> natsBench = new HashSet<>();
        Set<Long> functional = new HashSet<>();
        int dead = 0;
        try (CodeSlab codes = space.newSlab(2)) {
            for (int index = 0; index < 15_625; index++) {
                space.setIndex(index, codes, 0);
                assertThat(space.index(codes, 0)).isEqualTo(index);
                strings.add(space.format(codes, 0));
                natsBench.add(space.natsBenchUniqueString(codes, 0));
                space.canonicalise(codes, 0, codes, 1);
                functional.add(codes.word(1, 0));
                dead += space.isConnected(codes, 0) ? 0 : 1;
            }
        }
        assertThat(strings).hasSize(15_625).hasSize(space.rawCount().intValueExact());
        assertThat(natsBench)
                .hasSize(6_466)
                .hasSize(space.canonicalCount().orElseThrow().intValueExact());
        assertThat(functional)
                .hasSize(4_930)
                .hasSize(space.functionalCount().orElseThrow().intValueExact());
        assertThat(dead).isEqualTo(341);
        assertThat(space.bits()).isEqualTo(18);
        assertThat(space.words()).isEqualTo(1);
    }

    @Test
    void everyCellHas24Neighbours() {
        NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, Simd.best());
        Neighbours neighbours = new Neighbours(space);
        try (CodeSlab codes = space.newSlab(1)) {
            for (int index = 0; index < 15_625; index++) {
                space.setIndex(index, codes, 0);
                enumerator.enumerate(codes, 0, neighbours);
                assertThat(neighbours.count()).isEqualTo(24);
            }
        }
    }

    /**
     * Cells of one class compute the same function: checked on a model of a cell in which every operation is a random
     * function of numbers, so that only the rules of sums, skips and nones can make two cells agree.
     */
    @Test
    void representativesComputeTheSameFunction() {
        try (CodeSlab codes = space.newSlab(2)) {
            for (int index = 0; index < 15_625; index++) {
                space.setIndex(index, codes, 0);
                space.canonicalise(codes, 0, codes, 1);
                assertThat(model(codes, 0)).isEqualTo(model(codes, 1));
            }
        }
    }

    private long model(CodeSlab codes, int row) {
        long[] nodes = {123, 0, 0, 0};
        for (int e = 0; e < NasBench201Space.EDGES; e++) {
            long in = nodes[NasBench201Space.source(e)];
            int operation = space.option(codes, row, e);
            // Operations map 0 to 0, as convolutions without bias and pools do.
            long out = operation == 0 || in == 0 ? 0 : operation == 1 ? in : new Philox(in, operation).nextLong();
            nodes[NasBench201Space.target(e)] += out;
        }
        return nodes[3];
    }

    @Test
    void samplesUniformly() {
        int[][] counts = new int[6][5];
        Philox random = new Philox(3);
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < 25_000; i++) {
                space.sample(random, codes, 0);
                for (int e = 0; e < 6; e++) {
                    counts[e][space.option(codes, 0, e)]++;
                }
            }
        }
        // Five standard deviations of a binomial of 25,000 draws at 1/5.
        Arrays.stream(counts)
                .flatMapToInt(Arrays::stream)
                .forEach(c -> assertThat(c).isBetween(5_000 - 317, 5_000 + 317));
    }

    @Test
    void readsTheBenchmarksString() {
        String optimum =
                "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|";
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse(optimum, codes, 0);
            assertThat(space.option(codes, 0, 0)).isEqualTo(3);
            assertThat(space.option(codes, 0, 3)).isEqualTo(1);
            assertThat(space.format(codes, 0)).isEqualTo(optimum);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "|none~0|+|none~0|none~1|+|none~0|none~1|none~2",
                "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|x",
                "|none~0|+|none~1|none~0|+|none~0|none~1|none~2|",
                "|NONE~0|+|none~0|none~1|+|none~0|none~1|none~2|",
                "|dil_conv~0|+|none~0|none~1|+|none~0|none~1|none~2|",
                "|none~0||none~0|none~1||none~0|none~1|none~2|"
            })
    void refusesOtherStringsAndKeepsTheRow(String bad) {
        try (CodeSlab codes = space.newSlab(1)) {
            space.setIndex(4_711, codes, 0);
            assertThatThrownBy(() -> space.parse(bad, codes, 0))
                    .isInstanceOf(InvalidArchitectureException.class)
                    .hasMessageContaining("'" + bad + "'")
                    .hasMessageContaining("nor_conv_3x3");
            assertThat(space.index(codes, 0)).isEqualTo(4_711);
        }
    }
}
