package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.ChainSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
import org.deltanas.space.NasBench201Space.Operation;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.deltanas.testing.DefinedSpaces;
import org.deltanas.testing.PublishedTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlopCountTest {

    private static double flops(SearchSpace space, String architecture) {
        double[] value = new double[1];
        try (FlopCount flops = new FlopCount(space);
                CodeSlab codes = space.newSlab(1)) {
            space.parse(architecture, codes, 0);
            flops.evaluate(codes, 0, 1, value);
        }
        return value[0];
    }

    @Test
    void nasBenchMacroEqualsThePublishedColumnOnEveryRow() {
        List<String[]> rows = PublishedTables.read("nasbenchmacro/nasbenchmacro_cifar10.csv.gz", "arch", "flops");
        assertThat(rows).hasSize(6_561);
        ChainSpace space = ChainSpace.nasBenchMacro();
        for (String[] row : rows) {
            assertThat(flops(space, row[0])).as(row[0]).isEqualTo(Double.parseDouble(row[1]));
        }
    }

    /**
     * The published column counts more than multiply-adds. What it adds an edge is the number of its values, 5 cells of
     * 16x32x32, 32x16x16 and 64x8x8, times 3 for a convolution's rectifier and batch norm and 9 for a 3x3 pool.
     */
    @Test
    void nasBench201EqualsThePublishedColumnOnEveryRowLessWhatThatAdds() {
        List<String[]> rows = PublishedTables.read("nasbench201/nasbench201_zc13_cifar10.csv.gz", "arch", "flops");
        assertThat(rows).hasSize(9_445);
        NasBench201Space space = new NasBench201Space();
        int values = 5 * (16 * 32 * 32 + 32 * 16 * 16 + 64 * 8 * 8);
        try (CodeSlab codes = space.newSlab(1)) {
            for (String[] row : rows) {
                space.parse(row[0], codes, 0);
                long added = 160_832;
                for (int edge = 0; edge < NasBench201Space.EDGES; edge++) {
                    Operation operation = Operation.of(space.option(codes, 0, edge));
                    added += switch (operation) {
                        case NOR_CONV_1X1, NOR_CONV_3X3 -> 3L * values;
                        case AVG_POOL_3X3 -> 9L * values;
                        case NONE, SKIP_CONNECT -> 0;
                    };
                }
                assertThat(flops(space, row[0]) + added)
                        .as(row[0])
                        .isEqualTo(Math.rint(Double.parseDouble(row[1]) * 1e6));
            }
        }
    }

    /**
     * The published column has nine digits, and 292 different cells in its 500 rows. Where an output's channels do not divide evenly, the order of isomorphic
     * vertices counts, which the table does not tell.
     */
    @Test
    void nasBench101EqualsThePublishedColumnLessWhatThatAdds() {
        Map<String, String> published = new HashMap<>();
        PublishedTables.read("nasbench101/nasbench101_zc11_500.csv.gz", "hash", "flops")
                .forEach(row -> published.put(row[0], row[1]));
        SearchSpace space = SearchSpaces.byName("nasbench101");
        NetworkPlans plans = NetworkPlans.of(space);
        int exact = 0;
        int compared = 0;
        try (CodeSlab codes = space.newSlab(1)) {
            for (String[] row : PublishedTables.read("nasbench101/nasbench101.csv.gz", "hash", "adjacency", "ops")) {
                String flops = published.get(row[0]);
                if (flops != null) {
                    String cell = row[1] + ":" + row[2];
                    space.parse(cell, codes, 0);
                    NetworkPlan plan = plans.plan(codes, 0);
                    boolean divides = plan.layers().stream()
                            .noneMatch(layer -> layer instanceof Layer.Concat joined
                                    && Integer.bitCount(joined.inputs().size()) > 1);
                    double expected = Double.parseDouble(flops) * 1e6;
                    assertThat(flops(space, cell) + addedBySuiteZero(plan))
                            .as(cell)
                            .isCloseTo(expected, within((divides ? 1e-8 : 0.03) * expected));
                    exact += divides ? 1 : 0;
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(292);
        assertThat(exact).isGreaterThan(200);
    }

    /** Of each layer of a plan for images of 32 pixels a side. */
    private static double addedBySuiteZero(NetworkPlan plan) {
        int[] sizes = plan.sizes(32);
        double sum = 0;
        for (int i = 0; i < sizes.length; i++) {
            Layer layer = plan.layers().get(i);
            double values = (double) layer.channels() * sizes[i] * sizes[i];
            if (layer instanceof Layer.BatchNorm) {
                sum += 2 * values;
            } else if (layer instanceof Layer.Relu) {
                sum += values;
            } else if (layer instanceof Layer.MaxPool pool) {
                sum += values * pool.kernel() * pool.kernel();
            }
        }
        return sum;
    }

    /** What the published counts add is a few per cent; another resolution would be far off. */
    @ParameterizedTest
    @CsvSource({"micro, transnas-micro", "macro, transnas-macro"})
    void transNasIsALittleBelowThePublishedColumn(String part, String name) {
        SearchSpace space = SearchSpaces.byName(name);
        int compared = 0;
        for (String[] row : PublishedTables.read(
                "transnasbench101/transnasbench101_best_epoch_subset.csv.gz", "space", "task", "arch", "flops")) {
            if (row[0].equals(part) && row[1].equals("class_scene") && !row[3].isEmpty()) {
                double published = Double.parseDouble(row[3]) * 1e6;
                assertThat(flops(space, row[2])).as(row[2]).isBetween(0.95 * published, published);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(600);
    }

    @Test
    void nasBench301IsALittleBelowThePublishedColumn() {
        SearchSpace space = SearchSpaces.byName("nasbench301");
        for (String[] row : PublishedTables.read(
                "nasbench301/nasbench301_surrogate_accuracy.csv.gz", "normal", "reduce", "flops")) {
            double published = Double.parseDouble(row[2]) * 1e6;
            assertThat(flops(space, row[0] + "|" + row[1])).as(row[0]).isBetween(0.9 * published, published);
        }
    }

    /** By hand: a stem of 27x16 weights on 32x32 pixels, reductions, a classifier of 64x10; no operation. */
    @Test
    void operationsThatAreCutOffCount() {
        NasBench201Space space = new NasBench201Space();
        double base = 27 * 16 * 1024 + 2L * (9 * 16 * 32 * 256 + 9 * 32 * 32 * 256 + 16 * 32 * 256) + 640;
        double conv1x1 = 3L * 5 * 16 * 16 * 1024;
        assertThat(flops(space, "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"))
                .isEqualTo(base);
        assertThat(flops(space, "|none~0|+|none~0|nor_conv_1x1~1|+|none~0|none~1|none~2|"))
                .isEqualTo(base + conv1x1);
        assertThat(flops(space, "|none~0|+|none~0|nor_conv_3x3~1|+|none~0|none~1|none~2|"))
                .isEqualTo(base + 9 * conv1x1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nasbench101",
                "nasbench201",
                "transnas-micro",
                "transnas-macro",
                "nasbench301",
                "natsbench-size",
                "varied",
                "nasbench-macro",
                "block:9x4"
            })
    void isSharedWithinAClassWhereItSaysSo(String name) {
        SearchSpace space = DefinedSpaces.byName(name);
        Philox random = new Philox(6);
        int different = 0;
        double[] values = new double[2];
        try (CodeSlab codes = space.newSlab(2);
                FlopCount flops = new FlopCount(space)) {
            for (int i = 0; i < 500; i++) {
                space.sample(random, codes, 0);
                space.canonicalise(codes, 0, codes, 1);
                flops.evaluate(codes, 0, 2, values);
                different += values[0] == values[1] ? 0 : 1;
            }
            assertThat(different == 0).isEqualTo(flops.sameWithinClass());
        }
    }

    @Test
    void refusesASpaceWithoutNetworks() {
        SearchSpace unknown = (SearchSpace) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SearchSpace.class}, (proxy, method, arguments) -> "odd");
        assertThatThrownBy(() -> new FlopCount(unknown))
                .isInstanceOf(UnsupportedOperationException.class)
                .message()
                .contains("odd", "no network plan");
    }
}
