package org.deltanas.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.Direction;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables in the flat file format: the same answers as their source, or a refusal with its reason. */
class FlatTableTest {
    private static final String CELLS = """
            hash,vertices,adjacency,ops,params,test_acc_108
            a,7,100110100001001010101,3p331,8555530,0.92
            b,7,100000100001000111101,11313,5878154,0.88
            c,2,1,,227274,0.45
            """;

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path imported(String space, String text) throws IOException {
        Path target = folder.resolve("t.table");
        TableImportOptions options = TableImportOptions.standard().withSpace(SearchSpaces.byName(space));
        TableImport.run(write("t.csv", text), target, options);
        return target;
    }

    /** A table of every fourth architecture of a space with that many positions of three options. */
    private static String chains(int rows) {
        StringBuilder text = new StringBuilder("arch,accuracy,text,edgetpu_latency\n");
        for (int i = 0; i < rows; i++) {
            String digits = Integer.toString(4 * i, 3);
            text.append("0".repeat(8 - digits.length()))
                    .append(digits)
                    .append(',')
                    .append(i % 7 == 0 ? "" : Double.toString(1 / (1.0 + i)))
                    .append(",x,")
                    .append(i % 5 == 0 ? "-1" : Integer.toString(i))
                    .append('\n');
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 1023, 1024, 1025, 1640})
    void answersAsItsSourceDoes(int rows) throws IOException {
        SearchSpace space = SearchSpaces.byName("nasbench-macro");
        String text = chains(rows);
        Path file = imported("nasbench-macro", text);
        try (BenchmarkTable mapped = BenchmarkTable.read(file, space);
                BenchmarkTable read = BenchmarkTable.read(folder.resolve("t.csv"), space);
                CodeSlab codes = space.newSlab(1)) {
            assertThat(mapped.isImported()).isTrue();
            assertThat(read.isImported()).isFalse();
            assertThat(mapped.rows()).isEqualTo(rows);
            assertThat(mapped.columns())
                    .isEqualTo(read.columns())
                    .containsExactly("accuracy", "text", "edgetpu_latency");
            assertThat(mapped.textColumns()).containsExactly("text");
            for (int i = 0; i < 6561; i++) {
                String digits = Integer.toString(i, 3);
                space.parse("0".repeat(8 - digits.length()) + digits, codes, 0);
                int row = mapped.row(codes, 0);
                assertThat(row).isEqualTo(i % 4 == 0 && i / 4 < rows ? i / 4 : -1);
                assertThat(read.row(codes, 0)).isEqualTo(row);
                if (row >= 0) {
                    assertThat(mapped.architecture(row)).isEqualTo(space.format(codes, 0));
                }
            }
            TableColumn latency = mapped.numericColumns().get(1);
            for (int row = 0; row < rows; row++) {
                assertThat(latency.value(row)).isEqualTo(Double.valueOf(row % 5 == 0 ? Double.NaN : row));
                assertThat(mapped.numericColumns().get(0).value(row))
                        .isEqualTo(Double.valueOf(row % 7 == 0 ? Double.NaN : 1 / (1.0 + row)));
            }
            assertThat(latency.present()).isEqualTo(rows - (rows + 4) / 5);
            assertThat(latency.info())
                    .isEqualTo(new ColumnInfo(
                            "edgetpu_latency", "edgetpu_latency", 0, "ms", Direction.MIN, Split.NONE, 0, 0));
            assertThatThrownBy(() -> mapped.column("text"))
                    .isInstanceOf(NonNumericColumnException.class)
                    .hasMessageContaining("line 2 has 'x'");
            assertThat(mapped.source().file()).isEqualTo("t.csv");
            assertThat(mapped.source().sha256()).hasSize(64);
            assertThat(TableVerification.of(mapped).passed()).isTrue();
        }
    }

    @Test
    void anyVertexOrderFindsTheRowOfItsClass() throws IOException {
        SearchSpace space = SearchSpaces.byName("nasbench101");
        Path file = imported("nasbench101", CELLS);
        try (BenchmarkTable table = BenchmarkTable.read(file);
                TableLabel label = new TableLabel(table, "test_acc_108");
                CodeSlab codes = space.newSlab(1)) {
            assertThat(table.space().name()).isEqualTo("nasbench101");
            assertThat(table.isByClass()).isTrue();
            assertThat(label.sameWithinClass()).isTrue();
            double[] values = new double[1];
            Random random = new Random(5);
            int different = 0;
            for (String cell : List.of("100110100001001010101:3p331", "100000100001000111101:11313")) {
                for (int i = 0; i < 200; i++) {
                    String renumbered = Cells.renumbered(cell, random);
                    different += renumbered.equals(cell) ? 0 : 1;
                    space.parse(renumbered, codes, 0);
                    int row = cell.contains("p") ? 0 : 1;
                    assertThat(table.row(codes, 0)).as(renumbered).isEqualTo(row);
                    label.evaluate(codes, 0, 1, values);
                    assertThat(values[0]).isEqualTo(row == 0 ? 0.92 : 0.88);
                }
            }
            assertThat(different).isGreaterThan(50);
            // Only the edge from input to output is live, whatever vertex 1 to 5 are.
            space.parse("000001100000000000000:p1p1p", codes, 0);
            assertThat(table.row(codes, 0)).isEqualTo(2);
            space.parse("100000000010000000000:31111", codes, 0);
            assertThat(table.row(codes, 0)).isEqualTo(-1);
            assertThat(table.architecture(0)).isEqualTo("100110100001001010101:3p331");
        }
    }

    @Test
    void refusesTwoRowsOfAClass() {
        // Vertices 1 and 2 have changed places.
        assertThatThrownBy(() ->
                        imported("nasbench101", "vertices,hash,adjacency,ops,a\n4,x,110011,31,1\n4,y,110011,13,2\n"))
                .isInstanceOf(DuplicateRowException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("isomorphic")
                .hasMessageContaining("on line 2");
    }

    @Test
    void hashesAreLookedUpInATableOfGraphs() throws IOException {
        Path hashes = write("h.csv", "hash,a\nb,1\na,2\nb,4\n");
        Path target = folder.resolve("h.table");
        TableImportOptions options = TableImportOptions.standard();
        assertThatThrownBy(() -> TableImport.run(hashes, target, options))
                .isInstanceOf(UnsupportedTableException.class)
                .hasMessageContaining("no file nasbench101.csv.gz beside it")
                .hasMessageContaining("--graphs FILE");
        assertThatThrownBy(() -> TableImport.run(hashes, target, options.withGraphs(hashes)))
                .isInstanceOf(UnsupportedTableException.class)
                .hasMessageContaining("a table of graphs needs the columns hash, adjacency and ops");
        Path graphs = write("nasbench101.csv.gz", CELLS);
        assertThatThrownBy(() -> TableImport.run(hashes, target, options))
                .isInstanceOf(DuplicateRowException.class)
                .hasMessageContaining("line 4")
                .hasMessageContaining("on line 2")
                .hasMessageContaining("--duplicates mean");
        TableImport.run(hashes, target, options.withGraphs(graphs).withAveraging(true));
        try (BenchmarkTable table = BenchmarkTable.read(target)) {
            assertThat(table.rows()).isEqualTo(2);
            assertThat(table.architecture(0)).isEqualTo("100000100001000111101:11313");
            assertThat(table.column("a").value(0)).isEqualTo(2.5);
            assertThat(table.column("a").value(1)).isEqualTo(2);
            assertThat(table.source().format()).endsWith("repeated rows averaged");
        }
        Path unknown = write("u.csv", "hash,a\nd,1\n");
        assertThatThrownBy(() -> TableImport.run(unknown, target, options))
                .isInstanceOf(TableArchitectureException.class)
                .hasMessageContaining("line 2: the table of graphs has no hash 'd'");
    }

    @Test
    void meansByDefaultAndSingleRunsByIndex() throws IOException {
        Path file =
                imported("nasbench-macro", "arch,test_acc_1,test_acc_2,test_acc_mean,test_acc_std\n00000000,1,3,2,1\n");
        try (BenchmarkTable table = BenchmarkTable.read(file)) {
            assertThat(table.column("test_acc").name()).isEqualTo("test_acc_mean");
            assertThat(table.column("test_acc").info().runs()).isEqualTo(3);
            assertThat(table.column("test_acc#1").value(0)).isEqualTo(1);
            assertThat(table.column("test_acc#2").value(0)).isEqualTo(3);
            assertThat(table.column("test_acc_2").info().run()).isEqualTo(2);
            assertThatThrownBy(() -> table.column("test_acc#3")).isInstanceOf(MissingColumnException.class);
        }
    }

    @Test
    void refusesEveryFlippedByte() throws IOException {
        byte[] whole = Files.readAllBytes(imported("nasbench101", CELLS));
        SearchSpace space = SearchSpaces.byName("nasbench101");
        Path file = folder.resolve("damaged.table");
        Random random = new Random(11);
        List<int[]> damages = new ArrayList<>();
        for (int at = 0; at < whole.length; at++) {
            damages.add(new int[] {at, 1 + random.nextInt(255)});
        }
        while (damages.size() < 2_000) {
            damages.add(new int[] {random.nextInt(whole.length), 1 << random.nextInt(8)});
        }
        for (int[] damage : damages) {
            byte[] damaged = whole.clone();
            damaged[damage[0]] ^= (byte) damage[1];
            Files.write(file, damaged);
            assertThatThrownBy(() -> BenchmarkTable.read(file, space).close())
                    .as("byte %d of %d, flipped by %d", damage[0], whole.length, damage[1])
                    .isInstanceOf(TableException.class)
                    .hasMessageContaining("damaged.table: ");
        }
    }

    @Test
    void refusesFlippedBytesOfALargerTable() throws IOException {
        byte[] whole = Files.readAllBytes(imported("nasbench-macro", chains(1640)));
        SearchSpace space = SearchSpaces.byName("nasbench-macro");
        Path file = folder.resolve("damaged.table");
        Random random = new Random(12);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(whole.length);
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, damaged);
            assertThatThrownBy(() -> BenchmarkTable.read(file, space).close())
                    .as("byte %d of %d", at, whole.length)
                    .isInstanceOf(
                            at < 8
                                    ? UnsupportedTableException.class
                                    : at < 12 ? TableVersionException.class : CorruptTableException.class);
        }
    }

    @Test
    void saysWhereAFileIsDamaged() throws IOException {
        Path file = imported("nasbench101", CELLS);
        byte[] whole = Files.readAllBytes(file);
        int lastColumn = whole.length - 1;
        whole[lastColumn] ^= 1;
        Files.write(file, whole);
        assertThatThrownBy(() -> BenchmarkTable.read(file))
                .isInstanceOf(CorruptTableException.class)
                .hasMessageContaining("damaged in the column 'test_acc_108', bytes");
    }

    @Test
    void refusesTruncatedAndExtendedFiles() throws IOException {
        byte[] whole = Files.readAllBytes(imported("nasbench101", CELLS));
        Path file = folder.resolve("cut.table");
        for (int length = 8; length < whole.length; length += 5) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> BenchmarkTable.read(file).close())
                    .as("cut at %d", length)
                    .isInstanceOf(CorruptTableException.class)
                    .hasMessageContaining("truncated: it has " + length + " bytes");
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> BenchmarkTable.read(file))
                .isInstanceOf(CorruptTableException.class)
                .hasMessageContaining("something was added to the file");
        Files.write(file, Arrays.copyOf(whole, 5));
        assertThatThrownBy(() -> BenchmarkTable.read(file)).isInstanceOf(UnsupportedTableException.class);
    }

    @Test
    void refusesOtherVersionsAndSpaces() throws IOException {
        Path file = imported("nasbench101", CELLS);
        assertThatThrownBy(() -> BenchmarkTable.read(file, SearchSpaces.byName("nasbench201")))
                .isInstanceOf(TableSpaceException.class)
                .hasMessageContaining("is of the space nasbench101, not of nasbench201");
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 2);
        Files.write(file, bytes);
        assertThatThrownBy(() -> BenchmarkTable.read(file))
                .isInstanceOf(TableVersionException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("reads version 1");
    }

    @ParameterizedTest
    @CsvSource({"nasbench-macro", "nasbench101", "nasbench201", "nasbench301"})
    void aLookUpAllocatesNothing(String name) throws IOException {
        SearchSpace space = SearchSpaces.byName(name);
        Philox random = new Philox(3);
        StringBuilder text = new StringBuilder("arch,a\n");
        try (CodeSlab codes = space.newSlab(256)) {
            for (int i = 0; i < 256; i++) {
                space.sample(random, codes, i);
            }
            text.append(space.format(codes, 0)).append(",1\n");
            Path file = imported(name, text.toString());
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            double[] values = new double[256];
            try (BenchmarkTable table = BenchmarkTable.read(file, space);
                    TableLabel label = new TableLabel(table, "a")) {
                long allocated = Long.MAX_VALUE;
                for (int round = 0; round < 1_000 && allocated > 0; round++) {
                    long before = threads.getCurrentThreadAllocatedBytes();
                    label.evaluate(codes, 0, 256, values);
                    allocated = threads.getCurrentThreadAllocatedBytes() - before;
                }
                assertThat(values[0]).isEqualTo(1);
                assertThat(values[255]).isNaN();
                assertThat(allocated).isZero();
            }
        }
    }

    /** What {@link SlowReader} and {@link Reader} are started with. */
    private static Process java(Class<?> main, Path... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        Arrays.stream(arguments).map(Path::toString).forEach(command::add);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Opens a table, says so, and waits for its standard input to answer. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            try (BenchmarkTable table = BenchmarkTable.read(Path.of(arguments[0]))) {
                System.out.println("open");
                System.in.read();
                System.out.println(table.column("a").value(1));
            }
        }
    }

    @Test
    void twoProcessesOpenOneFileAndAnImportInItsPlaceLeavesThemTheirs() throws IOException {
        Path file = imported("nasbench-macro", "arch,a\n00000000,1\n00000001,2\n");
        Process other = java(Reader.class, file);
        try (var lines = other.inputReader();
                BenchmarkTable table = BenchmarkTable.read(file)) {
            assertThat(lines.readLine()).isEqualTo("open");
            assertThat(table.column("a").value(1)).isEqualTo(2);
            imported("nasbench-macro", "arch,a\n00000000,3\n");
            other.getOutputStream().write('\n');
            other.getOutputStream().flush();
            assertThat(lines.readLine()).isEqualTo("2.0");
            assertThat(table.column("a").value(1)).isEqualTo(2);
        } finally {
            other.destroyForcibly();
        }
        try (BenchmarkTable table = BenchmarkTable.read(file)) {
            assertThat(table.rows()).isEqualTo(1);
        }
    }

    /** Imports a table and stops for good in the middle. */
    static final class SlowReader {
        private SlowReader() {}

        public static void main(String[] arguments) {
            ImportListener listener = (read, total) -> {
                if (read > total / 2) {
                    System.out.println("half");
                    while (true) {
                        Thread.onSpinWait();
                    }
                }
            };
            TableImport.run(
                    Path.of(arguments[0]),
                    Path.of(arguments[1]),
                    TableImportOptions.standard().withListener(listener));
        }
    }

    @Test
    void aKilledImportLeavesNothingBehind() throws IOException, InterruptedException {
        Path source = write("t.csv", chains(1640) + " ".repeat(200_000));
        Path target = write("old.table", "old");
        Process process = java(SlowReader.class, source, target);
        try (var lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("half");
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(source, target);
        }
        assertThat(target).hasContent("old");
    }

    @Test
    void aFailedImportLeavesTheOldTable() throws IOException {
        Path file = imported("nasbench-macro", "arch,a\n00000000,1\n");
        byte[] old = Files.readAllBytes(file);
        assertThatThrownBy(() -> imported("nasbench-macro", "arch,a\n00000000,1\n00000003,1\n"))
                .isInstanceOf(TableArchitectureException.class);
        assertThat(file).hasBinaryContent(old);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void refusesTargetsThatCannotBe() throws IOException {
        Path source = write("t.csv", "arch,a\n00000000,1\n");
        TableImportOptions options = TableImportOptions.standard();
        assertThatThrownBy(() -> TableImport.run(source, folder, options))
                .isInstanceOf(TableWriteException.class)
                .hasMessageContaining("this is a folder");
        assertThatThrownBy(() -> TableImport.run(source, folder.resolve("no/t"), options))
                .isInstanceOf(TableWriteException.class)
                .hasMessageContaining("there is no folder");
        assertThatThrownBy(() -> TableImport.run(source, source, options))
                .isInstanceOf(TableWriteException.class)
                .hasMessageContaining("would replace the file");
        assertThatThrownBy(() -> TableImport.run(folder.resolve("none"), folder.resolve("t"), options))
                .isInstanceOf(TableReadException.class)
                .hasMessageContaining("no such file");
        Path table = folder.resolve("t.table");
        TableImport.run(source, table, options);
        assertThatThrownBy(() -> TableImport.run(table, folder.resolve("u"), options))
                .isInstanceOf(UnsupportedTableException.class)
                .hasMessageContaining("imported table already");
    }

    @Test
    void theSameSourceGivesTheSameBytes() throws IOException {
        byte[] first = Files.readAllBytes(imported("nasbench101", CELLS));
        assertThat(imported("nasbench101", CELLS)).hasBinaryContent(first);
    }

    /** The documented layout, read by hand. */
    @Test
    void theFormatIsAsDocumented() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(
                        Files.readAllBytes(imported("nasbench-macro", "arch,a\n00000001,1.5\n00000000,\n")))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getLong(0)).isEqualTo(0x1A0A0D53414E4489L);
        assertThat(bytes.getInt(8)).isEqualTo(1);
        assertThat(bytes.getInt(12)).isZero();
        assertThat(bytes.getLong(16)).isEqualTo(bytes.capacity());
        assertThat(bytes.getInt(24)).isEqualTo(2);
        assertThat(bytes.getInt(28)).isEqualTo(1);
        assertThat(bytes.getInt(32)).isEqualTo(16);
        assertThat(bytes.getInt(36)).isEqualTo(8);
        assertThat(bytes.getInt(44)).isEqualTo(1);
        int metadata = bytes.getInt(40);
        byte[] space = new byte[bytes.getInt(128)];
        bytes.get(132, space);
        assertThat(new String(space, StandardCharsets.UTF_8)).isEqualTo("nasbench-macro");
        int codes = 128 + (metadata + 63) / 64 * 64;
        assertThat(bytes.getLong(codes)).isEqualTo(1L << 14); // position 7 of two bits each
        assertThat(bytes.getLong(codes + 8)).isZero();
        int index = codes + 64;
        int found = 0;
        for (int slot = 0; slot < 8; slot++) {
            found |= 1 << bytes.getInt(index + 4 * slot);
        }
        assertThat(found).isEqualTo(0b111);
        int home = (int) Philox.mix(0x9E3779B97F4A7C15L + (1L << 14)) & 7;
        assertThat(bytes.getInt(index + 4 * home)).isEqualTo(1);
        assertThat(bytes.getDouble(index + 64)).isEqualTo(1.5);
        assertThat(bytes.getDouble(index + 72)).isNaN();
        assertThat(bytes.capacity()).isEqualTo(index + 128);
    }
}
