package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches by a command, in JVMs that are told to end or killed on the way. */
class KilledSearchTest {
    private static final int QUERIES = 28;
    private static final String SEARCH = "search --space block:6x3 --labels command --queries " + QUERIES
            + " --initial 12 --population 8 --iterations 3 --retries 0 --json --threads 1";

    @TempDir
    private Path folder;

    private FakeTrainer trainer;
    private Path out;
    private String unbroken;

    @BeforeEach
    void searchWithoutAnEnd() throws IOException {
        trainer = new FakeTrainer(folder.resolve("trainer"));
        Path whole = folder.resolve("whole");
        CommandLineRun.of(arguments(whole, 4).toArray(String[]::new)).succeeds();
        unbroken = result(whole);
        out = folder.resolve("out");
    }

    private List<String> arguments(Path folder, int jobs) {
        List<String> arguments = new ArrayList<>(List.of(SEARCH.split(" ")));
        arguments.addAll(List.of("--command", trainer.command(), "--out", folder.toString(), "--jobs", "" + jobs));
        return arguments;
    }

    private static String result(Path folder) throws IOException {
        String json = Files.readString(folder.resolve("result.json"));
        return json.substring(0, json.indexOf("\"run\"")) + Files.readString(folder.resolve("trace.csv"));
    }

    private Process start(int jobs, boolean resume) throws IOException {
        List<String> arguments = arguments(out, jobs);
        if (resume) {
            arguments.add("--resume");
        }
        return CommandLineRun.start(arguments, folder);
    }

    /** The log as a kill left it: what each line that has an end says. */
    private Map<String, String> log() throws IOException {
        Map<String, String> answers = new HashMap<>();
        Path file = out.resolve("labels.csv");
        String text = Files.exists(file) ? Files.readString(file) : "";
        text.substring(0, text.lastIndexOf('\n') + 1).lines().skip(2).forEach(line -> {
            String before = answers.put(line.substring(0, 6), line.substring(7));
            assertThat(before).as("asked twice: %s", line).isNull();
        });
        return answers;
    }

    /** Runs that a kill left alone go on for a moment, and write on. */
    private void awaitOrphans() throws IOException, InterruptedException {
        int before;
        do {
            before = trainer.started().size() + trainer.ended().size();
            TimeUnit.MILLISECONDS.sleep(300);
        } while (trainer.started().size() + trainer.ended().size() > before);
    }

    @Test
    void twice() throws IOException, InterruptedException {
        killAndResume(2);
    }

    @Test
    @Tag("slow")
    void twentyTimes() throws IOException, InterruptedException {
        killAndResume(20);
    }

    /** Kills searches, every second one again while it is being resumed, when a random number of runs has begun. */
    private void killAndResume(int searches) throws IOException, InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int kills = 0;
        for (int search = 0; search < searches; search++) {
            int jobs = 1 + search % 4;
            String how = "seed " + seed + ", search " + search + " with " + jobs + " jobs";
            out = folder.resolve("out-" + search);
            int runsBefore = trainer.started().size();
            Map<String, String> known = Map.of();
            for (int kill = 0; kill <= search % 2; kill++) {
                int begun = 1 + random.nextInt(Math.max(1, QUERIES - known.size() - 2));
                Process process = start(jobs, kill > 0);
                while (process.isAlive() && trainer.started().size() < runsBefore + begun) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                TimeUnit.MILLISECONDS.sleep(random.nextInt(100));
                kills += process.isAlive() ? 1 : 0;
                process.destroyForcibly().waitFor();
                awaitOrphans();
                known = check(how, jobs, known, runsBefore);
                runsBefore = trainer.started().size();
            }
            Process process = start(jobs, true);
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(how).isTrue();
            assertThat(process.exitValue())
                    .as("%s: %s", how, Files.readString(folder.resolve("stderr")))
                    .isZero();
            check(how, 0, known, runsBefore);
            assertThat(log()).as(how).hasSize(QUERIES);
            assertThat(result(out)).as(how).isEqualTo(unbroken);
        }
        assertThat(kills).as("killed while searching").isGreaterThan(searches / 2);
    }

    /**
     * Checks what a run of a search left. A run that ended is a line in the log before the next takes its place, so of
     * those that the diary knows no more than {@code jobs} may be missing in the log: those that were running.
     *
     * @param known what the log said before
     * @param runsBefore runs that the diary had before
     * @return what the log says
     */
    private Map<String, String> check(String how, int jobs, Map<String, String> known, int runsBefore)
            throws IOException {
        Map<String, String> log = log();
        List<String> started = trainer.started();
        List<String> here = started.subList(runsBefore, started.size());
        assertThat(here).as("%s: nothing is asked twice", how).doesNotHaveDuplicates();
        assertThat(here).as("%s: what is known is not asked", how).noneMatch(known::containsKey);
        assertThat(log).as("%s: nothing is lost", how).containsAllEntriesOf(known);
        Set<String> missing = new HashSet<>(here);
        missing.removeAll(log.keySet());
        assertThat(missing).as("%s: only what was running is missing", how).hasSizeLessThanOrEqualTo(jobs);
        log.forEach((arch, answer) -> {
            String failure = FakeTrainer.failure(arch, 0);
            assertThat(answer)
                    .as("%s: %s", how, arch)
                    .isEqualTo(failure == null ? FakeTrainer.label(arch) + "," : "," + failure);
        });
        return log;
    }

    /** As Ctrl-C and the end of a machine do it: children die too, their runs are not taken for failures. */
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalEndsWhatRuns(String signal) throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "signals are asked of Linux's /proc");
        int runsBefore = trainer.started().size();
        Process process = start(3, false);
        while (process.isAlive() && trainer.started().size() < runsBefore + 6) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
        long ignored = Long.parseUnsignedLong(
                status.lines()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .findFirst()
                        .orElseThrow()
                        .substring(8),
                16);
        assumeTrue((ignored & 1L << 1) == 0, "SIGINT is ignored here, as in the background of a shell");
        List<ProcessHandle> children = process.descendants().toList();
        List<String> kill = new ArrayList<>(List.of("kill", "-" + signal, "" + process.pid()));
        // A terminal interrupts the children as well.
        children.forEach(child -> kill.add("" + child.pid()));
        new ProcessBuilder(kill).redirectErrorStream(true).start().waitFor();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(signal.equals("INT") ? 130 : 143);
        assertThat(folder.resolve("stdout")).isEmptyFile();
        FakeTrainer.awaitDeath(children.stream().map(ProcessHandle::pid).toList());
        Map<String, String> known = check(signal, 3, Map.of(), runsBefore);
        assertThat(known).hasSizeGreaterThanOrEqualTo(3);

        runsBefore = trainer.started().size();
        assertThat(start(3, true).waitFor(120, TimeUnit.SECONDS)).isTrue();
        check(signal, 0, known, runsBefore);
        assertThat(result(out)).isEqualTo(unbroken);
    }
}
