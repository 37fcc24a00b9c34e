package org.deltanas.kernels.num;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.deltanas.kernels.Simd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ElementaryTest {

    private interface FloatFunction {
        float apply(float x);
    }

    /** Every {@code step}-th float between two, with the largest error in units in the last place of the result. */
    private static double worstUlp(float from, float to, int step, FloatFunction function, DoubleUnaryOperator truth) {
        double worst = 0;
        int a = key(from);
        int b = key(to);
        for (long k = a; k <= b; k += step) {
            float x = value((int) k);
            float actual = function.apply(x);
            double expected = truth.applyAsDouble(x);
            double unit = Math.ulp((float) expected);
            worst = Math.max(worst, Math.abs(actual - expected) / unit);
        }
        return worst;
    }

    /** Orders floats as integers. */
    private static int key(float x) {
        int bits = Float.floatToRawIntBits(x);
        return bits < 0 ? Integer.MIN_VALUE - bits : bits;
    }

    private static float value(int key) {
        return Float.intBitsToFloat(key < 0 ? Integer.MIN_VALUE - key : key);
    }

    @Test
    void expIsWithinItsBound() {
        assertThat(worstUlp(-104f, 88.7f, 997, Elementary::exp, StrictMath::exp))
                .isLessThan(1.2);
    }

    @Test
    void logIsWithinItsBound() {
        assertThat(worstUlp(Float.MIN_VALUE, Float.MAX_VALUE, 499, Elementary::log, StrictMath::log))
                .isLessThan(0.9);
    }

    @Test
    void sigmoidIsWithinItsBound() {
        assertThat(worstUlp(-87f, 100f, 1009, Elementary::sigmoid, x -> 1 / (1 + StrictMath.exp(-x))))
                .isLessThan(3);
    }

    @Test
    void softplusIsWithinItsBound() {
        assertThat(worstUlp(
                        -87f,
                        100f,
                        1009,
                        Elementary::softplus,
                        x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)))))
                .isLessThan(3);
    }

    @Test
    void specialValuesAreThoseOfMath() {
        float inf = Float.POSITIVE_INFINITY;
        assertThat(Elementary.exp(inf)).isEqualTo(inf);
        assertThat(Elementary.exp(-inf)).isZero();
        assertThat(Elementary.exp(0f)).isEqualTo(1f);
        assertThat(Elementary.exp(89f)).isEqualTo(inf);
        assertThat(Elementary.exp(-103f)).isEqualTo(Float.MIN_VALUE);
        assertThat(Elementary.exp(Float.NaN)).isNaN();
        assertThat(Elementary.log(0f)).isEqualTo(-inf);
        assertThat(Elementary.log(-0f)).isEqualTo(-inf);
        assertThat(Elementary.log(-1f)).isNaN();
        assertThat(Elementary.log(inf)).isEqualTo(inf);
        assertThat(Elementary.log(Float.NaN)).isNaN();
        assertThat(Elementary.log(1f)).isZero();
        assertThat(Elementary.sigmoid(0f)).isEqualTo(0.5f);
        assertThat(Elementary.sigmoid(-inf)).isZero();
        assertThat(Elementary.sigmoid(inf)).isEqualTo(1f);
        assertThat(Elementary.softplus(-inf)).isZero();
        assertThat(Elementary.softplus(inf)).isEqualTo(inf);
        assertThat(Elementary.softplus(Float.NaN)).isNaN();
    }

    static Stream<Simd> instructions() {
        return Stream.of(Simd.scalar(), Simd.vector(128), Simd.vector(256), Simd.vector(512));
    }

    /** From the first, interpreted call on; NaN counts as one value. */
    @ParameterizedTest
    @MethodSource("instructions")
    void arraysHaveTheBitsOfTheScalarFunctions(Simd simd) {
        ElementaryArrays arrays = ElementaryArrays.of(simd);
        float[] inputs = new float[777];
        Gaussian.of(Simd.scalar()).fill(1, 1, 0, inputs, 0, inputs.length);
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] *= i % 3 == 0 ? 1f : i % 3 == 1 ? 30f : 1e-3f;
        }
        float[] special = {
            0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -1e-40f, 1e38f, -200f
        };
        System.arraycopy(special, 0, inputs, 100, special.length);
        for (int call = 0; call < 3_000; call++) {
            check(inputs, Elementary::exp, values -> arrays.exp(values, 1, values.length - 1));
            check(inputs, Elementary::log, values -> arrays.log(values, 1, values.length - 1));
            check(inputs, Elementary::sigmoid, values -> arrays.sigmoid(values, 1, values.length - 1));
            check(inputs, Elementary::softplus, values -> arrays.softplus(values, 1, values.length - 1));
        }
    }

    private static void check(float[] inputs, FloatFunction function, java.util.function.Consumer<float[]> inPlace) {
        float[] actual = inputs.clone();
        inPlace.accept(actual);
        assertThat(actual[0]).isEqualTo(inputs[0]);
        for (int i = 1; i < inputs.length; i++) {
            if (Float.floatToIntBits(actual[i]) != Float.floatToIntBits(function.apply(inputs[i]))) {
                throw new AssertionError(
                        "f(" + inputs[i] + ") is " + actual[i] + ", scalar " + function.apply(inputs[i]));
            }
        }
    }
}
