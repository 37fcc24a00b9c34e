package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

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
