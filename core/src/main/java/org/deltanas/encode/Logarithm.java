package org.deltanas.encode;

/**
 * Logarithms as integers. Columns are integers, so that differences along a walk add up exactly; large counts, as of
 * parameters, enter as this many sixteenths of their binary logarithm.
 */
final class Logarithm {
    private Logarithm() {}

    /** {@code floor(16 log2(value))} for a value of at least 1, but for rounding at 31 bits; 0 for 0. */
    static int sixteenths(long value) {
        if (value <= 1) {
            return 0;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        // The value scaled to [1, 2) in 31 bits; squaring doubles the logarithm, one bit of the fraction at a time.
        long mantissa = exponent >= 31 ? value >>> (exponent - 31) : value << (31 - exponent);
        int result = exponent;
        for (int bit = 0; bit < 4; bit++) {
            mantissa = (mantissa * mantissa) >>> 31;
            int carry = (int) (mantissa >>> 32) & 1;
            result = 2 * result + carry;
            mantissa >>>= carry;
        }
        return result;
    }
}
