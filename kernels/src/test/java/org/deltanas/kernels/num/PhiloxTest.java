package org.deltanas.kernels.num;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PhiloxTest {

    /** Known answers published with Random123 for philox4x32 with 10 rounds. */
    @Test
    void knownAnswers() {
        assertThat(block(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(block(-1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(block(0x299f31d0a4093822L, 0x0370734413198a2eL, 0x85a308d3243f6a88L))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    private static int[] block(long key, long stream, long counter) {
        int[] out = new int[4];
        Philox.block(key, stream, counter, out, 0);
        return out;
    }

    @Test
    void sameNameSameStreamOtherNameOtherStream() {
        assertThat(new Philox(1, 2, 3).nextLong()).isEqualTo(new Philox(1, 2, 3).nextLong());
        assertThat(new Philox(1, 2, 3).nextLong()).isNotEqualTo(new Philox(1, 3, 2).nextLong());
        assertThat(new Philox(1, 2).nextLong()).isNotEqualTo(new Philox(1, 2, 0).nextLong());
        assertThat(new Philox(1).nextLong()).isNotEqualTo(new Philox(2).nextLong());
    }

    @Test
    void boundedIntegersAreUniform() {
        Philox random = new Philox(5);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[random.nextInt(7)]++;
        }
        // Five standard deviations of a binomial of 70,000 draws at 1/7.
        for (int count : counts) {
            assertThat(count).isBetween(10_000 - 463, 10_000 + 463);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> random.nextInt(0)).withMessageContaining("0");
    }

    @Test
    void shortPathsHaveTheNamesOfArrays() {
        assertThat(Philox.derive(7)).isEqualTo(Philox.derive(new long[] {7}));
        assertThat(Philox.derive(7, -2)).isEqualTo(Philox.derive(new long[] {7, -2}));
        assertThat(Philox.derive(7, -2, 0)).isEqualTo(Philox.derive(new long[] {7, -2, 0}));
        assertThat(Philox.derive(7, -2, 0, 5)).isEqualTo(Philox.derive(new long[] {7, -2, 0, 5}));
        assertThat(Philox.derive(7, -2, 0, 5, 9)).isEqualTo(Philox.derive(new long[] {7, -2, 0, 5, 9}));
    }

    @Test
    void doublesAreInTheUnitIntervalWithTheRightMoments() {
        Philox random = new Philox(6);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 100_000; i++) {
            double x = random.nextDouble();
            assertThat(x).isBetween(0.0, Math.nextDown(1.0));
            sum += x;
            squares += x * x;
        }
        assertThat(sum / 100_000).isBetween(0.495, 0.505);
        assertThat(squares / 100_000).isBetween(0.328, 0.338);
    }
}
