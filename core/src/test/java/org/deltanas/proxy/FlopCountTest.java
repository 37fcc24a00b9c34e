package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.ChainSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
import org.deltanas.space.NasBench201Space.Operation;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.deltanas.testing.PublishedTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    @ValueSource(strings = {"nasbench201", "nasbench-macro", "block:9x4"})
    void isSharedWithinAClassWhereItSaysSo(String name) {
        SearchSpace space = SearchSpaces.byName(name);
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
