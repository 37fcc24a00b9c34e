package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LastNumberTest {
    private static String last(String printed, int piece) {
        byte[] bytes = printed.getBytes(StandardCharsets.UTF_8);
        LastNumber number = new LastNumber();
        for (int from = 0; from < bytes.length; from += piece) {
            int to = Math.min(bytes.length, from + piece);
            number.add(Arrays.copyOfRange(bytes, from, to), to - from);
        }
        return number.atEnd();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "0.93 # 0.93",
                "-1.5e-3 # -0.0015",
                "+7 # 7",
                ".5 # 0.5",
                "5. # 5",
                "1E3 # 1000",
                "accuracy: 93.5% # 93.5",
                "acc=0.25, loss=0.5 # 0.5",
                "{\"acc\":0.25,\"time\":\"3s\"} # 0.25",
                "{'a': [1, 2.5]} # 2.5",
                "The accuracy is 0.93. # 0.93",
                "epoch 1: 0.5|epoch 2: 0.75|saved to model-12.pt in 3.5s # 0.75",
                "0.5|finished at 12:34:56 # 0.5",
                "0.5|done, 3/10 of 1,234 files, v1.2.3, resnet18, 0x10, 1e, 1e5x # 0.5",
                "loss<0.5> # 0.5",
                "0.5 ± # 0.5",
            })
    void findsTheLastNumber(String printed, double expected) {
        String text = printed.replace('|', '\n');
        for (int piece = 1; piece <= text.length() + 1; piece++) {
            assertThat(LastNumber.value(last(text, piece)))
                    .as("pieces of %s", piece)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "12:34", "3.5s 1,2 --1 1-2 1e+ . - + e5 0x1F", "\u0661", "-", "%5"})
    void findsNone(String printed) {
        assertThat(last(printed, 3)).isNull();
    }

    /** A training that diverged must not be rated by the number of its last epoch. */
    @ParameterizedTest
    @ValueSource(strings = {"epoch 200 accuracy nan", "0.5 -inf", "1 Infinity%", "1 NaN.", "1e999"})
    void whatIsNotFiniteIsNotOverlooked(String printed) {
        assertThat(LastNumber.value(last(printed, 4))).isNotFinite();
    }

    @Test
    void wordsOfAnyLengthAreRead() {
        assertThat(last("0.5 " + "1".repeat(100_000), 1000)).isEqualTo("0.5");
        assertThat(last("1".repeat(100_000) + " 0.5", 1000)).isEqualTo("0.5");
    }
}
