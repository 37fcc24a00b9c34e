package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.deltanas.tools.LabelLog.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelLogTest {
    private static final Answer GOOD = new Answer("|a~0|+|b|", -1.5e-7, null);
    private static final Answer BAD = new Answer("0123", Double.NaN, "exit code 3");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("labels.csv");
    }

    private LabelLog resumed() {
        return LabelLog.open(file, "question", true, true);
    }

    @Test
    void answersComeBack() throws IOException {
        try (LabelLog log = resumed()) {
            log.keep(List.of(GOOD, BAD));
            assertThat(Files.readString(file)).endsWith("|a~0|+|b|,-1.5E-7,\n0123,,exit code 3\n");
        }
        try (LabelLog log = resumed()) {
            assertThat(log.found("|a~0|+|b|")).isEqualTo(GOOD);
            assertThat(log.found("0123")).isEqualTo(BAD);
            assertThat(log.found("0")).isNull();
            assertThat(log.foundLabel()).isTrue();
        }
        try (LabelLog log = LabelLog.open(file, "question", true, false)) {
            assertThat(log.found("0123")).isNull();
        }
        assertThat(Files.readString(file)).isEqualTo("# question\narch,label,failure\n");
    }

    @Test
    void reasonsFitIntoTheirColumn() throws IOException {
        try (LabelLog log = resumed()) {
            log.keep(List.of(new Answer("0", Double.NaN, "could not start: \"a\", b\n c")));
        }
        try (LabelLog log = resumed()) {
            assertThat(log.found("0").failure()).isEqualTo("could not start: a b c");
        }
    }

    /** Wherever a kill cuts the file short, what was written whole is read and writing goes on behind it. */
    @Test
    void everyCutIsResumedFrom() throws IOException {
        try (LabelLog log = resumed()) {
            log.keep(List.of(GOOD, BAD));
            log.keep(List.of(new Answer("ü", 2, null)));
        }
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 0; cut <= whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            try (LabelLog log = resumed()) {
                for (String architecture : new String[] {"|a~0|+|b|", "0123", "ü"}) {
                    Answer found = log.found(architecture);
                    if (found == null) {
                        log.keep(List.of(
                                architecture.equals("ü")
                                        ? new Answer("ü", 2, null)
                                        : architecture.equals("0123") ? BAD : GOOD));
                    }
                }
            }
            assertThat(Files.readAllBytes(file)).as("cut at %s", cut).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,1", "0,,", "0,1,why", "0,x,", ",1,", "0"})
    void linesThatAreNoAnswersAreRefused(String line) throws IOException {
        Files.writeString(file, "# question\narch,label,failure\n" + line + "\n");
        assertThatThrownBy(this::resumed)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'" + line + "' is no answer");
    }

    @Test
    void aLogInUseIsRefusedAndLeftAlone() throws IOException {
        try (LabelLog log = resumed()) {
            log.keep(List.of(GOOD));
            String before = Files.readString(file);
            for (boolean resume : new boolean[] {true, false}) {
                assertThatThrownBy(() -> LabelLog.open(file, "question", true, resume))
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining("is being written by another search");
            }
            assertThat(Files.readString(file)).isEqualTo(before);
        }
        resumed().close();
    }
}
