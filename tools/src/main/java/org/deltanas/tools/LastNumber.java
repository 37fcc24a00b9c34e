package org.deltanas.tools;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Finds the last number in what a program prints, a piece at a time and in little memory however long its lines.
 *
 * <p>A number is a word by itself. Blanks, line ends, quotes, brackets and {@code = | ;} end words, and so does a colon
 * unless the word began with a digit, as a time of day does; a full stop, comma, colon or per cent sign at the end of a
 * word is none of it. So {@code acc=0.93}, <code>{"acc": 0.93}</code> and {@code 93.1%} hold a number, {@code 12.5s},
 * {@code 3/10}, {@code resnet18} and {@code 1,234} do not. {@code nan} and {@code inf} are numbers in this: what a
 * diverged training prints must not be overlooked for an earlier number.
 */
final class LastNumber {
    private static final int LONGEST = 64;
    private static final String ENDS = "\"'`()[]{}<>=|;";
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?|(?i:nan|inf|infinity))[.,:%]*");
    private static final Pattern END = Pattern.compile("[.,:%]*$");

    private final byte[] word = new byte[LONGEST];
    private int length;
    private String last;

    /** Reads on. */
    void add(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (isEnd(bytes[i])) {
                endWord();
            } else {
                if (length < LONGEST) {
                    word[length] = bytes[i];
                }
                length = Math.min(length + 1, LONGEST + 1);
            }
        }
    }

    private boolean isEnd(byte b) {
        return b == ':' ? length == 0 || !isDigit(word[0]) : (b >= 0 && b <= ' ') || ENDS.indexOf(b) >= 0;
    }

    private void endWord() {
        if (length > 0 && length <= LONGEST) {
            String text = new String(word, 0, length, StandardCharsets.ISO_8859_1);
            if (NUMBER.matcher(text).matches()) {
                last = END.matcher(text).replaceFirst("");
            }
        }
        length = 0;
    }

    /** The last number as it was printed, at the end of what was read; null if there is none. */
    String atEnd() {
        endWord();
        return last;
    }

    /** The value of a number as it was printed; infinite or NaN if it is not an ordinary one. */
    static double value(String number) {
        int end = number.charAt(number.length() - 1);
        return end == '.' || isDigit(end) ? Double.parseDouble(number) : Double.NaN;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
