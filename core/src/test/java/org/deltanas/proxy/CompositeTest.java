package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.KendallTau;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.deltanas.testing.PublishedTables;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CompositeTest {
    private static double[] random(SearchSpace space, int count, Simd simd, int threads) {
        try (CodeSlab codes = space.newSlab(count)) {
            Philox random = new Philox(3);
            for (int i = 0; i < count; i++) {
                space.sample(random, codes, i);
            }
            return values(space, codes, simd, threads);
        }
    }

    private static double[] values(SearchSpace space, CodeSlab codes, Simd simd, int threads) {
        double[] values = new double[codes.rows()];
        try (Workers workers = new Workers(threads);
                ConvBackend backend = new VectorBackend(simd);
                Composite composite = new Composite(space, backend, workers)) {
            composite.evaluate(codes, 0, values.length, values);
        }
        return values;
    }

    private static double[] values(SearchSpace space, List<String> cells) {
        try (CodeSlab codes = space.newSlab(cells.size())) {
            for (int i = 0; i < cells.size(); i++) {
                space.parse(cells.get(i), codes, i);
            }
            return values(space, codes, Simd.best(), 2);
        }
    }

    @Test
    void threadsAndWidthChangeNothing() {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        double[] values = random(space, 40, Simd.best(), 2);
        assertThat(random(space, 40, Simd.vector(128), 1)).isEqualTo(values);
        assertThat(Arrays.stream(values).distinct().count()).isGreaterThan(30);
    }

    @Test
    void oneFunctionHasOneValueAndADeadOneNone() {
        double[] values = values(
                SearchSpaces.byName("nasbench201"),
                List.of(
                        "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|nor_conv_1x1~2|",
                        "|none~0|+|nor_conv_3x3~0|none~1|+|none~0|nor_conv_3x3~1|nor_conv_1x1~2|",
                        "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|nor_conv_1x1~2|"));
        assertThat(values[0]).isEqualTo(values[1]).isFinite();
        assertThat(values[2]).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** In a space of widths work alone decides. */
    @Test
    void withoutCellsItOrdersByWork() {
        double[] values =
                values(SearchSpaces.byName("natsbench-size"), List.of("8:8:8:8:8", "16:24:32:8:64", "64:64:64:64:64"));
        assertThat(values[0]).isLessThan(values[1]);
        assertThat(values[1]).isLessThan(values[2]);
        assertThat(values[2]).isLessThan(0);
    }

    @Tag("slow")
    @Test
    void scoresDartsCellsAndGraphCells() {
        for (String name : List.of("nasbench301", "nasbench101", "transnas-macro", "block:6x4")) {
            double[] values = random(SearchSpaces.byName(name), 8, Simd.best(), 2);
            assertThat(Arrays.stream(values).allMatch(Double::isFinite))
                    .as(name)
                    .isTrue();
        }
    }

    /** All cells, each function once. Published: Zen .30, naswot .61 on test accuracy. */
    @Tag("slow")
    @Test
    void ordersNasBench201() {
        List<String[]> rows =
                PublishedTables.read("nasbench201/nasbench201.csv.gz", "arch", "c10_test_200", "c10_valid_200");
        SearchSpace space = SearchSpaces.byName("nasbench201");
        double[] values = values(space, rows.stream().map(row -> row[0]).toList());
        for (int column = 1; column <= 2; column++) {
            int c = column;
            double[] accuracies =
                    rows.stream().mapToDouble(row -> Double.parseDouble(row[c])).toArray();
            assertThat(KendallTau.tauB(values, accuracies)).isGreaterThan(.79);
        }
        Map<Double, Double> byValue = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            byValue.merge(values[i], Double.parseDouble(rows.get(i)[1]), Math::min);
        }
        // Whichever of the architectures of its function is taken.
        assertThat(byValue.get(Arrays.stream(values).max().orElseThrow())).isGreaterThan(94.1);
    }
}
