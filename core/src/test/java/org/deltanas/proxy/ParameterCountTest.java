package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.ChainSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.deltanas.testing.DefinedSpaces;
import org.deltanas.testing.PublishedTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterCountTest {

    @Test
    void nasBench101EqualsThePublishedColumnOnEverySeventiethRow() {
        List<String[]> rows = PublishedTables.read("nasbench101/nasbench101.csv.gz", "adjacency", "ops", "params");
        List<String[]> sample = IntStream.range(0, rows.size() / 70)
                .mapToObj(i -> rows.get(70 * i))
                .map(row -> new String[] {row[0] + ":" + row[1], row[2]})
                .toList();
        assertThat(sample).hasSizeGreaterThan(6_000);
        assertEqualOnEveryRow(SearchSpaces.byName("nasbench101"), sample);
    }

    /** Published in millions with six digits, for the network that classifies scenes. */
    @ParameterizedTest
    @CsvSource({"micro, transnas-micro", "macro, transnas-macro"})
    void transNasEqualsThePublishedColumn(String part, String name) {
        List<String[]> rows = PublishedTables.read(
                "transnasbench101/transnasbench101_best_epoch_subset.csv.gz", "space", "task", "arch", "params");
        SearchSpace space = SearchSpaces.byName(name);
        NetworkPlans plans = NetworkPlans.of(space);
        int compared = 0;
        try (CodeSlab codes = space.newSlab(1)) {
            for (String[] row : rows) {
                if (row[0].equals(part) && row[1].equals("class_scene") && !row[3].isEmpty()) {
                    space.parse(row[2], codes, 0);
                    assertThat(plans.parameters(codes, 0))
                            .as(row[2])
                            .isEqualTo(Math.round(1e6 * Double.parseDouble(row[3])));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(600);
    }

    @Test
    void nasBench201EqualsThePublishedColumnOnEveryRow() {
        List<String[]> rows = PublishedTables.read("nasbench201/nasbench201.csv.gz", "arch", "params_c10");
        assertThat(rows).hasSize(15_625);
        assertEqualOnEveryRow(new NasBench201Space(), rows);
    }

    /** Published in millions with six digits. */
    @Test
    void nasBench301EqualsThePublishedColumnOnEveryRow() {
        List<String[]> rows =
                PublishedTables.read("nasbench301/nasbench301_surrogate_accuracy.csv.gz", "normal", "reduce", "params");
        assertThat(rows).hasSize(1_218);
        assertEqualOnEveryRow(
                SearchSpaces.byName("nasbench301"),
                rows.stream()
                        .map(row ->
                                new String[] {row[0] + "|" + row[1], "" + Math.round(1e6 * Double.parseDouble(row[2]))})
                        .toList());
    }

    @Test
    void natsBenchSizeEqualsThePublishedColumnOnEveryRow() {
        List<String[]> rows = PublishedTables.read("natsbench_sss/natsbench_sss.csv.gz", "channels", "params_c10");
        assertThat(rows).hasSize(32_768);
        assertEqualOnEveryRow(SearchSpaces.byName("natsbench-size"), rows);
    }

    @Test
    void nasBenchMacroEqualsThePublishedColumnOnEveryRow() {
        List<String[]> rows = PublishedTables.read("nasbenchmacro/nasbenchmacro_cifar10.csv.gz", "arch", "params");
        assertThat(rows).hasSize(6_561);
        assertEqualOnEveryRow(ChainSpace.nasBenchMacro(), rows);
    }

    private static void assertEqualOnEveryRow(SearchSpace space, List<String[]> rows) {
        double[] value = new double[1];
        try (ParameterCount params = new ParameterCount(space);
                CodeSlab codes = space.newSlab(1)) {
            for (String[] row : rows) {
                space.parse(row[0], codes, 0);
                params.evaluate(codes, 0, 1, value);
                assertThat(value[0]).as(row[0]).isEqualTo(Double.parseDouble(row[1]));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nasbench101",
                "nasbench201",
                "varied",
                "long",
                "transnas-micro",
                "transnas-macro",
                "nasbench301",
                "natsbench-size",
                "nasbench-macro",
                "block:1x2",
                "block:2x5",
                "block:20x4",
                "block:200x16",
                "block:2000x16",
                "block:50x4096"
            })
    void theTableAgreesWithThePlan(String name) {
        SearchSpace space = DefinedSpaces.byName(name);
        NetworkPlans plans = NetworkPlans.of(space);
        Philox random = new Philox(5);
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < 8; i++) {
                space.sample(random, codes, 0);
                NetworkPlan plan = plans.plan(codes, 0);
                assertThat(plans.parameters(codes, 0))
                        .as(space.format(codes, 0))
                        .isEqualTo(plan.parameters())
                        .isPositive();
            }
        }
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
                "nasbench-macro",
                "block:9x4"
            })
    void isSharedWithinAClassWhereItSaysSo(String name) {
        SearchSpace space = SearchSpaces.byName(name);
        NetworkPlans plans = NetworkPlans.of(space);
        Philox random = new Philox(6);
        int different = 0;
        try (CodeSlab codes = space.newSlab(2)) {
            for (int i = 0; i < 500; i++) {
                space.sample(random, codes, 0);
                space.canonicalise(codes, 0, codes, 1);
                different += plans.parameters(codes, 0) == plans.parameters(codes, 1) ? 0 : 1;
            }
        }
        assertThat(different == 0).isEqualTo(plans.parametersSameWithinClass());
    }

    @Test
    void longChainsOfWideBlocksDoNotOverflow() {
        SearchSpace space = SearchSpaces.byName("block:2048x1024");
        try (CodeSlab codes = space.newSlab(1);
                ParameterCount params = new ParameterCount(space)) {
            double[] value = new double[1];
            ChainSpace chain = (ChainSpace) space;
            for (int p = 0; p < chain.positions(); p++) {
                chain.setOption(codes, 0, p, 1023);
            }
            params.evaluate(codes, 0, 1, value);
            // 2,048 blocks of 16, 32 and 64 channels and expansion 341: more than an int holds.
            assertThat(value[0]).isBetween(2.5e9, 5e10);
            assertThat(value[0] % 1).isZero();
        }
    }
}
