package org.deltanas.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChainSpaceTest {

    @ParameterizedTest
    @CsvSource({
        "nasbench-macro, 6561, 3969",
        "block:1x4, 4, 4",
        "block:2x3, 9, 9",
        "block:3x4, 64, 64",
        "block:6x3, 729, 567",
        "block:9x3, 19683, 6615"
    })
    void countsAgreeWithEnumeration(String name, int raw, int functional) {
        ChainSpace space = (ChainSpace) SearchSpaces.byName(name);
        Set<String> strings = new HashSet<>();
        Set<String> classes = new HashSet<>();
        try (CodeSlab codes = space.newSlab(2)) {
            for (int i = 0; i < raw; i++) {
                for (int p = 0, rest = i; p < space.positions(); p++, rest /= space.kinds()) {
                    space.setOption(codes, 0, p, rest % space.kinds());
                }
                strings.add(space.format(codes, 0));
                space.canonicalise(codes, 0, codes, 1);
                classes.add(space.format(codes, 1));
            }
        }
        assertThat(strings).hasSize(raw);
        assertThat(space.rawCount()).isEqualTo(BigInteger.valueOf(raw));
        assertThat(classes).hasSize(functional);
        assertThat(space.functionalCount()).contains(BigInteger.valueOf(functional));
    }

    @Test
    void spacesOfAnySizeFit() {
        SearchSpace space = SearchSpaces.byName("block:200x16");
        assertThat(space.rawCount()).isEqualTo(BigInteger.valueOf(16).pow(200));
        assertThat(space.bits()).isEqualTo(800);
        assertThat(space.words()).isEqualTo(13);
        assertThat(space.maxNeighbours()).isEqualTo(3_000);
        assertThat(space.edits().count()).isEqualTo(3_000);
    }

    @Test
    void macroReductionsOpenStagesOfTwoThreeAndThree() {
        ChainSpace space = ChainSpace.nasBenchMacro();
        StringBuilder reductions = new StringBuilder();
        for (int p = 0; p < space.positions(); p++) {
            reductions.append(space.isReduction(p) ? 'r' : '.');
        }
        assertThat(reductions).hasToString("r.r..r..");
        assertThat(canonical(space, "00200102")).isEqualTo("00200120");
        assertThat(canonical(space, "01001000")).isEqualTo("01010000");
    }

    private static String canonical(ChainSpace space, String chain) {
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse(chain, codes, 0);
            space.canonicalise(codes, 0, codes, 0);
            return space.format(codes, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2221222", "222122200", "22212223", "2221222A", "2221222é", "2 212220"})
    void refusesOtherStrings(String bad) {
        ChainSpace space = ChainSpace.nasBenchMacro();
        try (CodeSlab codes = space.newSlab(1)) {
            assertThatThrownBy(() -> space.parse(bad, codes, 0))
                    .isInstanceOf(InvalidArchitectureException.class)
                    .hasMessageContaining("'" + bad + "'")
                    .hasMessageContaining("8 characters from 0 to 2");
        }
    }

    @Test
    void manyKindsAreNumbers() {
        ChainSpace space = ChainSpace.block(3, 100);
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse("99-0-7", codes, 0);
            assertThat(space.format(codes, 0)).isEqualTo("99-0-7");
            assertThatThrownBy(() -> space.parse("99-0-100", codes, 0)).hasMessageContaining("'100'");
            assertThatThrownBy(() -> space.parse("99-0-", codes, 0)).hasMessageContaining("''");
            assertThatThrownBy(() -> space.parse("99--1-0", codes, 0)).hasMessageContaining("4 blocks");
        }
    }
}
