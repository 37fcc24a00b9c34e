package org.deltanas.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real JVMs, started the way a user does who types no flag. */
class StartTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path folder;

    /**
     * What a process left.
     *
     * @param pid its id
     * @param code its exit code
     * @param out standard output
     * @param err standard error
     */
    private record Ended(long pid, int code, String out, String err) {}

    @Test
    void simdIsOnWithoutAFlag() throws IOException, InterruptedException {
        Ended doctor = start(List.of("-Dkept=yes"), "doctor", "--json");
        assertThat(doctor.code()).as(doctor.err()).isZero();
        assertThat(doctor.out()).contains("\"enabled\" : true");
        assertThat(doctor.err()).isEqualToIgnoringNewLines("WARNING: Using incubator modules: jdk.incubator.vector");
    }

    @Test
    void kernelsAreCompiledEarly() throws IOException, InterruptedException {
        Ended version = start(List.of("-XX:+PrintCommandLineFlags"), "--version");
        assertThat(version.code()).as(version.err()).isZero();
        List<String> options = VectorStart.jitOptions();
        assertThat(options).isNotEmpty();
        assertThat(version.out().split("\\s+")).containsAll(options);
    }

    @Test
    void theClassesThatAreCompiledEarlyExist() throws IOException, ClassNotFoundException {
        int named = 0;
        for (String option : VectorStart.jitOptions()) {
            int from = option.indexOf("org.deltanas.");
            if (from >= 0) {
                Class<?> kernel = Class.forName(
                        option.substring(from, option.indexOf('*')), false, StartTest.class.getClassLoader());
                assertThat(kernel.getSimpleName()).startsWith("Vector");
                named++;
            }
        }
        assertThat(named).isPositive();
    }

    @Test
    void theProcessAndItsExitCodeStay() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the process id is asked of Linux's /proc");
        Ended refused = start(List.of(), "space", "--space", "nasbench201", "--arch", "|a b~0|+| ü");
        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err()).contains("|a b~0|+| ");
        // Each of the two JVMs writes a log that is named by its process; the second moves the first one's aside.
        Ended version = start(List.of("-Xlog:os=info:file=" + folder.resolve("log-%p.txt")), "--version");
        assertThat(version.code()).as(version.err()).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("log-")))
                    .containsExactlyInAnyOrder("log-" + version.pid() + ".txt", "log-" + version.pid() + ".txt.0");
        }
    }

    @Test
    void aRuntimeWithoutTheModuleRunsOnScalarCodeAndSaysSo() throws IOException, InterruptedException {
        Ended run = start(List.of("-Ddeltanas.started.again=true"), "doctor", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).startsWith("deltanas: SIMD is off, ");
        assertThat(run.out()).contains("\"enabled\" : false", "\"gflopsVector\" : null", "SIMD: start with ./deltanas");
    }

    private Ended start(List<String> flags, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(JAVA);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.deltanas.launch.Launcher"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        return new Ended(
                process.pid(),
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
