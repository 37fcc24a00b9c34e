package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run of the command line left.
 *
 * @param code the exit code
 * @param out standard output
 * @param err standard error
 */
record CommandLineRun(int code, String out, String err) {
    static CommandLineRun of(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = DeltaNasCli.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new CommandLineRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Starts it in a JVM of its own, its output in the files {@code stdout} and {@code stderr} of a folder. */
    static Process start(List<String> args, Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DeltaNasCli.class.getName()));
        command.addAll(args);
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
    }

    /** Words separated by blanks. */
    static CommandLineRun ofLine(String line) {
        return of(line.isEmpty() ? new String[0] : line.split(" "));
    }

    CommandLineRun succeeds() {
        assertThat(code).as("exit code; standard error: %s", err).isZero();
        assertThat(err).isEmpty();
        return this;
    }

    /** Expects a code, one line on standard error with all parts, nothing on standard output, no stack trace. */
    CommandLineRun fails(int expectedCode, String... parts) {
        assertThat(code).as("exit code; standard error: %s", err).isEqualTo(expectedCode);
        assertThat(out).isEmpty();
        assertThat(err)
                .contains(parts)
                .startsWith("deltanas")
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
        assertThat(err.lines()).hasSize(1);
        return this;
    }

    /** Standard output, which must be one JSON object and nothing else. */
    JsonNode json() {
        try {
            return JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readTree(out);
        } catch (JsonProcessingException e) {
            throw new AssertionError("standard output is not one JSON object: " + out, e);
        }
    }
}
