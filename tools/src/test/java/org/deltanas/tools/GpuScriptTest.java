package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the script for the day with a GPU says that it would do. */
class GpuScriptTest {
    private static final Path SCRIPT = Path.of("gpu/run.sh");
    private static final int MOST_SECONDS = 8 * 60;

    private record Output(int code, String text) {}

    @BeforeAll
    static void thereIsABash() {
        assumeTrue(
                Files.isExecutable(Path.of("/bin/bash")) && Files.exists(SCRIPT), "no /bin/bash, or not in a checkout");
    }

    private static Output run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/bash", SCRIPT.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }

    @Test
    void aDryRunNamesEveryStepAndFitsIntoEightMinutes() throws IOException, InterruptedException {
        Output dry = run("--dry-run", "--quick", "--cuda-path", "/some where");
        assertThat(dry.code()).as(dry.text()).isZero();
        assertThat(dry.text())
                .contains("CUDA's libraries: /some where")
                .containsSubsequence(
                        "would run doctor",
                        "would run tests",
                        "InstalledCudnnBackendTest",
                        "would run compare",
                        "sanitizer",
                        "would run plans",
                        "would run peer",
                        "would run bench",
                        "--quick --peer results/peer.json");
        Matcher limits = Pattern.compile("at most (\\d+) s").matcher(dry.text());
        int seconds = 0;
        while (limits.find()) {
            seconds += Integer.parseInt(limits.group(1));
        }
        // Here there may be no sanitizer to be run.
        assertThat(seconds + (dry.text().contains("would run sanitizer") ? 0 : 60))
                .isBetween(1, MOST_SECONDS);
        assertThat(Path.of("results")).doesNotExist();
    }

    @Test
    void wrongUseIsOneSentence() throws IOException, InterruptedException {
        Output wrong = run("--fast");
        assertThat(wrong.code()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(wrong.text())
                .startsWith("run.sh: there is no option '--fast'")
                .hasLineCount(1);
        Output bare = run("--out");
        assertThat(bare.code()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(bare.text()).isEqualTo("run.sh: --out needs a value\n");
    }

    @Test
    void aCheckoutHasNoJavaToRunWith() throws IOException, InterruptedException {
        Output here = run();
        assertThat(here.code()).isEqualTo(ExitCode.MISSING_DEVICE);
        assertThat(here.text()).contains("there is no Java at", "tools/gpu/build.sh");
    }
}
