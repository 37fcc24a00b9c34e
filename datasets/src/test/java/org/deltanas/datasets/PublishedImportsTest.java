package org.deltanas.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.deltanas.proxy.Direction;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every published file is imported, or refused with the reason. */
class PublishedImportsTest {
    private static final Path TABLES = Path.of(System.getProperty("deltanas.benchmarks", "benchmarks"));

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsTables() {
        Assumptions.assumeTrue(
                Files.isDirectory(TABLES),
                () -> "no benchmark tables at " + TABLES + " (system property deltanas.benchmarks)");
    }

    private BenchmarkTable imported(String file, String space) {
        Path target = folder.resolve("t.table");
        TableImport.run(
                TABLES.resolve(file),
                target,
                TableImportOptions.standard().withSpace(space == null ? null : SearchSpaces.byName(space)));
        return BenchmarkTable.read(target);
    }

    @ParameterizedTest
    @CsvSource({
        "nasbench201/nasbench201.csv.gz, , nasbench201, 15625",
        "nasbench201/nasbench201_zen_and_proxies.csv.gz, , nasbench201, 15625",
        "nasbench201/nasbench201_zc13_cifar10.csv.gz, , nasbench201, 9445",
        "hwnasbench/hwnasbench_nb201_cifar10.csv.gz, , nasbench201, 15625",
        "hwnasbench/hwnasbench_nb201_cifar100.csv.gz, , nasbench201, 15625",
        "hwnasbench/help_nb201_latency.csv.gz, , nasbench201, 15625",
        "transnasbench101/transnasbench101_micro.csv.gz, , transnas-micro, 4096",
        "transnasbench101/transnasbench101_macro.csv.gz, , transnas-macro, 3256",
        "nasbench301/nasbench301_surrogate_accuracy.csv.gz, , nasbench301, 1218",
        "nasbench301/nasbench301_zen_nwot.csv.gz, , nasbench301, 11221",
        "nasbenchmacro/nasbenchmacro_cifar10.csv.gz, , nasbench-macro, 6561",
        "nasbenchmacro/nas-bench-macro_cifar10.json, , nasbench-macro, 6561",
        "natsbench_sss/natsbench_sss.csv.gz, , natsbench-size, 32768",
        "nasbench101/nasbench101_sample30.json, , nasbench101, 30",
        "naslib_zerocost_json/zc_nasbench201_early.json.gz, , nasbench201, 725",
        "naslib_zerocost_json/zc_nasbench301_early.json.gz, , nasbench301, 725"
    })
    void imports(String file, String asked, String space, int rows) {
        try (BenchmarkTable table = imported(file, asked)) {
            assertThat(table.space().name()).isEqualTo(space);
            assertThat(table.rows()).isEqualTo(rows);
            assertThat(TableVerification.of(table).checks())
                    .noneMatch(check -> check.outcome() == TableVerification.Outcome.FAILED);
        }
    }

    /** 423,624 rows, any vertex order of any cell. */
    @Test
    void nasBench101() {
        NasBench101Space space = new NasBench101Space();
        Random random = new Random(8);
        try (BenchmarkTable table = imported("nasbench101/nasbench101.csv.gz", null);
                RowFinder finder = table.finder();
                CodeSlab codes = space.newSlab(1)) {
            assertThat(table.rows()).isEqualTo(423_624);
            TableColumn accuracy = table.column("test_acc_108");
            assertThat(accuracy.info())
                    .isEqualTo(new ColumnInfo(
                            "test_acc_108", "test_acc_108", 0, "fraction", Direction.MAX, Split.TEST, 108, 3));
            assertThat(accuracy.best(Direction.MAX)).isEqualTo(0.94318, within(5e-6));
            assertThat(table.column("index").value(accuracy.bestRow(Direction.MAX)))
                    .isEqualTo(4789);
            int renumbered = 0;
            for (int row = 0; row < table.rows(); row += 41) {
                String cell = table.architecture(row);
                String other = Cells.renumbered(cell, random);
                renumbered += other.equals(cell) ? 0 : 1;
                space.parse(other, codes, 0);
                assertThat(finder.row(codes, 0)).as(other).isEqualTo(row);
            }
            assertThat(renumbered).isGreaterThan(4_000);
            TableVerification verified = TableVerification.of(table);
            assertThat(verified.passed()).isTrue();
            assertThat(verified.checks())
                    .filteredOn(check -> check.outcome() == TableVerification.Outcome.PASSED)
                    .extracting(TableVerification.Check::name)
                    .contains("rows", "duplicates", "index", "optimum of test_acc_108");

            try (BenchmarkTable sample = imported("nasbench101/nasbench101_sample30.json", null)) {
                TableColumn mean = sample.column("test_acc_108");
                assertThat(mean.info().runs()).isEqualTo(3);
                assertThat(sample.column("test_acc_108#3").info().run()).isEqualTo(3);
                for (int row = 0; row < sample.rows(); row++) {
                    sample.code(row, codes, 0);
                    int same = finder.row(codes, 0);
                    assertThat(mean.value(row)).isEqualTo(accuracy.value(same), within(1e-7));
                    assertThat(sample.column("params").value(row))
                            .isEqualTo(table.column("params").value(same));
                }
            }
        }
    }

    /** By the clock of the processor, which a busy machine does not stretch; a first opening includes loading classes. */
    @Test
    void nasBench101OpensInUnder50Millis() {
        imported("nasbench101/nasbench101.csv.gz", null).close();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 5; i++) {
            long start = threads.getCurrentThreadCpuTime();
            BenchmarkTable.read(folder.resolve("t.table")).close();
            assertThat(threads.getCurrentThreadCpuTime() - start).isLessThan(50_000_000);
        }
    }

    /** The rows of a table keyed by hash have the same index, an independent column, as their cells have. */
    private void checkHashes(BenchmarkTable whole, String file, int rows) {
        NasBench101Space space = new NasBench101Space();
        Path target = folder.resolve("part.table");
        TableImport.run(
                TABLES.resolve(file), target, TableImportOptions.standard().withAveraging(true));
        try (BenchmarkTable part = BenchmarkTable.read(target);
                RowFinder finder = whole.finder();
                CodeSlab codes = space.newSlab(1)) {
            assertThat(part.rows()).isEqualTo(rows);
            TableColumn here = part.column("index");
            TableColumn there = whole.column("index");
            for (int row = 0; row < rows; row += 7) {
                part.code(row, codes, 0);
                assertThat(there.value(finder.row(codes, 0))).isEqualTo(here.value(row));
            }
        }
    }

    @Tag("slow")
    @Test
    void tablesOfHashes() {
        try (BenchmarkTable table = imported("nasbench101/nasbench101.csv.gz", null)) {
            checkHashes(table, "nasbench101/nasbench101_zen.csv.gz", 10_250);
            checkHashes(table, "nasbench101/nasbench101_zc11_500.csv.gz", 292);
            checkHashes(table, "nasbench101/nasbench101_valid_4_12_36_108.csv.gz", 30_001);
        }
    }

    /** NASLib's digits in the table are an independent answer to how its tuples are read. */
    @Test
    void tuplesOfNasLibAreTheCellsTheyAreSaidToBe() {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        try (BenchmarkTable tuples = imported("naslib_zerocost_json/zc_nasbench201_early.json.gz", null);
                BenchmarkTable table = BenchmarkTable.read(TABLES.resolve("nasbench201/nasbench201.csv.gz"), space);
                CodeSlab codes = space.newSlab(1)) {
            TableColumn here = tuples.column("val_accuracy_cifar10");
            TableColumn there = table.column("c10_valid_200_one");
            TableColumn millions = tuples.column("params_cifar10");
            assertThat(millions.info().unit()).isEqualTo("million");
            assertThat(tuples.column("synflow_ImageNet16-120").present()).isEqualTo(724);
            int same = 0;
            for (int row = 0; row < tuples.rows(); row++) {
                tuples.code(row, codes, 0);
                int cell = table.row(codes, 0);
                assertThat(millions.value(row))
                        .isEqualTo(table.column("params_c10").value(cell) / 1e6, within(1e-6));
                same += Math.abs(here.value(row) - there.value(cell)) < 0.005 ? 1 : 0;
            }
            assertThat(same).isEqualTo(725);
        }
    }

    @Test
    void tasksOfTransNasBecomeColumns() {
        String file = "transnasbench101/transnasbench101_best_epoch_subset.csv.gz";
        assertThatThrownBy(() -> imported(file, null))
                .isInstanceOf(TableSpaceException.class)
                .hasMessageContaining("--space");
        assertThatThrownBy(() -> imported(file, "nasbench201"))
                .isInstanceOf(TableSpaceException.class)
                .hasMessageContaining("rows of transnas-macro, transnas-micro, none of nasbench201");
        for (String space : List.of("transnas-micro", "transnas-macro")) {
            String last = "transnasbench101/transnasbench101_" + space.substring(9) + ".csv.gz";
            try (BenchmarkTable best = imported(file, space);
                    BenchmarkTable whole = BenchmarkTable.read(TABLES.resolve(last));
                    CodeSlab codes = whole.space().newSlab(1)) {
                assertThat(best.columns())
                        .contains("valid_best_jigsaw", "valid_best_class_scene", "fisher_class_object");
                TableColumn jigsaw = best.column("valid_best_jigsaw");
                for (int row = 0; row < best.rows(); row++) {
                    best.code(row, codes, 0);
                    double value = whole.column("valid_jigsaw").value(whole.row(codes, 0));
                    assertThat(jigsaw.value(row))
                            .satisfiesAnyOf(
                                    v -> assertThat(v).isGreaterThanOrEqualTo(value - 1e-4),
                                    v -> assertThat(v).isNaN());
                }
            }
        }
    }

    /** The CSV of NAS-Bench-Macro was made of its JSON. */
    @Test
    void bothFormatsOfNasBenchMacroSayTheSame() {
        try (BenchmarkTable json = imported("nasbenchmacro/nas-bench-macro_cifar10.json", null);
                BenchmarkTable csv = BenchmarkTable.read(TABLES.resolve("nasbenchmacro/nasbenchmacro_cifar10.csv.gz"));
                CodeSlab codes = json.space().newSlab(1)) {
            Set<String> names = new TreeSet<>(json.columns());
            assertThat(names).isEqualTo(new TreeSet<>(csv.columns()));
            for (int row = 0; row < json.rows(); row++) {
                json.code(row, codes, 0);
                int same = csv.row(codes, 0);
                for (String name : List.of("test_acc_mean", "test_acc_3", "params")) {
                    assertThat(json.column(name).value(row))
                            .isEqualTo(csv.column(name).value(same), within(1e-4));
                }
            }
        }
    }

    @Test
    void whatIsNoTableIsRefused() throws IOException {
        try (Stream<Path> files = Files.list(TABLES.resolve("nasbench301"))) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("yahpo"))
                    .toList()) {
                assertThatThrownBy(() -> BenchmarkTable.read(file))
                        .isInstanceOf(UnsupportedTableException.class)
                        .hasMessageContaining("of no known format");
            }
        }
    }
}
