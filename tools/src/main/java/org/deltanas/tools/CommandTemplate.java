package org.deltanas.tools;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A user's command with a place for an architecture. Immutable.
 *
 * <p>The line is split into words as a POSIX shell splits it: at blanks, with single quotes, double quotes and
 * backslashes. There is no shell: nothing is expanded, and the operators and expansions of one are refused where they
 * are not quoted, lest they be taken for it. {@code {arch}} is replaced after the split, so that an architecture is
 * never more than a part of one argument, whatever characters it holds.
 */
final class CommandTemplate {
    private static final String PLACE = "{arch}";
    private static final String OPERATORS = "|&;<>()";
    private static final String EXPANSIONS = "$`";

    private final String line;
    private final List<String> words;

    private CommandTemplate(String line, List<String> words) {
        this.line = line;
        this.words = List.copyOf(words);
    }

    /**
     * Splits a line.
     *
     * @throws UsageException if it has no word, an open quote, or something that only a shell understands
     */
    static CommandTemplate parse(String line) {
        List<String> words = new Splitter(line).split();
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new UsageException("--command '" + line + "' names no program");
        }
        return new CommandTemplate(line, words);
    }

    /** The line as it was given. */
    String line() {
        return line;
    }

    /** The program as it was given. */
    String program() {
        return words.get(0);
    }

    /**
     * The program and its arguments for an architecture. A program without a folder is looked for on the PATH and then,
     * unlike by a shell, in the current folder.
     */
    List<String> words(String architecture) {
        List<String> filled = new ArrayList<>();
        for (String word : words) {
            filled.add(word.replace(PLACE, architecture));
        }
        filled.set(0, located(filled.get(0)));
        return filled;
    }

    private static String located(String program) {
        Path here = Path.of("").toAbsolutePath().resolve(program);
        if (program.contains("/") || program.contains(File.separator) || !Files.isRegularFile(here)) {
            return program;
        }
        String path = System.getenv("PATH");
        for (String folder : path == null ? new String[0] : path.split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return program;
            }
        }
        return here.toString();
    }

    private static final class Splitter {
        private final String line;
        private final List<String> words = new ArrayList<>();
        private int next;

        Splitter(String line) {
            this.line = line;
        }

        List<String> split() {
            StringBuilder word = null;
            while (next < line.length()) {
                char c = line.charAt(next++);
                if (Character.isWhitespace(c)) {
                    if (word != null) {
                        words.add(word.toString());
                    }
                    word = null;
                    continue;
                }
                word = word == null ? new StringBuilder() : word;
                if (c == '\'') {
                    addSingleQuoted(word);
                } else if (c == '"') {
                    addDoubleQuoted(word);
                } else {
                    word.append(c == '\\' ? following(c) : literal(c, OPERATORS + EXPANSIONS));
                }
            }
            if (word != null) {
                words.add(word.toString());
            }
            return words;
        }

        private void addSingleQuoted(StringBuilder word) {
            for (char c = following('\''); c != '\''; c = following('\'')) {
                word.append(c);
            }
        }

        private void addDoubleQuoted(StringBuilder word) {
            for (char c = following('"'); c != '"'; c = following('"')) {
                if (c == '\\') {
                    char escaped = following('"');
                    word.append("\\\"$`".indexOf(escaped) >= 0 ? "" : "\\").append(escaped);
                } else {
                    word.append(literal(c, EXPANSIONS));
                }
            }
        }

        private char following(char open) {
            if (next == line.length()) {
                throw new UsageException("--command '" + line + "' ends after "
                        + (open == '\\' ? "a backslash" : "a quote " + open + " that was not closed"));
            }
            return line.charAt(next++);
        }

        private char literal(char c, String refused) {
            if (refused.indexOf(c) >= 0) {
                throw new UsageException("--command '" + line + "': no shell is started that would understand " + c
                        + ": quote it to pass it on, or write a script");
            }
            return c;
        }
    }
}
