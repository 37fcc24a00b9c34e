package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
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
