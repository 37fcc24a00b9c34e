package org.deltanas.encode;

/**
 * Logarithms as integers. Columns are integers, so that differences along a walk add up exactly; large counts, as of
 * parameters, enter as this many sixteenths of their binary logarithm.
 */
final class Logarithm {
    private static final int STEPS = 16;
    private static final long ONE = 1L << 31;
    /** Parts of [1, 2) so narrow that no two steps lie in one of them. */
    private static final int PARTS = 32;

    private static final int PART_SHIFT = 31 - 5;
    /** The sixteenths at the start of each part, and from which mantissa on it is one more. */
    private static final byte[] AT_START = new byte[PARTS];

    private static final long[] NEXT_STEP = new long[PARTS];

    static {
        for (int part = 0; part < PARTS; part++) {
            long start = ONE + ((long) part << PART_SHIFT);
            AT_START[part] = (byte) fraction(start);
            NEXT_STEP[part] = firstAbove(AT_START[part]);
        }
    }

    private Logarithm() {}

    /** {@code floor(16 log2(value))} for a value of at least 1, but for rounding at 31 bits; 0 for 0. */
    static int sixteenths(long value) {
        if (value <= 1) {
            return 0;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        long mantissa = exponent >= 31 ? value >>> (exponent - 31) : value << (31 - exponent);
        int part = (int) (mantissa >>> PART_SHIFT) - PARTS;
        return STEPS * exponent + AT_START[part] + (mantissa >= NEXT_STEP[part] ? 1 : 0);
    }

    /** The sixteenths of a number in [1, 2), held in 31 bits: squaring doubles the logarithm, one bit at a time. */
    private static int fraction(long mantissa) {
        long m = mantissa;
        int result = 0;
        for (int bit = 0; bit < 4; bit++) {
            m = (m * m) >>> 31;
            int carry = (int) (m >>> 32) & 1;
            result = 2 * result + carry;
            m >>>= carry;
        }
        return result;
    }

    /** The smallest mantissa of more sixteenths; 2 if there is none. */
    private static long firstAbove(int sixteenths) {
        long below = ONE;
        long above = 2 * ONE;
        while (above - below > 1) {
            long middle = (below + above) >>> 1;
            if (fraction(middle) > sixteenths) {
                above = middle;
            } else {
                below = middle;
            }
        }
        return above;
    }
}
