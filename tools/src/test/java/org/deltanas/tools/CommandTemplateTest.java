package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTemplateTest {
    private static final String CELL = "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|";

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            quoteCharacter = '^',
            value = {
                "/x a  b = /x,a,b",
                "/x 'a b' \"c d\" = /x,a b,c d",
                "/x a'b c'd\"e f\"g = /x,ab cde fg",
                "/x '' \"\" = /x,,",
                "/x a\\ b \\' \\\\ = /x,a b,',\\",
                "/x '\\' \"\\\\ \\a \\\"\" = /x,\\,\\ \\a \"",
                "/x '|&;<>()$`*?~#' \"|&;<>()*?~#\" *?~# = /x,|&;<>()$`*?~#,|&;<>()*?~#,*?~#",
                "/x \\| \\$HOME \"\\$HOME\" = /x,|,$HOME,$HOME",
            })
    void splitsAsAShellDoes(String line, String words) {
        assertThat(String.join(",", CommandTemplate.parse(line).words("0"))).isEqualTo(words);
    }

    @Test
    void anArchitectureIsNeverMoreThanAPartOfOneArgument() {
        assertThat(CommandTemplate.parse("/x {arch} --arch={arch} '{arch}' \"a {arch} b\" end")
                        .words(CELL))
                .containsExactly("/x", CELL, "--arch=" + CELL, CELL, "a " + CELL + " b", "end");
        String nasty = "a b' \"c\\ $(d) {arch}";
        assertThat(CommandTemplate.parse("/x {arch}").words(nasty)).containsExactly("/x", nasty);
    }

    /** What {@code --command} is quoted by in the command to repeat a search. */
    @Property
    void quotedWordsComeBack(
            @ForAll @Size(min = 1, max = 5) List<@NotEmpty @CharRange(from = ' ', to = '~') String> words) {
        String line = words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        assertThat(CommandTemplate.parse("/x " + line).words("{arch}").subList(1, words.size() + 1))
                .isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x | y",
                "x > y",
                "x && y",
                "x; y",
                "(x)",
                "x $HOME",
                "x \"$HOME\"",
                "x `y`",
                "x 'a",
                "x \"a",
                "x \\",
                "",
                "  ",
                "''"
            })
    void whatOnlyAShellUnderstandsIsRefused(String line) {
        assertThatThrownBy(() -> CommandTemplate.parse(line))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--command '" + line + "'");
    }
}
