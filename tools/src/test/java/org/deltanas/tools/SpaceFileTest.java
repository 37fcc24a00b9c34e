package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.deltanas.space.SpaceDefinition.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpaceFileTest {
    @TempDir
    private Path folder;

    private static String resource(String name) throws IOException {
        try (InputStream in = SpaceFile.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("space.json"), text).toString();
    }

    @Test
    void theExampleIsASpace() throws IOException {
        String example = file(resource("space.example.json"));
        JsonNode json = CommandLineRun.of("space", "--space", example, "--count", "--json")
                .succeeds()
                .json();
        assertThat(json.get("space").textValue()).isEqualTo("small-mobile");
        assertThat(json.get("raw").textValue()).isEqualTo("" + 2 * 2 * 4 * 4 * 4 * 4 * 4 * 4);
        assertThat(json.get("neighbours").get("max").intValue()).isEqualTo(1 + 1 + 5 * 3 + 2);
        JsonNode arch = CommandLineRun.of(
                        "space",
                        "--space",
                        example,
                        "--arch",
                        "skip-conv3-mb3_e3-sep5-skip-conv3-skip+01",
                        "--neighbours",
                        "--json")
                .succeeds()
                .json();
        assertThat(arch.get("neighbours")).hasSize(19);
    }

    @Test
    void itIsSearchedByParametersAndZenScores() throws IOException {
        String example = file(resource("space.example.json"));
        for (String labels : List.of("params", "zen")) {
            JsonNode json = CommandLineRun.of(
                            "search", "--space", example, "--labels", labels, "--queries", "24", "--json")
                    .succeeds()
                    .json();
            assertThat(json.get("space").textValue()).isEqualTo("small-mobile");
            assertThat(json.get("queries").intValue()).isEqualTo(24);
            assertThat(json.get("best").get("arch").textValue()).contains("+");
        }
    }

    /** The schema says what the reader does: the same fields, kinds of block and example. */
    @Test
    void theSchemaNamesWhatIsRead() throws IOException {
        JsonNode schema = new JsonMapper().readTree(resource("space.schema.json"));
        JsonNode kinds = schema.at("/$defs/block/properties/block/enum");
        assertThat(StreamSupport.stream(kinds.spliterator(), false).map(JsonNode::textValue))
                .containsExactlyElementsOf(Arrays.stream(Kind.values())
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList());
        JsonNode example = new JsonMapper().readTree(resource("space.example.json"));
        example.fieldNames()
                .forEachRemaining(
                        name -> assertThat(schema.get("properties").has(name)).isTrue());
        String refusal =
                CommandLineRun.of("space", "--space", file("{\"x\": 1}")).err();
        schema.get("properties")
                .fieldNames()
                .forEachRemaining(name -> assertThat(refusal).contains(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{; is no JSON",
                "[1]; the file: an object is needed, not [1]",
                "{\"name\": \"a\", \"name\": \"b\"}; is no JSON: Duplicate field 'name'",
                "{} {}; is no JSON",
                "{\"nam\": 1}; there is no field 'nam'; accepted are name",
                "{\"name\": \"a\"}; operations: an object of named blocks is needed",
                "{\"operations\": {\"a\": {\"block\": \"magic\"}}}; 'magic' is no kind of block; accepted are identity, none",
                "{\"operations\": {\"a\": {\"block\": \"separable\", \"kernel\": 4}}}; operations.a: kernel must be odd, not 4",
                "{\"operations\": {\"a\": {\"block\": \"separable\", \"kernel\": 1.5}}}; 'kernel' must be a whole number, not 1.5",
                "{\"operations\": {\"a-b\": {\"block\": \"none\"}}}; not 'a-b'",
                "{\"operations\": {\"a\": {\"block\": \"none\"}}}; positions: an array of positions is needed",
                "{\"operations\": {\"a\": {\"block\": \"none\"}}, \"positions\": [{}]}; positions[0]: a number 'channels' is needed",
                "{\"operations\": {\"a\": {\"block\": \"none\"}}, \"positions\": [{\"channels\": 8}]}; positions[0]: the number of operations must be from 2",
                "{\"operations\": {\"a\": {\"block\": \"none\"}}, \"positions\": [{\"channels\": 8, \"operations\": [\"b\"]}]}; positions[0].operations: \"b\" is no operation; there are a",
                "{\"operations\": {\"a\": {\"block\": \"none\"}, \"b\": {\"block\": \"identity\"}}, \"positions\": [{\"channels\": 8}], \"connections\": [[0, 1]], \"name\": \"x\"}; at least two further on",
                "{\"operations\": {\"a\": {\"block\": \"none\"}, \"b\": {\"block\": \"identity\"}}, \"positions\": [{\"channels\": 8}]}; a text 'name' is needed",
            })
    void otherFilesAreRefused(String text, String message) throws IOException {
        CommandLineRun.of("space", "--space", file(text)).fails(3, "space.json", message);
    }

    @Test
    void missingFilesAreRefused() {
        CommandLineRun.of("space", "--space", folder.resolve("none.json").toString())
                .fails(3, "none.json", "NoSuchFile");
        CommandLineRun.of("space", "--space", folder + "/").fails(3, "cannot be read");
    }
}
