package org.deltanas.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvCellsTest {
    private static final String ALPHABET = "00123456789..-";

    @Test
    void plainNumbersHaveTheBitsOfTheGeneralMethod() {
        Random random = new Random(1);
        int plain = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(18); length > 0; length--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length() - (text.isEmpty() ? 0 : 1))));
            }
            double value = CsvCells.plain(text.toString());
            if (!Double.isNaN(value)) {
                plain++;
                assertThat(Double.doubleToRawLongBits(value))
                        .as(text.toString())
                        .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text.toString())));
            }
        }
        assertThat(plain).isGreaterThan(50_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-0", "7.", ".5", "-.5", "91.606667", "129306", "9007199254740992", "0.00000000000001"})
    void takesWhatTablesHold(String text) {
        assertThat(Double.doubleToRawLongBits(CsvCells.plain(text)))
                .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                ".",
                "-.",
                "1.2.3",
                "1-2",
                "--1",
                "+1",
                "1e3",
                " 1",
                "1d",
                "nan",
                "-inf",
                "\u0661",
                "9007199254740993",
                "12345678901234567",
                "1.2345678901234567"
            })
    void leavesAllElseToTheGeneralMethod(String text) {
        assertThat(CsvCells.plain(text)).isNaN();
    }
}
