package org.deltanas.tools;

import java.util.Arrays;
import java.util.List;

/** Values of options against what is accepted. */
final class Check {
    private Check() {}

    /** Refuses a whole number outside a range; null, an option that was not given, passes. */
    static void range(String option, Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            throw new UsageException(
                    option + " must be a whole number from " + least + " to " + most + ", not " + value);
        }
    }

    /** Refuses a number outside a range; null, an option that was not given, passes. */
    static void range(String option, Double value, double least, double most) {
        if (value != null && !(value >= least && value <= most)) {
            throw new UsageException(
                    option + " must be a number from " + plain(least) + " to " + plain(most) + ", not " + plain(value));
        }
    }

    /** Refuses a time limit that is none; null passes. */
    static void seconds(Double maxSeconds) {
        if (maxSeconds != null && !(maxSeconds > 0)) {
            throw new UsageException("--max-seconds must be above 0, not " + maxSeconds);
        }
    }

    /** Refuses a word that is not one of some; null, an option that was not given, passes. */
    static void oneOf(String option, String value, String... accepted) {
        if (value != null && !Arrays.asList(accepted).contains(value)) {
            throw new UsageException(option + " must be " + alternatives(List.of(accepted)) + ", not '" + value + "'");
        }
    }

    /** {@code a, b or c}. */
    static String alternatives(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
