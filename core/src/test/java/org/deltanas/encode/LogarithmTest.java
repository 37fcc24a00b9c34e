package org.deltanas.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.deltanas.kernels.num.Philox;
import org.junit.jupiter.api.Test;

class LogarithmTest {
    @Test
    void isTheFloorOfSixteenBinaryLogarithms() {
        Philox random = new Philox(1);
        assertThat(Logarithm.sixteenths(0)).isZero();
        assertThat(Logarithm.sixteenths(1)).isZero();
        for (int i = 0; i < 2_000; i++) {
            long value = 2 + (random.nextLong() >>> (2 + random.nextInt(60)));
            int expected = BigInteger.valueOf(value).pow(16).bitLength() - 1;
            assertThat(Logarithm.sixteenths(value)).as("%d", value).isEqualTo(expected);
        }
        for (int e = 1; e < 63; e++) {
            assertThat(Logarithm.sixteenths(1L << e)).isEqualTo(16 * e);
        }
    }
}
