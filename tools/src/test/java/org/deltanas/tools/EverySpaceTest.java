package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every space can be searched, from the command line, by what its networks give. */
class EverySpaceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nasbench101",
                "nasbench201",
                "nasbench301",
                "transnas-micro",
                "transnas-macro",
                "nasbench-macro",
                "natsbench-size",
                "block:12x4"
            })
    void isSearchedByParametersAndZenScores(String space) {
        JsonNode params = search(space, "--labels", "params", "--queries", "32");
        JsonNode random = search(space, "--labels", "params", "--queries", "32", "--searcher", "random");
        assertThat(params.get("best").get("label").doubleValue())
                .as("a guided search finds more parameters than a random one")
                .isGreaterThanOrEqualTo(random.get("best").get("label").doubleValue());
        JsonNode zen = search(space, "--labels", "zen", "--queries", "6", "--initial", "4", "--resolution", "8");
        assertThat(zen.get("queries").intValue()).isEqualTo(6);
        assertThat(zen.get("best").get("label").isNumber()).isTrue();
    }

    /** Built-in spaces: see {@code SearcherContractTest}. */
    @ParameterizedTest
    @EnumSource(FigureSearcher.class)
    void aSpaceOfOnesOwnIsSearchedByEverySearcherAlikeOnAnyNumberOfThreads(
            FigureSearcher searcher, @TempDir Path folder) throws IOException {
        Path space = folder.resolve("space.json");
        try (InputStream example = SpaceFile.class.getResourceAsStream("space.example.json")) {
            Files.copy(example, space);
        }
        List<String> arguments =
                new ArrayList<>(List.of("--labels", "params", "--queries", "20", "--kernel", "scalar"));
        arguments.addAll(searcher.options());
        JsonNode one = search(space.toString(), arguments, "1");
        assertThat(one.get("queries").intValue()).isEqualTo(20);
        assertThat(one.get("trace")).hasSizeGreaterThan(1);
        assertThat(search(space.toString(), arguments, "2")).isEqualTo(one);
    }

    private static JsonNode search(String space, List<String> arguments, String threads) {
        List<String> more = new ArrayList<>(arguments);
        more.addAll(List.of("--threads", threads));
        ObjectNode json = (ObjectNode) search(space, more.toArray(String[]::new));
        json.remove("run");
        return json;
    }

    private static JsonNode search(String space, String... more) {
        String[] arguments = new String[more.length + 4];
        arguments[0] = "search";
        arguments[1] = "--space";
        arguments[2] = space;
        arguments[3] = "--json";
        System.arraycopy(more, 0, arguments, 4, more.length);
        return CommandLineRun.of(arguments).succeeds().json();
    }
}
