package org.deltanas.kernels.num;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.deltanas.kernels.Simd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GaussianTest {

    static Stream<Simd> widths() {
        return Stream.of(Simd.vector(128), Simd.vector(256), Simd.vector(512));
    }

    private static float[] draw(Simd simd, long seed, long stream, long from, int count) {
        float[] out = new float[count];
        Gaussian.of(simd).fill(seed, stream, from, out, 0, count);
        return out;
    }

    @ParameterizedTest
    @MethodSource("widths")
    void everyWidthGivesTheBitsOfScalarCode(Simd simd) {
        for (long seed : new long[] {0, 1, -1, Long.MIN_VALUE, 0x123456789ABCDEFL}) {
            for (long stream : new long[] {0, -7, Long.MAX_VALUE}) {
                assertThat(draw(simd, seed, stream, 0, 4096))
                        .as("seed %d stream %d", seed, stream)
                        .isEqualTo(draw(Simd.scalar(), seed, stream, 0, 4096));
            }
        }
        long far = (1L << 40) - 64;
        assertThat(draw(simd, 3, 4, far, 256)).isEqualTo(draw(Simd.scalar(), 3, 4, far, 256));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 63", "63, 2", "64, 64", "5, 200", "4294967290, 100"})
    void anElementDependsOnItsIndexAlone(long from, int count) {
        float[] all = draw(Simd.best(), 9, 2, from, count);
        for (int i = 0; i < count; i++) {
            assertThat(draw(Simd.best(), 9, 2, from + i, 1)[0]).isEqualTo(all[i]);
        }
    }

    /** From the interpreter to the last compiler. */
    @Test
    void theFirstCallAndTheTwentyThousandthGiveTheSameBits() {
        for (Simd simd : Stream.concat(Stream.of(Simd.scalar()), widths()).toList()) {
            float[] first = draw(simd, 5, 6, 0, 64);
            float[] later = new float[64];
            Gaussian gaussian = Gaussian.of(simd);
            for (int i = 0; i < 20_000; i++) {
                gaussian.fill(5, 6, 0, later, 0, 64);
            }
            assertThat(later).as(simd.toString()).isEqualTo(first);
        }
    }

    /** Moments of two million numbers, within five standard errors. */
    @Test
    void momentsAreThoseOfTheNormalDistribution() {
        int n = 1 << 21;
        float[] z = draw(Simd.best(), 12, 1, 0, n);
        double[] moments = new double[5];
        double lag = 0;
        for (int i = 0; i < n; i++) {
            for (int k = 1; k <= 4; k++) {
                moments[k] += Math.pow(z[i], k) / n;
            }
            lag += i + 16 < n ? z[i] * z[i + 16] / n : 0;
        }
        double error = 5 / Math.sqrt(n);
        assertThat(moments[1]).isCloseTo(0, within(error));
        assertThat(moments[2]).isCloseTo(1, within(error * Math.sqrt(2)));
        assertThat(moments[3]).isCloseTo(0, within(error * Math.sqrt(15)));
        assertThat(moments[4]).isCloseTo(3, within(error * Math.sqrt(96)));
        // The cosine and the sine of one angle are 16 elements apart.
        assertThat(lag).isCloseTo(0, within(error));
    }

    /** Kolmogorov's distance to the normal distribution function, by the table value at the 0.1 % level. */
    @Test
    void theDistributionIsNormal() {
        int n = 1 << 18;
        float[] z = draw(Simd.best(), 13, 1, 0, n);
        Arrays.sort(z);
        double distance = 0;
        for (int i = 0; i < n; i += 37) {
            distance = Math.max(distance, Math.abs((i + 0.5) / n - normalCdf(z[i])));
        }
        assertThat(distance).isLessThan(1.95 / Math.sqrt(n));
        assertThat(z[0]).isBetween(-6.7f, -4f);
        assertThat(z[n - 1]).isBetween(4f, 6.7f);
    }

    /** By the midpoint rule from 0. */
    private static double normalCdf(double x) {
        int steps = 200;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            double t = x * (i + 0.5) / steps;
            sum += Math.exp(-t * t / 2);
        }
        return 0.5 + sum * x / steps / Math.sqrt(2 * Math.PI);
    }

    @Test
    void refusesRangesThatDoNotExist() {
        Gaussian gaussian = Gaussian.of(Simd.scalar());
        assertThatThrownBy(() -> gaussian.fill(0, 0, -1, new float[4], 0, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> gaussian.fill(0, 0, 0, new float[4], 1, 4))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
