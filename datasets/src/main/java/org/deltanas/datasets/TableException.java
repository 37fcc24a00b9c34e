package org.deltanas.datasets;

import java.nio.file.Path;

/** Something is wrong with a table; each subclass is one cause. */
public abstract class TableException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_EXCERPT = 100;

    /** The problem in one sentence after the name of the file. */
    TableException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }

    /** A value as it may stand in a message: in quotes, of bounded length, control characters replaced. */
    static String excerpt(String value) {
        StringBuilder text = new StringBuilder("'");
        int end = Math.min(value.length(), LONGEST_EXCERPT);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            text.append(Character.isISOControl(c) || c == '\uFFFD' ? '?' : c);
        }
        return text.append(end < value.length() ? "...'" : "'").toString();
    }
}
