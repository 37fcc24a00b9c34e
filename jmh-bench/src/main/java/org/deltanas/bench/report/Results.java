package org.deltanas.bench.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deltanas.kernels.Simd;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the benchmarks of reports and writes {@code NAME.md} and JMH's {@code NAME.json} for each; {@code results.sh} starts
 * it.
 *
 * <p>JVMs of different benchmarks take turns, round by round, and ratios are taken within a round: a machine whose clock
 * drifts slows both sides. A report's files are written when it is complete, so whatever ends the program leaves the
 * reports before it.
 */
public final class Results {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private final Path folder;
    private final Path logs;
    private final String commit;
    private final int mostForks;

    private Results(Path folder, Path logs, String commit, int mostForks) {
        this.folder = folder;
        this.logs = logs;
        this.commit = commit;
        this.mostForks = mostForks;
    }

    /**
     * Writes reports; exits with 2 for an unknown name, with 1 if a benchmark fails. Properties: {@code deltanas.results}, the
     * folder of the reports; {@code deltanas.logs}, that of what JMH says; {@code deltanas.commit}; {@code deltanas.forks}, the
     * most JVMs a benchmark is run in, for a quick look.
     *
     * @param names of reports; none for all of them
     */
    public static void main(String[] names) throws IOException {
        Simd simd = Simd.best();
        String kernel = simd.isVector() ? Integer.toString(simd.bits()) : "scalar";
        boolean twoThreads = Runtime.getRuntime().availableProcessors() > 1;
        Map<String, Report> reports = new LinkedHashMap<>();
        for (Report report : List.of(new Headline(kernel, twoThreads), new Spaces(kernel), new Growth(twoThreads))) {
            reports.put(report.name(), report);
        }
        for (String name : names) {
            if (!reports.containsKey(name)) {
                System.err.println(
                        "no report is called '" + name + "'; there are " + String.join(", ", reports.keySet()));
                System.exit(WRONG_USAGE);
            }
        }
        Results results = new Results(
                Path.of(System.getProperty("deltanas.results", "results")),
                Path.of(System.getProperty("deltanas.logs", "logs")),
                System.getProperty("deltanas.commit", "unknown"),
                Integer.getInteger("deltanas.forks", Integer.MAX_VALUE));
        for (String name : names.length == 0 ? reports.keySet() : List.of(names)) {
            try {
                results.write(reports.get(name));
            } catch (RunnerException e) {
                System.err.println(name + ": " + e.getMessage() + " (what JMH said is in " + results.logs + ")");
                System.exit(FAILED);
            }
        }
    }

    private void write(Report report) throws IOException, RunnerException {
        long start = System.nanoTime();
        Outcome outcome = run(report);
        StringBuilder text = new StringBuilder();
        header(report, (System.nanoTime() - start) / 1_000_000_000L, text);
        report.write(outcome, text);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(report.name() + ".md"), text);
        List<RunResult> raw =
                report.jobs().stream().map(job -> outcome.of(job).result()).toList();
        try (OutputStream file = Files.newOutputStream(folder.resolve(report.name() + ".json"));
                PrintStream json = new PrintStream(file, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, json).writeOut(raw);
        }
        System.out.println(text);
    }

    private Outcome run(Report report) throws IOException, RunnerException {
        Files.createDirectories(logs);
        List<Job> jobs = report.jobs();
        Map<Job, List<RunResult>> runs = new LinkedHashMap<>();
        jobs.forEach(job -> runs.put(job, new ArrayList<>()));
        int most = jobs.stream().mapToInt(Job::forks).max().orElseThrow();
        int rounds = Math.min(mostForks, most);
        for (int round = 0; round < rounds; round++) {
            for (int j = 0; j < jobs.size(); j++) {
                Job job = jobs.get(j);
                if (round < job.forks()) {
                    System.err.printf(
                            "%s, round %d of %d, %d of %d: %s%n",
                            report.name(), round + 1, rounds, j + 1, jobs.size(), job);
                    Path log = logs.resolve(report.name() + "-" + (round + 1) + "-" + (j + 1) + ".log");
                    Collection<RunResult> run = new Runner(job.options(log.toString())).run();
                    runs.get(job).addAll(run);
                }
            }
        }
        Map<Job, Measured> measured = new LinkedHashMap<>();
        runs.forEach((job, results) -> measured.put(job, new Measured(results)));
        return new Outcome(measured);
    }

    private void header(Report report, long seconds, StringBuilder out) {
        Machine machine = Machine.here();
        out.append(String.format(
                """
                # %s

                - CPU: %s; %d cores; %s
                - JDK: %s
                - commit: %s; %s
                - command: `jmh-bench/results.sh %s%s`, %d s

                Raw numbers are in [%s.json](%s.json). JVMs of all benchmarks took turns, so an entry there says one fork and
                holds the data of all.

                """,
                report.question(),
                machine.cpu(),
                machine.cores(),
                machine.simd(),
                machine.jdk(),
                commit,
                LocalDate.now(ZoneOffset.UTC),
                mostForks == Integer.MAX_VALUE ? "" : "--forks " + mostForks + " ",
                report.name(),
                seconds,
                report.name(),
                report.name()));
    }
}
