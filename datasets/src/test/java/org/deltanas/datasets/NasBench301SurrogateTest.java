package org.deltanas.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The surrogate against answers that were computed apart from this project, and its refusals. */
class NasBench301SurrogateTest {
    private static final Path TABLES = Path.of(System.getProperty("deltanas.benchmarks", "benchmarks"), "nasbench301");
    private static final Path MODEL = TABLES.resolve("yahpo_nb301.onnx");

    private final NasBench301Space space = new NasBench301Space();

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsTheModel() {
        Assumptions.assumeTrue(
                Files.exists(MODEL), () -> "no surrogate at " + MODEL + " (system property deltanas.benchmarks)");
    }

    @Test
    void answersAsItWasPublishedTo() {
        try (BenchmarkTable table = BenchmarkTable.read(TABLES.resolve("nasbench301_surrogate_accuracy.csv.gz"));
                NasBench301Surrogate surrogate = NasBench301Surrogate.open(MODEL, space, "valid_acc");
                CodeSlab codes = space.newSlab(table.rows())) {
            TableColumn published = table.column("valid_acc_yahpo");
            double[] values = new double[table.rows()];
            for (int row = 0; row < table.rows(); row++) {
                table.code(row, codes, row);
            }
            surrogate.evaluate(codes, 0, table.rows(), values);
            for (int row = 0; row < table.rows(); row++) {
                assertThat(values[row]).as(table.architecture(row)).isEqualTo(published.value(row), within(1e-3));
            }
            double[] again = new double[1];
            surrogate.evaluate(codes, 7, 1, again);
            assertThat(again[0]).isEqualTo(values[7]);
            assertThat(surrogate.sameWithinClass()).isFalse();
        }
    }

    @Test
    void anEpochAndTheRuntimeMayBeAskedFor() {
        double[] values = new double[3];
        String[] columns = {"valid_acc_98", "valid_acc_5", "runtime_seconds"};
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse("05 10 21 02 32 03 10 35|11 02 05 10 06 22 46 00", codes, 0);
            for (int i = 0; i < columns.length; i++) {
                double[] value = new double[1];
                try (NasBench301Surrogate surrogate = NasBench301Surrogate.open(MODEL, space, columns[i])) {
                    assertThat(surrogate.name()).isEqualTo(columns[i]);
                    surrogate.evaluate(codes, 0, 1, value);
                }
                values[i] = value[0];
            }
        }
        assertThat(values[0]).isEqualTo(94.181, within(1e-3));
        assertThat(values[1]).isLessThan(90);
        assertThat(values[2]).isGreaterThan(1_000);
    }

    @Test
    void refusesOtherSpacesColumnsAndFiles() throws IOException {
        assertThatThrownBy(() -> NasBench301Surrogate.open(MODEL, SearchSpaces.byName("nasbench201"), "valid_acc"))
                .isInstanceOf(TableSpaceException.class)
                .hasMessageContaining("of the space nasbench301, not of nasbench201");
        for (String column : new String[] {"accuracy", "valid_acc_0", "valid_acc_99", "valid_acc_"}) {
            assertThatThrownBy(() -> NasBench301Surrogate.open(MODEL, space, column))
                    .isInstanceOf(MissingColumnException.class)
                    .hasMessageContaining("'" + column + "'");
        }
        assertThatThrownBy(() -> NasBench301Surrogate.open(folder.resolve("no.onnx"), space, "valid_acc"))
                .isInstanceOf(SurrogateException.class)
                .hasMessageContaining("no such file");
        Path broken = Files.write(folder.resolve("broken.onnx"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> NasBench301Surrogate.open(broken, space, "valid_acc"))
                .isInstanceOf(SurrogateException.class)
                .hasMessageContaining("encoding cannot be read");
        Path encoding = folder.resolve("broken_encoding.json");
        Files.copy(TABLES.resolve("yahpo_nb301_encoding.json"), encoding);
        assertThatThrownBy(() -> NasBench301Surrogate.open(broken, space, "valid_acc"))
                .isInstanceOf(SurrogateException.class)
                .hasMessageContaining("refuses the model");
        Files.writeString(encoding, "{}");
        assertThatThrownBy(() -> NasBench301Surrogate.open(broken, space, "valid_acc"))
                .isInstanceOf(SurrogateException.class)
                .hasMessageContaining("no number for '#na#'");
    }
}
