package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code table import}, {@code info} and {@code verify}, and searches on what they make. */
class TableCommandTest {
    @TempDir
    private Path folder;

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    /** All 6,561 networks, the value a polynomial of the digits with ties and gaps. */
    private String macro() throws IOException {
        StringBuilder text = new StringBuilder("arch,a,b,name\n");
        for (int i = 0; i < 6_561; i++) {
            String digits = Integer.toString(i, 3);
            text.append("0".repeat(8 - digits.length()))
                    .append(digits)
                    .append(',')
                    .append(i % 11 == 0 ? "" : (i * 7919L % 6_563) / 64.0)
                    .append(',')
                    .append(i)
                    .append(",x\n");
        }
        return write("macro.csv", text.toString());
    }

    @Test
    void tablesOfSpacesThatAFileDefines() throws IOException {
        String operations = """
                {"name": "mine", "operations": {"skip": {"block": "identity"}, "conv": {"block": "convolution"}},
                "positions": [{"channels": 8, "repeat": 2}], "classes": %d}
                """;
        String mine = write("mine.json", operations.formatted(10));
        String changed = write("changed.json", operations.formatted(11));
        String source = write("mine.csv", "arch,acc\nskip-skip,1\nskip-conv,2\nconv-skip,3\nconv-conv,4\n");
        String table = path("mine.table");
        CommandLineRun.of("table", "import", source, "--space", mine, "--out", table)
                .succeeds();
        JsonNode best = CommandLineRun.ofLine(
                        "search --json --queries 4 --labels table --column acc --table " + table + " --space " + mine)
                .succeeds()
                .json()
                .get("best");
        assertThat(best.get("arch").textValue()).isEqualTo("conv-conv");
        CommandLineRun.of("table", "info", table).fails(3, "'mine#", "must be named");
        CommandLineRun.of("table", "info", table, "--space", changed).fails(3, "is of the space mine#", "not of mine#");
    }

    @Test
    void importsDescribesAndVerifies() throws IOException {
        String source = macro();
        String table = path("macro.table");
        CommandLineRun.of("table", "import", source, "--out", table).succeeds();
        JsonNode json = CommandLineRun.of("table", "import", source, "--out", table, "--json")
                .succeeds()
                .json();
        assertThat(json.get("space").textValue()).isEqualTo("nasbench-macro");
        assertThat(json.get("rows").intValue()).isEqualTo(6_561);
        assertThat(json.get("run").get("seconds").isNumber()).isTrue();
        assertThat(json.get("bytes").longValue()).isEqualTo(Files.size(Path.of(table)));

        CommandLineRun.of("table", "import", source, "--out", table).succeeds();
        JsonNode info =
                CommandLineRun.of("table", "info", table, "--json").succeeds().json();
        ((ObjectNode) json).remove("run");
        assertThat(info).isEqualTo(json);
        assertThat(info.get("source").get("sha256").textValue()).hasSize(64);
        assertThat(info.get("columns")).hasSize(2);
        assertThat(info.get("columns").get(0).get("missing").intValue()).isEqualTo(597);
        assertThat(info.get("columns").get(1).get("max").doubleValue()).isEqualTo(6_560);
        assertThat(info.get("textColumns").get(0).textValue()).isEqualTo("name");
        assertThat(CommandLineRun.of("table", "info", table).succeeds().out()).contains("6,561", "macro.csv", "name");

        CommandLineRun verified =
                CommandLineRun.of("table", "verify", table, "--json").succeeds();
        assertThat(verified.json().get("passed").booleanValue()).isTrue();
        assertThat(verified.out()).contains("597 of 6561 values are missing");
        assertThat(CommandLineRun.of("table", "verify", table).succeeds().out())
                .contains("ok      rows                         6561, one for each");
        // A source answers as well, without being imported.
        assertThat(CommandLineRun.of("table", "verify", source).succeeds().out())
                .contains("in memory");
        CommandLineRun.of("table", "info", source, "--out", path("results")).succeeds();
        assertThat(folder.resolve("results/table.json")).exists();
    }

    @Test
    void verifyFailsWhereAPublishedOptimumIsAnother() throws IOException {
        String source = write("t.csv", "arch,test_acc_mean\n00000000,93.5\n");
        CommandLineRun run = CommandLineRun.of("table", "verify", source);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).contains("FAILED  optimum of test_acc_mean").contains("93.5; published is 93.13");
    }

    @ParameterizedTest
    @CsvSource({
        "delta-nas, min, 0.5",
        "random, max, 0",
    })
    void aSearchIsTheSameOnTheSourceAndOnTheImportedTable(String searcher, String direction, String noise)
            throws IOException {
        String source = macro();
        String table = path("macro.csv.table");
        CommandLineRun.of("table", "import", source, "--out", table).succeeds();
        List<JsonNode> results = new ArrayList<>();
        for (String file : List.of(source, table)) {
            ObjectNode json = (ObjectNode) CommandLineRun.of(
                            "search",
                            "--space",
                            "nasbench-macro",
                            "--labels",
                            "table",
                            "--table",
                            file,
                            "--column",
                            "a",
                            "--report-column",
                            "b",
                            "--searcher",
                            searcher,
                            "--direction",
                            direction,
                            "--noise",
                            noise,
                            "--queries",
                            "24",
                            "--json")
                    .succeeds()
                    .json();
            json.remove("run");
            json.remove("table");
            results.add(json);
        }
        assertThat(results.get(0).get("best").get("label").isNumber()).isTrue();
        assertThat(results.get(1)).isEqualTo(results.get(0));
    }

    @Test
    void refusesWhatCannotBe() throws IOException {
        String source = write("t.csv", "arch,a\n00000000,1\n");
        String table = path("t.table");
        CommandLineRun.of("table").fails(2, "an action is needed: import, info or verify");
        CommandLineRun.of("table", "imprt", source).fails(2, "imprt");
        CommandLineRun.of("table", "import").fails(2, "FILE");
        CommandLineRun.of("table", "import", source).fails(2, "--out FILE");
        CommandLineRun.of("table", "import", source, "--out", table, "--duplicates", "drop")
                .fails(2, "--duplicates must be refuse or mean");
        CommandLineRun.of("table", "import", source, "--out", table, "--space", "nasbench999")
                .fails(2, "unknown space");
        CommandLineRun.of("table", "import", path("none.csv"), "--out", table).fails(3, "there is no such file");
        CommandLineRun.of("table", "import", source, "--out", folder.toString()).fails(3, "this is a folder");
        CommandLineRun.of("table", "import", source, "--out", table, "--space", "nasbench201")
                .fails(3, "line 2", "'00000000' is not an architecture of nasbench201");
        assertThat(folder.resolve("t.table")).doesNotExist();
        CommandLineRun.of("table", "import", source, "--out", table).succeeds();
        CommandLineRun.of("table", "import", table, "--out", path("u")).fails(3, "imported table already");
        CommandLineRun.of("table", "info", table, "--space", "nasbench201")
                .fails(3, "of the space nasbench-macro, not of nasbench201");
        byte[] bytes = Files.readAllBytes(Path.of(table));
        bytes[bytes.length - 60] ^= 4;
        Files.write(Path.of(table), bytes);
        for (String action : List.of("info", "verify")) {
            CommandLineRun.of("table", action, table).fails(3, "damaged in the column 'a'");
        }
        CommandLineRun.of("search", "--space", "nasbench-macro", "--labels", "table", "--table", table, "--column", "a")
                .fails(3, "damaged in the column 'a'");
        CommandLineRun.of("table", "verify", write("odd.csv", "arch,a\n,1\n")).fails(3, "the space has to be named");
    }
}
