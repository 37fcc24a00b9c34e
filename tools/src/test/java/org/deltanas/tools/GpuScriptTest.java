package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        return output(new ProcessBuilder(command));
    }

    private static Output output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }

    @Test
    void aDryRunNamesEveryStepAndFitsIntoEightMinutes() throws IOException, InterruptedException {
        Output dry = run("--dry-run", "--quick", "--tf32", "--cuda-path", "/some where", "--", "--threads", "3");
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
                        "--seconds 1.5 --tf32 results/plans.json",
                        "would run bench",
                        "--max-seconds 6 --tf32 --quick --threads 3 --peer results/peer.json --steps"
                                + " results/steps.tsv");
        Matcher limits = Pattern.compile("at most (\\d+) s").matcher(dry.text());
        int seconds = 0;
        while (limits.find()) {
            seconds += Integer.parseInt(limits.group(1));
        }
        // Here there may be no sanitizer to be run; and PYTHON is asked twice what it has, 15 s at most.
        assertThat(seconds + (dry.text().contains("would run sanitizer") ? 0 : 70) + 2 * 15)
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

    private static void stub(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** The folder with stand-ins for what it starts. */
    private static Output runWithStubs(Path folder, int testsAborted) throws IOException, InterruptedException {
        Files.copy(SCRIPT, folder.resolve("run.sh"), StandardCopyOption.REPLACE_EXISTING);
        stub(folder.resolve("bin/nvidia-smi"), "echo 'GPU 0: a card'");
        stub(folder.resolve("bin/python3"), "exit 1");
        stub(folder.resolve("bin/compute-sanitizer"), "shift 4; \"$@\" && echo '========= ERROR SUMMARY: 0 errors'");
        stub(folder.resolve("java/bin/java"), """
                case "$*" in
                    *ConsoleLauncher*)
                        echo '[         2 containers found      ]'
                        echo '[         0 containers aborted    ]'
                        echo '[        18 tests successful      ]'
                        echo '[         %d tests aborted         ]'
                        echo '[         0 tests failed          ]'
                        ;;
                    *'gpu compare'*) printf 'a: agrees\\nb: agrees\\n' ;;
                    *'gpu bench'*) echo "measured with $*" ;;
                esac
                """.formatted(testsAborted));
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", "run.sh", "--quick");
        builder.directory(folder.toFile());
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        return output(builder);
    }

    @Test
    void everyStepIsNotedForTheReport(@TempDir Path folder) throws IOException, InterruptedException {
        Output all = runWithStubs(folder, 0);
        assertThat(all.code()).as(all.text()).isZero();
        assertThat(all.text()).contains("measured with", "--max-seconds 12 --quick --steps results/steps.tsv");
        List<GpuSteps.Step> steps =
                GpuSteps.read(folder.resolve("results/steps.tsv")).steps();
        assertThat(steps)
                .extracting(GpuSteps.Step::name)
                .containsExactly("doctor", "tests", "compare", "sanitizer", "peer");
        assertThat(steps)
                .extracting(GpuSteps.Step::outcome)
                .containsExactly("passed", "passed", "passed", "passed", "left out");
        assertThat(steps.get(1).passed()).hasValue(18);
        assertThat(steps.get(1).failed()).hasValue(0);
        assertThat(steps.get(1).leftOut()).hasValue(0);
        assertThat(steps.get(2).passed()).hasValue(2);
        assertThat(steps.get(3).note()).isEqualTo("ERROR SUMMARY: 0 errors");
        assertThat(steps.get(4).note()).contains("PyTorch");
    }

    @Test
    void aTestThatWasLeftOutIsAFailure(@TempDir Path folder) throws IOException, InterruptedException {
        Output aborted = runWithStubs(folder, 1);
        assertThat(aborted.code()).as(aborted.text()).isEqualTo(1);
        assertThat(aborted.text()).contains("tests: FAILED, 1 were left out");
        GpuSteps.Step tests =
                GpuSteps.read(folder.resolve("results/steps.tsv")).steps().get(1);
        assertThat(tests.outcome()).isEqualTo("failed");
        assertThat(tests.leftOut()).hasValue(1);
    }
}
