package org.deltanas.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.deltanas.proxy.Direction;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkTableTest {
    private final SearchSpace space = SearchSpaces.byName("block:4x3");

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    private Path writeGzip(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private double valueOf(BenchmarkTable table, String column, String architecture) {
        try (CodeSlab codes = space.newSlab(1);
                TableLabel label = new TableLabel(table, column)) {
            space.parse(architecture, codes, 0);
            double[] values = new double[1];
            label.evaluate(codes, 0, 1, values);
            return values[0];
        }
    }

    @Test
    void readsPlainAndGzipWhateverTheName() throws IOException {
        String text = "index,arch,accuracy\n0,0120,91.5\n1,2222,-3e-2\n";
        for (Path file : List.of(write("plain.csv.gz", text), writeGzip("packed.csv", text))) {
            try (BenchmarkTable table = BenchmarkTable.read(file, space)) {
                assertThat(table.rows()).isEqualTo(2);
                assertThat(table.columns()).containsExactly("index", "accuracy");
                assertThat(table.architecture(1)).isEqualTo("2222");
                assertThat(valueOf(table, "accuracy", "0120")).isEqualTo(91.5);
                assertThat(valueOf(table, "accuracy", "2222")).isEqualTo(-0.03);
            }
        }
    }

    @Test
    void acceptsByteOrderMarkQuotesAndWindowsLineEnds() throws IOException {
        Path file = write("t.csv", "\uFEFF\"arch\",\"a, b\"\r\n\"0000\",\" 7 \"\r\n");
        try (BenchmarkTable table = BenchmarkTable.read(file, space)) {
            assertThat(valueOf(table, "a, b", "0000")).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "nan", "NaN", "-nan", "inf", "-inf", "-Infinity", "1e999"})
    void holdsMissingValuesAsNaN(String cell) throws IOException {
        Path file = write("t.csv", "arch,a\n0000," + cell + "\n1111,5\n");
        try (BenchmarkTable table = BenchmarkTable.read(file, space)) {
            TableColumn column = table.column("a");
            assertThat(column.value(0)).isNaN();
            assertThat(column.present()).isEqualTo(1);
            assertThat(column.best(Direction.MAX)).isEqualTo(5);
            assertThat(column.best(Direction.MIN)).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "zen, -100000000, true",
        "zen_c10, -1e8, true",
        "nwot, -100000000, true",
        "zenith, -100000000, false",
        "accuracy, -100000000, false",
        "edgetpu_latency, -1, true",
        "edgegpu_energy, -1.0, true",
        "latency, -1, false",
        "zen, -1, false",
        "edgetpu_latency, -100000000, false"
    })
    void knowsTheSentinelsOfPublishedTables(String column, String cell, boolean missing) throws IOException {
        Path file = write("t.csv", "arch," + column + "\n0000," + cell + "\n1111,5\n");
        try (BenchmarkTable table = BenchmarkTable.read(file, space)) {
            assertThat(table.column(column).present()).isEqualTo(missing ? 1 : 2);
        }
    }

    @Test
    void takesSentinelsOfTheCaller() throws IOException {
        Path file = write("t.csv", "arch,a\n0000,-9\n1111,5\n");
        List<Sentinel> sentinels = List.of(new Sentinel(Pattern.compile("a"), -9));
        try (BenchmarkTable table = BenchmarkTable.read(file, space, sentinels)) {
            assertThat(table.column("a").present()).isEqualTo(1);
        }
    }

    @Test
    void countsWhatALabelDoesNotFind() throws IOException {
        Path file = write("t.csv", "arch,a\n0000,\n1111,5\n");
        try (BenchmarkTable table = BenchmarkTable.read(file, space);
                TableLabel label = new TableLabel(table, "a");
                CodeSlab codes = space.newSlab(3)) {
            space.parse("0000", codes, 0);
            space.parse("1111", codes, 1);
            space.parse("2222", codes, 2);
            double[] values = new double[3];
            label.evaluate(codes, 0, 3, values);
            assertThat(values).containsExactly(Double.NaN, 5, Double.NaN);
            assertThat(label.missingValues()).isEqualTo(1);
            assertThat(label.absentRows()).isEqualTo(1);
            assertThat(label.name()).isEqualTo("a");
            assertThat(label.sameWithinClass()).isFalse();
            label.evaluate(codes, 2, 1, values);
            assertThat(values[0]).isNaN();
            assertThat(label.absentRows()).isEqualTo(2);
        }
    }

    @Test
    void ranksInBothDirections() throws IOException {
        Path file = write("t.csv", "arch,a\n0000,3\n0001,1\n0002,2\n0010,2\n0011,nan\n");
        try (BenchmarkTable table = BenchmarkTable.read(file, space)) {
            TableColumn a = table.column("a");
            assertThat(a.best(Direction.MAX)).isEqualTo(3);
            assertThat(a.bestRow(Direction.MIN)).isEqualTo(1);
            assertThat(a.rank(3, Direction.MAX)).isEqualTo(1);
            assertThat(a.rank(2, Direction.MAX)).isEqualTo(2);
            assertThat(a.rank(1, Direction.MAX)).isEqualTo(4);
            assertThat(a.rank(1, Direction.MIN)).isEqualTo(1);
            assertThat(a.rank(3, Direction.MIN)).isEqualTo(4);
            assertThat(a.rank(Double.NaN, Direction.MIN)).isEqualTo(5);
            assertThat(a.regret(1, Direction.MAX)).isEqualTo(2);
            assertThat(a.regret(3, Direction.MIN)).isEqualTo(2);
            assertThat(a.regret(3, Direction.MAX)).isZero();
        }
    }

    @Test
    void keepsCodesOfSeveralWordsApart() throws IOException {
        SearchSpace wide = SearchSpaces.byName("block:200x16");
        StringBuilder text = new StringBuilder("arch,position\n");
        for (int p = 0; p < 200; p++) {
            text.append("0".repeat(p))
                    .append('f')
                    .append("0".repeat(199 - p))
                    .append(',')
                    .append(p)
                    .append('\n');
        }
        try (BenchmarkTable table = BenchmarkTable.read(write("t.csv", text.toString()), wide);
                CodeSlab codes = wide.newSlab(1)) {
            wide.parse("0".repeat(77) + 'f' + "0".repeat(122), codes, 0);
            assertThat(table.column("position").value(table.row(codes, 0))).isEqualTo(77);
            wide.parse("0".repeat(200), codes, 0);
            assertThat(table.row(codes, 0)).isEqualTo(-1);
        }
    }

    @Test
    void refusesAStringThatIsNoArchitecture() throws IOException {
        Path file = write("t.csv", "arch,a\n0000,1\n0003,2\n");
        assertThatThrownBy(() -> BenchmarkTable.read(file, space))
                .isInstanceOf(TableArchitectureException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("'0003'")
                .hasMessageContaining("expected 4 characters from 0 to 2");
    }

    @Test
    void refusesASecondRowOfAnArchitecture() throws IOException {
        Path file = write("t.csv", "arch,a\n0000,1\n0001,2\n0000,1\n");
        assertThatThrownBy(() -> BenchmarkTable.read(file, space))
                .isInstanceOf(DuplicateRowException.class)
                .hasMessageContaining("line 4")
                .hasMessageContaining("'0000'")
                .hasMessageContaining("on line 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x,y | of no known format: its first line reads 'x,y'; known are CSV keyed by space,task,arch",
                "{\"a\": 1} | of no known format",
                "[1] | of no known format"
            })
    void refusesOtherFormats(String header, String sentence) throws IOException {
        Path file = write("t.csv", header + "\n1,2\n");
        assertThatThrownBy(() -> BenchmarkTable.read(file, space))
                .isInstanceOf(UnsupportedTableException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "arch,a\\n0000\\n | line 2 has 1 cells, the header has 2",
                "arch,a\\n0000,1\\n0001,1,2\\n | line 3 has 3 cells, the header has 2",
                "arch,a,a\\n0000,1,2\\n | names the column 'a' twice",
                "arch,,a\\n0000,1,2\\n | a column without a name",
                "arch,a\\n | there is a header but no row",
                "arch,a\\n\"0000\"x,1\\n | no valid CSV"
            })
    void refusesWhatIsNoTable(String text, String sentence) throws IOException {
        Path file = write("t.csv", text.replace("\\n", "\n"));
        assertThatThrownBy(() -> BenchmarkTable.read(file, space))
                .isInstanceOf(TableFormatException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void refusesAnEmptyFileAndAnEmptyGzip() throws IOException {
        for (Path file : List.of(write("empty.csv", ""), writeGzip("empty.csv.gz", ""))) {
            assertThatThrownBy(() -> BenchmarkTable.read(file, space))
                    .isInstanceOf(TableFormatException.class)
                    .hasMessageContaining("the file is empty");
        }
    }

    @Test
    void refusesFoldersAndMissingFiles() {
        assertThatThrownBy(() -> BenchmarkTable.read(folder, space))
                .isInstanceOf(TableReadException.class)
                .hasMessageContaining("this is a folder");
        assertThatThrownBy(() -> BenchmarkTable.read(folder.resolve("none.csv"), space))
                .isInstanceOf(TableReadException.class)
                .hasMessageContaining("none.csv: there is no such file");
    }

    @Test
    void refusesAGzipCutAtAnyByte() throws IOException {
        StringBuilder text = new StringBuilder("arch,a\n");
        for (int i = 0; i < 81; i++) {
            text.append(String.format("%4s", Integer.toString(i, 3)).replace(' ', '0'))
                    .append(',')
                    .append(i * i)
                    .append('\n');
        }
        byte[] whole = Files.readAllBytes(writeGzip("whole.csv.gz", text.toString()));
        for (int length = 0; length < whole.length; length++) {
            Path cut = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> BenchmarkTable.read(cut, space))
                    .as("cut at %d", length)
                    .isInstanceOf(TableException.class)
                    .hasMessageContaining("cut.csv.gz");
        }
        Path cut = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length - 4));
        assertThatThrownBy(() -> BenchmarkTable.read(cut, space))
                .isInstanceOf(TableReadException.class)
                .hasMessageContaining("the file is truncated");
    }

    @Test
    void refusesOrSurvivesDamagedBytes() throws IOException {
        byte[] whole = Files.readAllBytes(writeGzip("whole.csv.gz", "arch,a\n0000,1\n0001,2\n0002,3\n"));
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Path file = Files.write(folder.resolve("damaged.csv.gz"), damaged);
            try (BenchmarkTable table = BenchmarkTable.read(file, space)) {
                // Bits of the header that no reader looks at, such as the time.
                assertThat(valueOf(table, "a", "0002")).isEqualTo(3);
            } catch (TableException e) {
                assertThat(e).hasMessageContaining("damaged.csv.gz");
            }
        }
    }

    @Test
    void namesTheColumnsThereAre() throws IOException {
        Path file = write("t.csv", "arch,a,b\n0000,1,2\n");
        try (BenchmarkTable table = BenchmarkTable.read(file, space)) {
            assertThatThrownBy(() -> table.column("c"))
                    .isInstanceOf(MissingColumnException.class)
                    .hasMessageContaining("no column 'c'; columns are a, b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1d", "0x1p3", "1 2", "1e", "--1", "1_000"})
    void refusesAColumnThatIsNotNumericOnlyWhenAskedForIt(String cell) throws IOException {
        Path file = write("t.csv", "arch,a,b,c\n0000,1,2,\n0001," + cell + ",3,\n");
        try (BenchmarkTable table = BenchmarkTable.read(file, space)) {
            assertThat(table.column("b").value(1)).isEqualTo(3);
            assertThatThrownBy(() -> table.column("a"))
                    .isInstanceOf(NonNumericColumnException.class)
                    .hasMessageContaining("line 3 has '" + cell + "'");
            assertThatThrownBy(() -> table.column("c"))
                    .isInstanceOf(EmptyColumnException.class)
                    .hasMessageContaining("'c' has no value");
        }
    }

    @Test
    void mayBeClosedTwice() throws IOException {
        BenchmarkTable table = BenchmarkTable.read(write("t.csv", "arch,a\n0000,1\n"), space);
        table.close();
        table.close();
    }
}
