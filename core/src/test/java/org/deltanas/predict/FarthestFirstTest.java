package org.deltanas.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import org.deltanas.encode.FeatureMap;
import org.deltanas.encode.OneHotFeatures;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FarthestFirstTest {
    private static SparseRows rows(SearchSpace space, FeatureMap features, String... architectures) {
        SparseRows rows = new SparseRows(architectures.length, 32 * architectures.length);
        try (CodeSlab code = space.newSlab(1)) {
            for (String architecture : architectures) {
                space.parse(architecture, code, 0);
                features.features(code, 0, rows);
            }
        }
        return rows;
    }

    /** One-hot columns: distances are numbers of places that differ. After two picks the third and the fifth are equally far. */
    @Test
    void theFarthestFromAllPickedComesNext() {
        CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName("block:6x4");
        FeatureMap features = new OneHotFeatures(space);
        SparseRows rows = rows(space, features, "111111", "111112", "112222", "222222", "111133", "111111");
        assertThat(FarthestFirst.pick(features, rows, 1)).containsExactly(0);
        assertThat(FarthestFirst.pick(features, rows, 5)).containsExactly(0, 3, 2, 4, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nasbench101", "nasbench201", "nasbench301", "natsbench-size", "transnas-macro", "block:20x4"})
    void pickedOnesLieFartherApartThanRandomOnes(String name) {
        SearchSpace space = SearchSpaces.byName(name);
        FeatureMap features = FeatureMap.of(space);
        SparseRows rows = new SparseRows(256, 8_192);
        Philox random = new Philox(1);
        try (CodeSlab code = space.newSlab(1)) {
            for (int i = 0; i < 256; i++) {
                space.sample(random, code, 0);
                features.features(code, 0, rows);
            }
        }
        int[] picks = FarthestFirst.pick(features, rows, 8);
        assertThat(picks[0]).isZero();
        assertThat(new HashSet<>(Arrays.stream(picks).boxed().toList())).hasSize(8);
        SparseRows seen = new Standardisation(features, rows).apply(rows);
        double apart = smallestDistance(seen, features.columns(), picks);
        for (int from = 0; from < 256; from += 8) {
            int[] others = new int[8];
            int first = from;
            Arrays.setAll(others, i -> first + i);
            assertThat(smallestDistance(seen, features.columns(), others)).isLessThan(apart);
        }
    }

    private static double smallestDistance(SparseRows rows, int columns, int[] of) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < of.length; i++) {
            for (int j = 0; j < i; j++) {
                double[] difference = new double[columns];
                add(rows, of[i], 1, difference);
                add(rows, of[j], -1, difference);
                smallest = Math.min(
                        smallest, Arrays.stream(difference).map(d -> d * d).sum());
            }
        }
        return smallest;
    }

    private static void add(SparseRows rows, int row, double factor, double[] to) {
        for (int e = rows.start(row); e < rows.start(row + 1); e++) {
            to[rows.column(e)] += factor * rows.value(e);
        }
    }

    @Test
    void refusesMoreThanThereAre() {
        SearchSpace space = SearchSpaces.byName("block:6x4");
        FeatureMap features = FeatureMap.of(space);
        SparseRows rows = rows(space, features, "111111", "111112");
        for (int count : new int[] {0, 3}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FarthestFirst.pick(features, rows, count))
                    .withMessage("count must be in 1..2, not " + count);
        }
    }
}
