package org.deltanas.launch;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A command that starts a JVM, as the bytes that the operating system has, so that an argument which does not decode
 * in the locale's character set survives.
 */
final class JavaCommand {
    private static final Charset NATIVE = Charset.forName(
            System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

    /** By name: the launcher is compiled apart from this, for an older Java. */
    private static final String LAUNCHER = "org.deltanas.launch.Launcher";

    private final List<byte[]> arguments;

    private JavaCommand(List<byte[]> arguments) {
        this.arguments = List.copyOf(arguments);
    }

    /**
     * The command that this JVM was started with.
     *
     * @param mainArguments what the main class was given
     */
    static JavaCommand ofThisProcess(String[] mainArguments) {
        Path java = Path.of(System.getProperty("java.home"), "bin", isWindows() ? "java.exe" : "java");
        List<byte[]> asTyped = isThisProcess(java) ? commandLine() : List.of();
        return of(java, asTyped, mainArguments);
    }

    /**
     * The command line as typed if it ends in the main class's arguments, with {@code java} as the executable; else one
     * put together from what the JVM knows (the arguments came from an {@code @file}, or the system does not tell).
     */
    static JavaCommand of(Path java, List<byte[]> asTyped, String[] mainArguments) {
        List<byte[]> command = new ArrayList<>();
        command.add(bytes(java.toString()));
        if (endsWith(asTyped, mainArguments)) {
            command.addAll(asTyped.subList(1, asTyped.size()));
            return new JavaCommand(command);
        }
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            command.add(bytes(flag));
        }
        for (String argument : List.of("-cp", System.getProperty("java.class.path"), LAUNCHER)) {
            command.add(bytes(argument));
        }
        for (String argument : mainArguments) {
            command.add(bytes(argument));
        }
        return new JavaCommand(command);
    }

    /** This command with {@code flags} as the JVM's first ones. */
    JavaCommand withFlags(List<String> flags) {
        List<byte[]> command = new ArrayList<>(arguments);
        command.addAll(1, flags.stream().map(JavaCommand::bytes).toList());
        return new JavaCommand(command);
    }

    /** The executable's path and the arguments. */
    List<byte[]> arguments() {
        return arguments;
    }

    /** Starts a child process that shares this one's standard streams. */
    Process start() throws IOException {
        return new ProcessBuilder(strings()).inheritIO().start();
    }

    List<String> strings() {
        return arguments.stream().map(argument -> new String(argument, NATIVE)).toList();
    }

    /** Splits what Linux says of a process: every argument ends in a zero byte, and may be empty. */
    static List<byte[]> split(byte[] zeroTerminated) {
        List<byte[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < zeroTerminated.length; i++) {
            if (zeroTerminated[i] == 0) {
                parts.add(Arrays.copyOfRange(zeroTerminated, start, i));
                start = i + 1;
            }
        }
        return parts;
    }

    private static List<byte[]> commandLine() {
        Path linux = Path.of("/proc/self/cmdline");
        if (Files.isReadable(linux)) {
            try {
                return split(Files.readAllBytes(linux));
            } catch (IOException e) {
                return List.of();
            }
        }
        List<byte[]> parts = new ArrayList<>();
        ProcessHandle.Info process = ProcessHandle.current().info();
        process.arguments().ifPresent(arguments -> {
            parts.add(bytes(process.command().orElse("java")));
            for (String argument : arguments) {
                parts.add(bytes(argument));
            }
        });
        return parts;
    }

    private static boolean isThisProcess(Path java) {
        try {
            Path real = java.toRealPath();
            return ProcessHandle.current()
                    .info()
                    .command()
                    .filter(command -> Path.of(command).equals(real))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean endsWith(List<byte[]> command, String[] tail) {
        int from = command.size() - tail.length;
        if (from < 2) {
            return false;
        }
        for (int i = 0; i < tail.length; i++) {
            if (!new String(command.get(from + i), NATIVE).equals(tail[i])) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(NATIVE);
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }
}
