package org.deltanas.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deltanas.kernels.Simd;

/**
 * Where numbers come from.
 *
 * @param cpu the processor's own name for itself
 * @param cores processors that the JVM may use
 * @param jdk the JVM and its version
 * @param simd the vectors used
 */
record Machine(String cpu, int cores, String jdk, String simd) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** This machine. */
    static Machine here() {
        return new Machine(
                processor(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vendor.version", System.getProperty("java.vendor")) + " ("
                        + System.getProperty("java.vm.version") + ")",
                Simd.best().toString());
    }

    /** Family and model where Linux tells them: cloud machines name themselves without a generation. */
    private static String processor() {
        String architecture = System.getProperty("os.arch");
        if (!Files.isReadable(CPU_INFO)) {
            return architecture;
        }
        String name = field("model name", "");
        return name.isEmpty()
                ? architecture
                : name + ", family " + field("cpu family", "?") + ", model " + field("model", "?");
    }

    private static String field(String name, String otherwise) {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.map(line -> line.split("\\s*:\\s*", 2))
                    .filter(parts -> parts.length == 2 && parts[0].equals(name))
                    .map(parts -> parts[1])
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
