package org.deltanas.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deltanas.kernels.num.Philox;
import org.deltanas.testing.PublishedTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NasLibTuplesTest {

    private static String tuple(String digits) {
        return "(" + String.join(", ", digits.split("")) + ")";
    }

    @ParameterizedTest
    @CsvSource({
        "nasbench201, nasbench201/nasbench201.csv.gz, naslib_ops",
        "transnas-micro, transnasbench101/transnasbench101_micro.csv.gz, ops",
        "transnas-macro, transnasbench101/transnasbench101_macro.csv.gz, ops"
    })
    void arePublishedWithTheTables(String name, String file, String column) {
        SearchSpace space = SearchSpaces.byName(name);
        List<String[]> rows = PublishedTables.read(file, "arch", column);
        try (CodeSlab codes = space.newSlab(2)) {
            for (String[] row : rows) {
                space.parse(row[0], codes, 0);
                assertThat(NasLibTuples.format(space, codes, 0)).contains(tuple(row[1]));
                NasLibTuples.parse(space, tuple(row[1]), codes, 1);
                assertThat(codes.sameCode(0, codes, 1)).isTrue();
            }
        }
    }

    @Test
    void aCellOfNasBench101() {
        NasBench101Space space = new NasBench101Space();
        try (CodeSlab codes = space.newSlab(1)) {
            // 0->1, 0->2, 1->3, 2->3 with a 3x3 convolution and a pool.
            String tuple = "(0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 2, 1)";
            NasLibTuples.parse(space, tuple, codes, 0);
            assertThat(space.format(codes, 0)).isEqualTo("110011:3p");
            assertThat(NasLibTuples.format(space, codes, 0)).contains(tuple);
        }
    }

    @Test
    void aPairOfDartsCells() {
        NasBench301Space space = new NasBench301Space();
        try (CodeSlab codes = space.newSlab(1)) {
            NasLibTuples.parse(
                    space,
                    "[[(0, 0), (1, 5), (1, 1), (0, 1), (1, 3), (0, 3), (1, 3), (3, 2)], [(1, 0), (0, 2), (1, 3), (0, 3),"
                            + " (3, 0), (0, 1), (2, 0), (3, 6)]]",
                    codes,
                    0);
            assertThat(space.format(codes, 0)).isEqualTo("00 15 01 11 03 13 13 32|02 10 03 13 01 30 20 36");
            assertThat(NasLibTuples.format(space, codes, 0).orElseThrow())
                    .startsWith("(((0, 0), (1, 5), (0, 1), (1, 1), ")
                    .endsWith("(2, 0), (3, 6)))");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nasbench101", "nasbench201", "nasbench301", "transnas-micro", "transnas-macro"})
    void roundTrip(String name) {
        SearchSpace space = SearchSpaces.byName(name);
        Philox random = new Philox(1);
        try (CodeSlab codes = space.newSlab(2)) {
            for (int i = 0; i < 100; i++) {
                space.sample(random, codes, 0);
                String tuple = NasLibTuples.format(space, codes, 0).orElseThrow();
                assertThat(NasLibTuples.isTuple(tuple)).isTrue();
                NasLibTuples.parse(space, tuple, codes, 1);
                assertThat(codes.sameCode(0, codes, 1)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nasbench201; (0, 1, 2)",
                "nasbench201; (0, 1, 2, 3, 4, 5)",
                "nasbench201; (0, 1, 2, 3, 4, 99999999999)",
                "nasbench101; (0, 1, 0, 0, 1, 0)",
                "nasbench101; (0, 1, 1, 0, 0, 1)",
                "nasbench101; (0, 2, 0, 0, 0, 1)",
                "nasbench301; (0, 1)",
                "natsbench-size; (8, 8, 8, 8, 8)",
                "nasbench201; 012341"
            })
    void othersAreRefused(String name, String tuple) {
        SearchSpace space = SearchSpaces.byName(name);
        try (CodeSlab codes = space.newSlab(1)) {
            assertThatThrownBy(() -> NasLibTuples.parse(space, tuple, codes, 0))
                    .isInstanceOf(InvalidArchitectureException.class);
        }
    }
}
