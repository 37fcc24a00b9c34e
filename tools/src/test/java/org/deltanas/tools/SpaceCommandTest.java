package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceCommandTest {
    private static final String CELL =
            "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|none~1|nor_conv_1x1~2|";

    private static JsonNode json(String... args) {
        return CommandLineRun.of(args).succeeds().json();
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void countsNasBench201() {
        JsonNode json = json("space", "--space", "nasbench201", "--count", "--json");
        assertThat(names(json))
                .containsExactly(
                        "space", "raw", "canonical", "functional", "neighbours", "valid", "bits", "words", "notes");
        assertThat(json.get("raw").textValue()).isEqualTo("15625");
        assertThat(json.get("canonical").textValue()).isEqualTo("6466");
        assertThat(json.get("functional").textValue()).isEqualTo("4930");
        assertThat(json.get("neighbours").get("min").intValue()).isEqualTo(24);
        assertThat(json.get("neighbours").get("max").intValue()).isEqualTo(24);
        assertThat(json.get("bits").intValue()).isEqualTo(18);
        assertThat(json.get("words").intValue()).isEqualTo(1);
    }

    @Test
    void countsWithoutARuleAreNull() {
        JsonNode json = json("space", "--space", "block:200x16", "--json");
        assertThat(json.get("canonical").isNull()).isTrue();
        assertThat(json.get("raw").textValue()).hasSize(241);
        assertThat(CommandLineRun.of("space", "--space", "block:20x4")
                        .succeeds()
                        .out())
                .contains("1,099,511,627,776")
                .contains("unknown");
    }

    @Test
    void enumerationAgreesWithTheFormulas() {
        for (String space : new String[] {
            "nasbench201", "transnas-micro", "transnas-macro", "natsbench-size", "nasbench-macro", "block:7x4"
        }) {
            JsonNode json = json("space", "--space", space, "--enumerate", "--json");
            JsonNode counted = json.get("enumerated");
            assertThat(counted.get("raw")).isEqualTo(json.get("raw"));
            assertThat(counted.get("functional")).isEqualTo(json.get("functional"));
            if (space.equals("nasbench201")) {
                assertThat(counted.get("canonical")).isEqualTo(json.get("canonical"));
            }
        }
    }

    @Test
    void listsNeighbours() {
        JsonNode json = json("space", "--space", "nasbench201", "--arch", CELL, "--neighbours", "--json");
        assertThat(names(json)).containsExactly("space", "arch", "canonical", "naslib", "neighbours");
        assertThat(json.get("arch").textValue()).isEqualTo(CELL);
        assertThat(json.get("neighbours")).hasSize(24).doesNotHaveDuplicates();
        for (JsonNode neighbour : json.get("neighbours")) {
            JsonNode pair =
                    json("space", "--space", "nasbench201", "--arch", CELL, "--arch", neighbour.textValue(), "--json");
            assertThat(pair.get("distance").intValue()).isEqualTo(1);
        }
    }

    @Test
    void tellsSameFunctions() {
        JsonNode json =
                json("space", "--space", "nasbench-macro", "--arch", "22212220", "--arch", "22212202", "--json");
        assertThat(json.get("distance").intValue()).isEqualTo(2);
        assertThat(json.get("sameFunction").booleanValue()).isTrue();
        assertThat(CommandLineRun.of("space", "--space", "nasbench-macro", "--arch", "22212202")
                        .succeeds()
                        .out())
                .isEqualTo("canonical  22212220\n");
    }

    @Test
    void countsNasBench101AndCorrectsThePaper() {
        JsonNode json = json("space", "--space", "nasbench101", "--count", "--json");
        assertThat(json.get("raw").textValue()).isEqualTo("509607936");
        assertThat(json.get("valid").textValue()).isEqualTo("373754169");
        assertThat(json.get("canonical").textValue()).isEqualTo("423624");
        assertThat(json.get("neighbours").get("max").intValue()).isEqualTo(31);
        assertThat(json.get("notes").toString()).contains("not 432k", "2^(n(n-1)/2) r^n");
        assertThat(CommandLineRun.ofLine("space --space nasbench301").succeeds().out())
                .contains("1,076,746,950,455,072,400", "120", "not 1e21");
        assertThat(CommandLineRun.ofLine("space --space nasbench201").succeeds().out())
                .contains("rn = 30", "n r (r-1) = 120", "n (r-1) = 24 neighbours");
        assertThat(CommandLineRun.ofLine("space --space block:20x4").succeeds().out())
                .contains("4^20 = 1.1e12");
    }

    @Test
    void readsAndWritesNasLibsTuples() {
        JsonNode json = json("space", "--space", "nasbench201", "--arch", "(0, 2, 3, 2, 3, 1)", "--json");
        assertThat(json.get("arch").textValue())
                .isEqualTo("|skip_connect~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_1x1~0|nor_conv_1x1~1|none~2|");
        assertThat(json.get("naslib").textValue()).isEqualTo("(0, 2, 3, 2, 3, 1)");
        CommandLineRun.of("space", "--space", "nasbench201", "--arch", "(0, 2, 3)")
                .fails(3, "'(0, 2, 3)'", "tuple");
        assertThat(json("space", "--space", "nasbench101", "--arch", "110011:3p", "--json")
                        .get("hash")
                        .textValue())
                .hasSize(32);
    }

    @Test
    void writesWhatItPrints(@TempDir Path folder) throws IOException {
        Path out = folder.resolve("a/b");
        CommandLineRun run = CommandLineRun.of("space", "--space", "block:3x2", "--json", "--out", out.toString());
        assertThat(Files.readString(out.resolve("space.json")))
                .isEqualTo(run.succeeds().out());
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        for (String line :
                new String[] {"--help", "search --help", "score --help", "space --help", "bench --help", "export --help"
                }) {
            assertThat(CommandLineRun.ofLine(line).succeeds().out()).contains("Usage: deltanas");
        }
        for (String line : new String[] {"--version", "search --version", "bench -V"}) {
            assertThat(CommandLineRun.ofLine(line).succeeds().out()).matches("deltanas [0-9].*, Java 25.*\\R");
        }
    }
}
