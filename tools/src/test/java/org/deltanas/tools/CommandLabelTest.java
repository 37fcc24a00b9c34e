package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches by a command, in this JVM. */
class CommandLabelTest {
    @TempDir
    private Path folder;

    private FakeTrainer trainer;

    @BeforeEach
    void writeTrainer() throws IOException {
        trainer = new FakeTrainer(folder.resolve("trainer"));
    }

    private static String[] search(String space, String command, String... more) {
        List<String> args = new ArrayList<>(
                List.of("search", "--space", space, "--labels", "command", "--command", command, "--json"));
        args.addAll(Arrays.asList(more));
        return args.toArray(String[]::new);
    }

    private static String[] words(String line) {
        return line.split(" ");
    }

    private static String withoutRun(CommandLineRun run) {
        return run.succeeds().out().substring(0, run.out().indexOf("\"run\""));
    }

    private String script(String text) throws IOException {
        Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\n" + text + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script.toString();
    }

    /** All sixteen architectures, of which some fail, hang, print rubbish or are killed. */
    @ParameterizedTest
    @CsvSource({"1,0", "3,1", "16,0"})
    void failuresAreInfeasibleAndTheRestIsLabelled(int jobs, int retries) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        JsonNode json = CommandLineRun.of(search(
                        "block:2x4",
                        trainer.command(),
                        words("--searcher random --queries 16 --time-limit 1 --retries " + retries + " --jobs " + jobs
                                + " --out " + out)))
                .succeeds()
                .json();
        assertThat(json.get("labels").textValue()).isEqualTo("command");
        assertThat(json.get("command").textValue()).isEqualTo(trainer.command());
        assertThat(json.get("queries").intValue()).isEqualTo(16);
        assertThat(json.get("best").get("arch").textValue()).isEqualTo("33");
        assertThat(json.get("best").get("label").doubleValue()).isEqualTo(FakeTrainer.label("33"));

        Map<String, String> reasons = new TreeMap<>();
        for (JsonNode infeasible : json.get("infeasible")) {
            assertThat(infeasible.get("query").intValue()).isBetween(1, 16);
            reasons.put(
                    infeasible.get("arch").textValue(), infeasible.get("reason").textValue());
        }
        assertThat(reasons).hasSize(retries > 0 ? 4 : 5);
        assertThat(reasons)
                .allSatisfy((arch, reason) -> assertThat(reason).isEqualTo(FakeTrainer.failure(arch, retries)));

        List<String> log = Files.readAllLines(out.resolve("labels.csv"));
        assertThat(log).hasSize(2 + 16).startsWith("# block:2x4 command " + trainer.command() + " seed 1");
        for (String line : log.subList(2, 18)) {
            String[] cells = line.split(",", -1);
            assertThat(cells[2]).isEqualTo(reasons.getOrDefault(cells[0], ""));
            assertThat(cells[1]).isEqualTo(cells[2].isEmpty() ? "" + FakeTrainer.label(cells[0]) : "");
        }
        for (String arch : List.of("00", "01", "02", "03", "33")) {
            assertThat(Collections.frequency(trainer.started(), arch))
                    .as(arch)
                    .isEqualTo(reasons.containsKey(arch) ? retries + 1 : 1);
        }
        assertThat(trainer.hanging()).hasSize(2 * (retries + 1));
        FakeTrainer.awaitDeath(trainer.hanging());

        String failed = json.get("infeasible").get(0).get("arch").textValue();
        String errors = Files.readString(out.resolve("logs")
                .resolve("query-" + json.get("infeasible").get(0).get("query").intValue() + ".log"));
        assertThat(errors).startsWith("# " + failed + ", run 1\ntraining " + failed + "\n");
        assertThat(errors.split("training", -1)).hasSize(retries + 2);
    }

    @Test
    void aSearchDoesNotDependOnTheNumberOfJobs() {
        String options = "--queries 24 --initial 8 --population 8 --iterations 3 --retries 0 --time-limit 1 --jobs ";
        String one = withoutRun(CommandLineRun.of(search("block:6x3", trainer.command(), words(options + 1))));
        assertThat(withoutRun(CommandLineRun.of(search("block:6x3", trainer.command(), words(options + 5)))))
                .isEqualTo(one);
        assertThat(one).contains("\"infeasible\" : [ {", "\"reason\" : \"exit code 3\"");
    }

    @Test
    void anArchitectureIsOneArgumentAndInTheEnvironment() throws IOException {
        String script =
                script("echo \"$#:$2:$DELTANAS_ARCH:$DELTANAS_SPACE:$DELTANAS_SEED:$DELTANAS_JOB:$DELTANAS_QUERY\" >> '"
                        + folder + "/seen'; cat; echo 0.$DELTANAS_QUERY");
        JsonNode json = CommandLineRun.of(search(
                        "nasbench201",
                        script + " a=\"b c\" {arch}",
                        words("--searcher random --queries 3 --seed -7 --direction min")))
                .succeeds()
                .json();
        assertThat(json.get("best").get("label").doubleValue()).isEqualTo(0.1);
        List<String> seen = Files.readAllLines(folder.resolve("seen"));
        assertThat(seen).hasSize(3);
        String best = json.get("best").get("arch").textValue();
        assertThat(best).contains("|", "~", "+");
        assertThat(seen.get(0)).isEqualTo("2:" + best + ":" + best + ":nasbench201:-7:0:1");
        assertThat(seen.get(2)).endsWith(":3");
    }

    @Test
    void aCommandThatCannotBeStartedEndsTheSearchAtOnce() {
        CommandLineRun.of(search("nasbench201", "no-such-trainer {arch}"))
                .fails(3, "--command: 'no-such-trainer' cannot be started", "No such file");
        CommandLineRun.of(search("nasbench201", "'" + folder + "' {arch}", "--jobs", "4"))
                .fails(3, "cannot be started", "Permission denied");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void aCommandThatAlwaysFailsEndsTheSearch(int jobs) throws IOException {
        String script = script("echo $1 >> '" + folder + "/asked'; echo 'no module named torch' >&2; exit 1");
        Path out = folder.resolve("out");
        CommandLineRun.of(search(
                        "nasbench201",
                        script + " {arch}",
                        words("--queries 100 --jobs " + jobs + " --retries 0 --out " + out)))
                .fails(1, "--command failed for each of the first ", "exit code 1", "'no module named torch'", "logs");
        assertThat(Files.readAllLines(folder.resolve("asked"))).hasSizeBetween(8, 8 + jobs);
    }

    /** One label among the failures, and the budget is spent. */
    @Test
    void aCommandThatMostlyFailsDoesNot() throws IOException {
        String script = script("[ $DELTANAS_QUERY = 5 ] && echo 1");
        JsonNode json = CommandLineRun.of(
                        search("nasbench201", script, words("--searcher random --queries 12 --jobs 4 --retries 0")))
                .succeeds()
                .json();
        assertThat(json.get("infeasible")).hasSize(11);
        assertThat(json.get("trace").get(0).get(0).intValue()).isEqualTo(5);
    }

    /** What was finished in time counts, also of the batch that was not; the rest is killed and was no query. */
    @Test
    void maxSecondsEndsABatch() throws IOException, InterruptedException {
        String script = script("case $DELTANAS_QUERY in 1|2|4) echo $DELTANAS_QUERY ;;" + " *) echo $$ >> '" + folder
                + "/pids'; sleep 600; esac");
        Path out = folder.resolve("out");
        long start = System.nanoTime();
        JsonNode json = CommandLineRun.of(
                        search("nasbench201", script, words("--max-seconds 1.5 --jobs 3 --retries 3 --out " + out)))
                .succeeds()
                .json();
        assertThat((System.nanoTime() - start) * 1e-9).isLessThan(30);
        assertThat(json.get("queries").intValue()).isEqualTo(3);
        assertThat(json.get("best").get("label").doubleValue()).isEqualTo(4);
        assertThat(json.get("infeasible")).isEmpty();
        assertThat(json.get("run").get("stoppedEarly").booleanValue()).isTrue();
        List<String> pids = Files.readAllLines(folder.resolve("pids"));
        assertThat(pids).hasSize(3);
        FakeTrainer.awaitDeath(pids.stream().map(Long::valueOf).toList());
        assertThat(Files.readAllLines(out.resolve("labels.csv"))).hasSize(2 + 3);

        CommandLineRun.of(search("nasbench201", "sleep 600", "--max-seconds", "0.3"))
                .fails(1, "none of the 0 architectures that were queried has a label command", "--max-seconds 0.3");
    }

    /** A program that prints without end, and one that leaves a child which holds its standard output. */
    @Test
    void oddProgramsAreNotWaitedFor() throws IOException {
        String script = script("case $DELTANAS_QUERY in 1) while :; do echo 0123456789; done ;;"
                + " *) sleep 600 & echo $! >> '" + folder + "/pids'; echo 0.5; esac");
        long start = System.nanoTime();
        JsonNode json = CommandLineRun.of(search(
                        "nasbench201", script, words("--searcher random --queries 2 --time-limit 1 --retries 0")))
                .succeeds()
                .json();
        assertThat((System.nanoTime() - start) * 1e-9).isLessThan(30);
        assertThat(json.get("infeasible")).hasSize(1);
        assertThat(json.get("best").get("label").doubleValue()).isEqualTo(0.5);
        for (String pid : Files.readAllLines(folder.resolve("pids"))) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aResumedSearchAsksNothingTwice() throws IOException {
        String options = "--initial 8 --population 8 --iterations 3 --retries 0 --time-limit 1 --queries ";
        String whole = withoutRun(CommandLineRun.of(search("block:6x3", trainer.command(), words(options + 24))));
        int asked = trainer.started().size();
        Path out = folder.resolve("out");
        String[] first = search("block:6x3", trainer.command(), words(options + "12 --out " + out));
        CommandLineRun.of(first).succeeds();
        String[] second = search("block:6x3", trainer.command(), words(options + "24 --resume --jobs 2 --out " + out));
        assertThat(withoutRun(CommandLineRun.of(second))).isEqualTo(whole);
        assertThat(trainer.started()).hasSize(2 * asked);
        assertThat(withoutRun(CommandLineRun.of(second))).isEqualTo(whole);
        assertThat(trainer.started()).hasSize(2 * asked);

        CommandLineRun.of(search("block:6x3", trainer.command() + " more", words(options + "24 --resume --out " + out)))
                .fails(3, "cannot be resumed from");
    }

    @Test
    void reportsFromATableAndCollectsPairs() throws IOException {
        StringBuilder table = new StringBuilder("arch,acc\n");
        for (int i = 0; i < 64; i++) {
            String chain = "1" + Integer.toString(64 + i, 4).substring(1);
            table.append(chain).append(',').append(i).append('\n');
        }
        String file = Files.writeString(folder.resolve("table.csv"), table).toString();
        JsonNode best = CommandLineRun.of(search(
                        "block:4x4",
                        trainer.command(),
                        words("--searcher random --queries 60 --time-limit 1 --retries 0 --jobs 16 --report-column acc"
                                + " --report-table " + file)))
                .succeeds()
                .json()
                .get("best");
        String arch = best.get("arch").textValue();
        assertThat(best.get("label").doubleValue()).isEqualTo(FakeTrainer.label(arch));
        assertThat(best.get("reportedColumn").textValue()).isEqualTo("acc");
        assertThat(best.get("reported").isNull()).isEqualTo(arch.charAt(0) != '1');

        Path pairs = folder.resolve("pairs.doa");
        String[] dataset = search(
                "block:4x3", trainer.command(), words("--queries 20 --jobs 8 --retries 0 --dataset-out " + pairs));
        dataset[0] = "dataset";
        JsonNode json = CommandLineRun.of(dataset).succeeds().json();
        assertThat(json.get("pairs").intValue()).isPositive();
        assertThat(json.get("command").textValue()).isEqualTo(trainer.command());
    }

    @Test
    void isShownToPeople() throws IOException {
        Path out = folder.resolve("out");
        String[] args = search(
                "block:2x4",
                trainer.command(),
                words("--searcher random --queries 16 --retries 0 --time-limit 1 --jobs 8 --out " + out));
        String text = CommandLineRun.of(
                        Arrays.stream(args).filter(a -> !a.equals("--json")).toArray(String[]::new))
                .succeeds()
                .out();
        assertThat(text).contains("16 labels, 5 of them infeasible, the last by ", "(command, larger is better)");
        assertThat(Files.readString(out.resolve("report.html"))).contains("exit code 137");
    }
}
