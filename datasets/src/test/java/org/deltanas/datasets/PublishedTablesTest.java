package org.deltanas.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.deltanas.proxy.Direction;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Known answers of published tables. */
class PublishedTablesTest {
    private static final Path TABLES = Path.of(System.getProperty("deltanas.benchmarks", "benchmarks"));

    @BeforeAll
    static void needsTables() {
        Assumptions.assumeTrue(
                Files.isDirectory(TABLES),
                () -> "no benchmark tables at " + TABLES + " (system property deltanas.benchmarks)");
    }

    @Test
    void nasBench201() {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        try (BenchmarkTable table = BenchmarkTable.read(TABLES.resolve("nasbench201/nasbench201.csv.gz"), space);
                CodeSlab codes = space.newSlab(1)) {
            assertThat(table.rows()).isEqualTo(15_625);
            assertThat(table.column("c10_test_200").best(Direction.MAX)).isEqualTo(94.3733, within(5e-5));
            assertThat(table.column("c10_valid_200").best(Direction.MAX)).isEqualTo(91.6067, within(5e-5));
            assertThat(table.column("c100_valid_200").best(Direction.MAX)).isEqualTo(73.4933, within(5e-5));
            assertThat(table.column("c100_test_200").best(Direction.MAX)).isEqualTo(73.5133, within(5e-5));
            TableColumn index = table.column("index");
            assertThat(index.value(table.column("c10_test_200").bestRow(Direction.MAX)))
                    .isEqualTo(6111);
            assertThat(index.present()).isEqualTo(15_625);
            for (int row = 0; row < table.rows(); row += 97) {
                space.parse(table.architecture(row), codes, 0);
                assertThat(table.row(codes, 0)).isEqualTo(row);
            }
        }
    }

    @Test
    void missingValuesOfScores() {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        try (BenchmarkTable table =
                BenchmarkTable.read(TABLES.resolve("nasbench201/nasbench201_zen_and_proxies.csv.gz"), space)) {
            assertThat(table.column("zen_c10").present()).isEqualTo(15_625 - 341);
            assertThat(table.column("naswot_c10").present()).isEqualTo(15_625 - 201);
            assertThat(table.column("zen_c10").best(Direction.MIN)).isGreaterThan(0);
        }
        try (BenchmarkTable table =
                BenchmarkTable.read(TABLES.resolve("hwnasbench/hwnasbench_nb201_cifar10.csv.gz"), space)) {
            assertThat(table.column("edgetpu_latency").present()).isEqualTo(15_625 - 4_699);
            assertThat(table.column("edgetpu_latency").best(Direction.MIN)).isGreaterThan(0);
        }
    }

    @Test
    void nasBenchMacro() {
        SearchSpace space = SearchSpaces.byName("nasbench-macro");
        try (BenchmarkTable table =
                BenchmarkTable.read(TABLES.resolve("nasbenchmacro/nasbenchmacro_cifar10.csv.gz"), space)) {
            TableColumn accuracy = table.column("test_acc_mean");
            assertThat(table.rows()).isEqualTo(6_561);
            assertThat(accuracy.best(Direction.MAX)).isEqualTo(93.1267, within(5e-5));
            // 22212220 and 22212202 are the same network, with the same value.
            assertThat(table.architecture(accuracy.bestRow(Direction.MAX))).isIn("22212220", "22212202");
            assertThat(accuracy.rank(93.0, Direction.MAX)).isEqualTo(13);
        }
    }

    @Test
    void tablesOfOtherSpacesAreRefused() {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        assertThatThrownBy(
                        () -> BenchmarkTable.read(TABLES.resolve("nasbenchmacro/nasbenchmacro_cifar10.csv.gz"), space))
                .isInstanceOf(TableArchitectureException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("'00000000' is not an architecture of nasbench201");
        for (String other : new String[] {
            "nasbench101/nasbench101.csv.gz",
            "nasbench101/nasbench101_zen.csv.gz",
            "nasbench101/nasbench101_sample30.json",
            "natsbench_sss/natsbench_sss.csv.gz",
            "nasbench301/nasbench301_zen_nwot.csv.gz",
            "nasbenchmacro/nas-bench-macro_cifar10.json"
        }) {
            assertThatThrownBy(() -> BenchmarkTable.read(TABLES.resolve(other), space))
                    .isInstanceOf(TableSpaceException.class)
                    .hasMessageContaining("not of nasbench201");
        }
        // NASLib's files do not name their space: the first architecture tells.
        assertThatThrownBy(() ->
                        BenchmarkTable.read(TABLES.resolve("naslib_zerocost_json/zc_nasbench301_early.json.gz"), space))
                .isInstanceOf(TableArchitectureException.class)
                .hasMessageContaining("is not an architecture of nasbench201");
        assertThatThrownBy(() -> BenchmarkTable.read(TABLES.resolve("nasbench301/yahpo_nb301.onnx"), space))
                .isInstanceOf(UnsupportedTableException.class);
    }
}
