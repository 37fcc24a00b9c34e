package org.deltanas.kernels.num;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SymmetricMatrixTest {

    /** {@code q diag(values) q'} of a random orthogonal q, a product of reflections. */
    private static double[] withSpectrum(double[] values, long seed) {
        int n = values.length;
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            a[i * n + i] = values[i];
        }
        Philox random = new Philox(seed);
        double[] v = new double[n];
        for (int reflection = 0; reflection < n; reflection++) {
            double square = 0;
            for (int i = 0; i < n; i++) {
                v[i] = random.nextDouble() - .5;
                square += v[i] * v[i];
            }
            for (int side = 0; side < 2; side++) {
                for (int r = 0; r < n; r++) {
                    double dot = 0;
                    for (int i = 0; i < n; i++) {
                        dot += v[i] * (side == 0 ? a[i * n + r] : a[r * n + i]);
                    }
                    for (int i = 0; i < n; i++) {
                        a[side == 0 ? i * n + r : r * n + i] -= 2 * dot * v[i] / square;
                    }
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a[j * n + i] = a[i * n + j];
            }
        }
        return a;
    }

    private static void assertSpectrum(double[] values, long seed) {
        double[] found = SymmetricMatrix.eigenvalues(withSpectrum(values, seed), values.length);
        Arrays.sort(found);
        double[] expected = values.clone();
        Arrays.sort(expected);
        double largest = Math.max(Math.abs(expected[0]), Math.abs(expected[expected.length - 1]));
        for (int i = 0; i < values.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-13 * values.length * largest + 1e-300));
        }
    }

    @Test
    void findsASpectrumThatIsKnown() {
        assertSpectrum(new double[] {3}, 1);
        assertSpectrum(new double[] {2, -1}, 2);
        assertSpectrum(new double[] {5, 5, 5, 1}, 3);
        assertSpectrum(new double[] {0, 0, 0, 0, 7}, 4);
        assertSpectrum(new double[6], 5);
        double[] many = new double[64];
        for (int i = 0; i < many.length; i++) {
            many[i] = Math.pow(.7, i);
        }
        assertSpectrum(many, 6);
        double[] apart = {1e-12, 1, 1e12, -1e6, 4, 4 + 1e-9, 0};
        assertSpectrum(apart, 7);
    }

    @Test
    void findsTheSpectrumOfAChain() {
        int n = 30;
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            a[i * n + i] = 2;
            if (i > 0) {
                a[i * n + i - 1] = -1;
                a[(i - 1) * n + i] = -1;
            }
        }
        double[] found = SymmetricMatrix.eigenvalues(a, n);
        Arrays.sort(found);
        for (int k = 1; k <= n; k++) {
            assertThat(found[k - 1]).isCloseTo(2 - 2 * Math.cos(k * Math.PI / (n + 1)), within(1e-13));
        }
        // Its determinant is n + 1.
        assertThat(SymmetricMatrix.logDeterminant(a, n)).isCloseTo(Math.log(n + 1), within(1e-12));
    }

    @Test
    void theDeterminantIsTheProductOfTheEigenvalues() {
        double[] values = {.5, 3, 9, 1e-3, 1e4, 2};
        double expected = Arrays.stream(values).map(Math::log).sum();
        assertThat(SymmetricMatrix.logDeterminant(withSpectrum(values, 8), 6)).isCloseTo(expected, within(1e-9));
    }

    @Test
    void aMatrixThatIsNotPositiveDefiniteHasNoLogarithm() {
        assertThat(SymmetricMatrix.logDeterminant(new double[] {1, 1, 1, 1}, 2)).isNaN();
        assertThat(SymmetricMatrix.logDeterminant(new double[] {1, 2, 2, 1}, 2)).isNaN();
        assertThat(SymmetricMatrix.logDeterminant(new double[] {Double.NaN}, 1)).isNaN();
    }

    @Test
    void refusesWhatIsNoMatrix() {
        assertThatThrownBy(() -> SymmetricMatrix.eigenvalues(new double[5], 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 numbers, not 5");
        assertThatThrownBy(() -> SymmetricMatrix.eigenvalues(new double[] {1, Double.NaN, Double.NaN, 1}, 2))
                .isInstanceOf(ArithmeticException.class);
    }
}
