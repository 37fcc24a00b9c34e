package org.deltanas.bench.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
import org.deltanas.bench.OneDnnShapes;
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
    private final int mostRequests;

    private Results(Path folder, Path logs, String commit, int mostForks, int mostRequests) {
        this.folder = folder;
        this.logs = logs;
        this.commit = commit;
        this.mostForks = mostForks;
        this.mostRequests = mostRequests;
    }

    /**
     * Writes reports; exits with 2 for an unknown name, with 1 if a benchmark fails. Properties: {@code deltanas.results}, the
     * folder of the reports; {@code deltanas.logs}, that of what JMH says; {@code deltanas.commit}; {@code deltanas.forks}, the
     * most JVMs a benchmark is run in, and {@code deltanas.requests}, the most requests of a load, for a quick look.
     *
     * @param names of reports; none for all of them
     */
    public static void main(String[] names) throws IOException, InterruptedException {
        Simd simd = Simd.best();
        String kernel = simd.isVector() ? Integer.toString(simd.bits()) : "scalar";
        boolean twoThreads = Runtime.getRuntime().availableProcessors() > 1;
        Map<String, Report> reports = new LinkedHashMap<>();
        for (Report report : List.of(
                new Headline(kernel, twoThreads),
                new Spaces(kernel),
                new Growth(twoThreads),
                new Convolutions(kernel, OneDnnShapes.exist()))) {
            reports.put(report.name(), report);
        }
        List<String> known = new ArrayList<>(reports.keySet());
        known.add(Latency.NAME);
        for (String name : names) {
            if (!known.contains(name)) {
                System.err.println("no report is called '" + name + "'; there are " + String.join(", ", known));
                System.exit(WRONG_USAGE);
            }
        }
        Results results = new Results(
                Path.of(System.getProperty("deltanas.results", "results")),
                Path.of(System.getProperty("deltanas.logs", "logs")),
                System.getProperty("deltanas.commit", "unknown"),
                Integer.getInteger("deltanas.forks", Integer.MAX_VALUE),
                Integer.getInteger("deltanas.requests", Integer.MAX_VALUE));
        for (String name : names.length == 0 ? known : List.of(names)) {
            try {
                if (name.equals(Latency.NAME)) {
                    results.writeLatency();
                } else {
                    results.write(reports.get(name));
                }
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
        header(report.name(), report.question(), System.nanoTime() - start, text);
        text.append(String.format("""
                Raw numbers are in [%s.json](%s.json). JVMs of all benchmarks took turns, so an entry there says one fork and
                holds the data of all.

                """, report.name(), report.name()));
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

    private void writeLatency() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Latency latency = new Latency(logs, mostRequests);
        ArrayNode measured = latency.measure();
        StringBuilder text = new StringBuilder();
        header(Latency.NAME, Latency.QUESTION, System.nanoTime() - start, text);
        Latency.write(measured, text);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(Latency.NAME + ".md"), text);
        latency.writeRaw(measured, folder.resolve(Latency.NAME + ".json"));
        System.out.println(text);
    }

    private void header(String name, String question, long nanos, StringBuilder out) {
        Machine machine = Machine.here();
        out.append(String.format(
                """
                # %s

                - CPU: %s; %d cores; %s
                - JDK: %s
                - commit: %s; %s
                - command: `jmh-bench/results.sh %s%s%s`, %d s

                """,
                question,
                machine.cpu(),
                machine.cores(),
                machine.simd(),
                machine.jdk(),
                commit,
                LocalDate.now(ZoneOffset.UTC),
                mostForks == Integer.MAX_VALUE ? "" : "--forks " + mostForks + " ",
                mostRequests == Integer.MAX_VALUE ? "" : "--requests " + mostRequests + " ",
                name,
                nanos / 1_000_000_000L));
    }
}
