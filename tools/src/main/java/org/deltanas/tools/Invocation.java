package org.deltanas.tools;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the program was called.
 *
 * @param arguments the command and its options, as typed
 * @param terminal whether someone watches standard error
 */
record Invocation(List<String> arguments, boolean terminal) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    Invocation {
        arguments = List.copyOf(arguments);
    }

    /** The command line for a shell that does the same again, its seed spelt out. */
    String repeatable(long seed) {
        boolean hasSeed = arguments.stream().anyMatch(a -> a.equals("--seed") || a.startsWith("--seed="));
        String words = arguments.stream().map(Invocation::quoted).collect(Collectors.joining(" "));
        return "./deltanas " + words + (hasSeed ? "" : " --seed " + seed);
    }

    /** Whether stack traces are wanted, known even where the options could not be parsed. */
    boolean debug() {
        return arguments.contains("--debug");
    }

    static Invocation of(String[] args, boolean terminal) {
        return new Invocation(Arrays.asList(args), terminal);
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
