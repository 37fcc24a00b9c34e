package org.deltanas.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.deltanas.kernels.num.Philox;
import org.deltanas.testing.PublishedTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransNasMacroSpaceTest {
    private final TransNasMacroSpace space = new TransNasMacroSpace();

    /** 210 + 750 + 2,296 chains of four, five and six modules. */
    @Test
    void has3256ChainsWhichAreThePublishedOnes() {
        assertThat(space.rawCount().intValueExact()).isEqualTo(210 + 750 + 2_296);
        List<String[]> rows = PublishedTables.read("transnasbench101/transnasbench101_macro.csv.gz", "arch");
        Set<Long> codes = new HashSet<>();
        try (CodeSlab slab = space.newSlab(1)) {
            for (String[] row : rows) {
                space.parse(row[0], slab, 0);
                assertThat(space.isValid(slab, 0)).isTrue();
                assertThat(space.format(slab, 0)).isEqualTo(row[0]);
                codes.add(slab.word(0, 0));
            }
        }
        assertThat(codes).hasSize(3_256);
    }

    private Set<String> neighbours(String chain) {
        Set<String> found = new TreeSet<>();
        try (CodeSlab slab = space.newSlab(2)) {
            space.parse(chain, slab, 0);
            for (int edit = 0; edit < space.edits().count(); edit++) {
                if (space.isValidAfter(slab, 0, edit)) {
                    slab.copyFrom(slab, 0, 1);
                    space.edits().apply(edit, slab, 1);
                    assertThat(space.distance(slab, 0, slab, 1)).isEqualTo(1);
                    String neighbour = space.format(slab, 1);
                    assertThat(found.add(neighbour.substring(3, neighbour.length() - 6)))
                            .isTrue();
                }
            }
        }
        return found;
    }

    @Test
    void anEditMovesAddsOrRemovesAMarkOrAPlainModule() {
        assertThat(neighbours("64-1214-basic"))
                .containsExactlyInAnyOrder(
                        // A halving added to, or moved to, another module; the last cannot go.
                        "3214",
                        "1414",
                        "1234",
                        "3212",
                        "1412",
                        "1232",
                        // A doubling added, taken away, moved.
                        "2214",
                        "1224",
                        "1114",
                        "1213",
                        "2114",
                        "1124",
                        "2213",
                        "1223",
                        // A plain module inserted; there is none to spare.
                        "11214",
                        "12114",
                        "12141");
        assertThat(neighbours("64-11214-basic")).contains("1214", "1124").doesNotContain("1114", "11212");
        assertThat(neighbours("64-444311-basic"))
                .as("at most four halvings and three doublings")
                .doesNotContain("444331", "444411")
                .contains("44431", "444111", "444131", "344411");
    }

    /** The definition, written out for whole strings. */
    @Test
    void neighboursAreThoseOfTheDefinition() {
        Philox random = new Philox(1);
        try (CodeSlab slab = space.newSlab(1)) {
            for (int i = 0; i < 60; i++) {
                space.sample(random, slab, 0);
                String chain = space.format(slab, 0);
                String digits = chain.substring(3, chain.length() - 6);
                Set<String> expected = new TreeSet<>();
                for (int a = 0; a < digits.length(); a++) {
                    for (int bit = 1; bit <= 2; bit++) {
                        String changed = flip(digits, a, bit);
                        expected.add(changed);
                        for (int b = 0; b < digits.length(); b++) {
                            String moved = flip(changed, b, bit);
                            if (b != a && count(moved, bit) == count(digits, bit)) {
                                expected.add(moved);
                            }
                        }
                    }
                    if (digits.charAt(a) == '1') {
                        expected.add(digits.substring(0, a) + digits.substring(a + 1));
                    }
                }
                for (int a = 0; a <= digits.length(); a++) {
                    expected.add(digits.substring(0, a) + "1" + digits.substring(a));
                }
                expected.removeIf(d -> d.length() < 4
                        || d.length() > 6
                        || count(d, 1) < 1
                        || count(d, 1) > 3
                        || count(d, 2) < 1
                        || count(d, 2) > 4);
                assertThat(neighbours(chain)).as(chain).isEqualTo(expected);
                assertThat(expected).hasSizeBetween(space.minNeighbours(), space.maxNeighbours());
            }
        }
    }

    private static String flip(String digits, int at, int bit) {
        char[] changed = digits.toCharArray();
        changed[at] = (char) ('1' + ((changed[at] - '1') ^ bit));
        return new String(changed);
    }

    private static long count(String digits, int bit) {
        return digits.chars().filter(c -> ((c - '1') & bit) != 0).count();
    }

    @ParameterizedTest
    @CsvSource({
        "64-1214-basic, 64-1214-basic, 0",
        "64-1214-basic, 64-111214-basic, 2",
        "64-4111-basic, 64-1114-basic, 2"
    })
    void distances(String a, String b, int expected) {
        try (CodeSlab slab = space.newSlab(2)) {
            space.parse(a, slab, 0);
            space.parse(b, slab, 1);
            assertThat(space.distance(slab, 0, slab, 1)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "64-124-basic",
                "64-1111234-basic",
                "64-1111-basic",
                "64-2222-basic",
                "64-44441-basic",
                "64-1254-basic",
                "1214"
            })
    void otherStringsAreRefused(String architecture) {
        try (CodeSlab codes = space.newSlab(1)) {
            assertThatThrownBy(() -> space.parse(architecture, codes, 0))
                    .isInstanceOf(InvalidArchitectureException.class)
                    .hasMessageContaining("'" + architecture + "'")
                    .hasMessageContaining("64-DIGITS-basic");
        }
    }
}
