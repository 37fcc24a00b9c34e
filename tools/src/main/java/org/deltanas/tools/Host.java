package org.deltanas.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine, in words. */
final class Host {
    private static final Path LINUX_PROCESSORS = Path.of("/proc/cpuinfo");

    private Host() {}

    static String describe() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return processor().map(name -> name + ", ").orElse("")
                + Runtime.getRuntime().availableProcessors() + " processors, " + system + ", Java " + Runtime.version();
    }

    private static Optional<String> processor() {
        try (Stream<String> lines = Files.lines(LINUX_PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // not Linux
        }
    }
}
