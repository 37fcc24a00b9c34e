package org.deltanas.kernels.num;

/**
 * Elementary functions in single precision, each made of fused multiply-add, multiply, add, divide and bit operations
 * only, so that it has one result on every machine, at every vector width and before and after compilation.
 * {@link ElementaryArrays} holds their Vector API twins, bit-equal.
 *
 * <p>Polynomials are minimax fits made for this class; errors are the largest found over the whole range by the tests,
 * against {@link StrictMath}. Without FMA hardware {@link Math#fma(float, float, float)} is computed with
 * {@code BigDecimal}: right, but some 80 times slower. Thread-safe; allocates nothing where FMA hardware exists.
 */
public final class Elementary {
    static final float LOG2_E = 0x1.715476p0f;
    static final float LN2_HIGH = 0x1.63p-1f;
    static final float LN2_LOW = -0x1.bd0106p-13f;
    /** Adding and subtracting this rounds a float of less than 2^22 in size to an integer, ties to even. */
    static final float ROUNDER = 0x1.8p23f;
    /** Beyond these, exp is 0 or infinite. */
    static final float EXP_LOWEST = -104f;

    static final float EXP_HIGHEST = 89f;

    // exp(r) = 1 + r + r^2 P(r) on |r| <= ln(2)/2.
    static final float E2 = 0.49999994f;
    static final float E3 = 0.16666521f;
    static final float E4 = 0.041668266f;
    static final float E5 = 0.008368674f;
    static final float E6 = 0.0013820634f;

    // log(1 + f) = f - f^2/2 + f^3 P(f) on sqrt(1/2) <= 1 + f < sqrt(2).
    static final float L3 = 0.33333313f;
    static final float L4 = -0.2500001f;
    static final float L5 = 0.20002072f;
    static final float L6 = -0.16667989f;
    static final float L7 = 0.14220358f;
    static final float L8 = -0.12406234f;
    static final float L9 = 0.11883549f;
    static final float L10 = -0.11670099f;
    static final float L11 = 0.067492716f;

    // sin(t) = t + t^3 S(t^2) and cos(t) = 1 - t^2/2 + t^4 C(t^2) on |t| <= pi/4.
    static final float S3 = -0.16666655f;
    static final float S5 = 0.008332189f;
    static final float S7 = -0.00019518289f;
    static final float C4 = 0.041666646f;
    static final float C6 = -0.001388731f;
    static final float C8 = 2.4432327e-05f;

    /** The bits of sqrt(1/2): subtracted from a float's bits they leave its exponent, rounded, above bit 22. */
    static final int SQRT_HALF_BITS = 0x3F3504F3;

    static final int MIN_NORMAL_BITS = 0x00800000;
    static final int INFINITY_BITS = 0x7F800000;

    private Elementary() {}

    /** e to the power {@code x}; at most 1.2 units in the last place (ulp) off, gradual underflow included. */
    public static float exp(float x) {
        float clamped = Math.min(Math.max(x, EXP_LOWEST), EXP_HIGHEST);
        float k = Math.fma(clamped, LOG2_E, ROUNDER) - ROUNDER;
        float r = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, clamped));
        float p = Math.fma(r, Math.fma(r, Math.fma(r, Math.fma(r, E6, E5), E4), E3), E2);
        float y = Math.fma(r * r, p, r) + 1f;
        // Two factors, each a normal number, reach both infinity and the subnormal numbers.
        int n = (int) k;
        int half = n >> 1;
        float low = Float.intBitsToFloat((half + 127) << 23);
        float high = Float.intBitsToFloat((n - half + 127) << 23);
        return y * low * high;
    }

    /** The natural logarithm; at most 0.9 ulp off. NaN below 0, minus infinity at 0. */
    public static float log(float x) {
        int bits = Float.floatToRawIntBits(x);
        if (bits < MIN_NORMAL_BITS || bits >= INFINITY_BITS) {
            return logOfSpecial(x);
        }
        return logOfNormal(bits, 0);
    }

    private static float logOfSpecial(float x) {
        if (x == 0f) {
            return Float.NEGATIVE_INFINITY;
        }
        if (!(x > 0f)) {
            return Float.NaN;
        }
        return x == Float.POSITIVE_INFINITY ? x : logOfNormal(Float.floatToRawIntBits(x * 0x1.0p23f), -23);
    }

    /** The logarithm of the normal, positive number with these bits, times two to the power {@code exponent}. */
    static float logOfNormal(int bits, int exponent) {
        int e = (bits - SQRT_HALF_BITS) >> 23;
        float f = Float.intBitsToFloat(bits - (e << 23)) - 1f;
        float k = (float) (e + exponent);
        float p = Math.fma(f, Math.fma(f, Math.fma(f, L11, L10), L9), L8);
        p = Math.fma(f, Math.fma(f, Math.fma(f, Math.fma(f, Math.fma(f, p, L7), L6), L5), L4), L3);
        float f2 = f * f;
        float tail = Math.fma(f2, Math.fma(f, p, -0.5f), k * LN2_LOW);
        return Math.fma(k, LN2_HIGH, f + tail);
    }

    /** {@code 1 / (1 + exp(-x))}; at most 2 ulp off where the result is normal. */
    public static float sigmoid(float x) {
        return 1f / (1f + exp(-x));
    }

    /** {@code log(1 + exp(x))} without overflow; at most 3 ulp off where the result is normal. */
    public static float softplus(float x) {
        float t = exp(-Math.abs(x));
        float u = 1f + t;
        // What rounding took from 1 + t is given back to first order.
        float log1p = log(u) + (t - (u - 1f)) / u;
        return Math.max(x, 0f) + log1p;
    }
}
