package org.deltanas.tools.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Markup as it is written, well-formed by construction: every text and attribute is escaped, and elements are closed in
 * the order in which they were opened. For one thread.
 */
public final class Html {
    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** No markup yet. */
    public Html() {}

    /**
     * Opens an element.
     *
     * @param tag its name
     * @param attributes names and values in turn
     */
    public Html open(String tag, String... attributes) {
        start(tag, attributes);
        open.push(tag);
        return this;
    }

    /**
     * Closes the element that was opened last.
     *
     * @throws java.util.NoSuchElementException if none is open
     */
    public Html close() {
        text.append("</").append(open.pop()).append('>');
        return this;
    }

    /** Writes an element without content or end tag, as {@code meta} is. */
    public Html single(String tag, String... attributes) {
        start(tag, attributes);
        return this;
    }

    /** Writes an element that holds a text alone. */
    public Html element(String tag, String content, String... attributes) {
        return open(tag, attributes).text(content).close();
    }

    /** Writes a text. */
    public Html text(String content) {
        text.append(escaped(content));
        return this;
    }

    /** Starts a new line, for people who read the source. */
    public Html line() {
        text.append('\n');
        return this;
    }

    /**
     * Writes a comment.
     *
     * @throws IllegalArgumentException if the comment would not end where it should
     */
    public Html comment(String content) {
        if (content.contains("--") || content.contains(">")) {
            throw new IllegalArgumentException("'" + content + "' cannot be a comment");
        }
        text.append("<!-- ").append(content).append(" -->");
        return this;
    }

    /**
     * Writes a {@code script} or {@code style}, whose content is not markup.
     *
     * @throws IllegalArgumentException if the element would not end where it should
     */
    Html verbatim(String tag, String content, String... attributes) {
        if (content.toLowerCase(Locale.ROOT).contains("</" + tag) || content.contains("<!--")) {
            throw new IllegalArgumentException("the content of a " + tag + " holds </" + tag + " or <!--");
        }
        start(tag, attributes);
        text.append(content).append("</").append(tag).append('>');
        return this;
    }

    /**
     * All that was written.
     *
     * @throws IllegalStateException if an element is still open
     */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return text.toString();
    }

    private void start(String tag, String... attributes) {
        text.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        }
        text.append('>');
    }

    /** A text for elements and double-quoted attributes. Characters that no page may hold are shown as U+FFFD. */
    static String escaped(String content) {
        StringBuilder result = new StringBuilder(content.length() + 16);
        content.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> result.append("&amp;");
                case '<' -> result.append("&lt;");
                case '>' -> result.append("&gt;");
                case '"' -> result.append("&quot;");
                case '\t', '\n' -> result.append((char) c);
                default -> result.appendCodePoint(isCharacter(c) ? c : 0xFFFD);
            }
        });
        return result.toString();
    }

    private static boolean isCharacter(int c) {
        return !Character.isISOControl(c) && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    }
}
