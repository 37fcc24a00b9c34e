package org.deltanas.tools;

import picocli.CommandLine.TypeConversionException;

/** Reads the numbers of options. */
final class Numbers {
    private Numbers() {}

    static Integer toInt(String text) {
        long value = toLong(text);
        if (value != (int) value) {
            throw new TypeConversionException("'" + text + "' is out of range: accepted are whole numbers from "
                    + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    static Long toLong(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'" + text + "' is not a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE);
        }
    }

    static Double toDouble(String text) {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a number");
        }
        throw new TypeConversionException("'" + text + "' is not a finite number");
    }
}
