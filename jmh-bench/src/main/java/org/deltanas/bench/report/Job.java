package org.deltanas.bench.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One benchmark with all its parameters, to be run in some JVMs.
 *
 * @param benchmark the class
 * @param parameters a value for each parameter
 * @param threads threads of each JVM
 * @param forks JVMs
 * @param effort the iterations of each
 * @param jvmOptions options of those JVMs in the place of the benchmark's own; none to keep these
 */
record Job(
        Class<?> benchmark,
        Map<String, String> parameters,
        int threads,
        int forks,
        Effort effort,
        List<String> jvmOptions) {

    /**
     * Iterations of a JVM.
     *
     * @param warmups iterations before those that count
     * @param iterations iterations that count
     * @param millis the length of each
     */
    record Effort(int warmups, int iterations, int millis) {}

    Job {
        parameters = Map.copyOf(parameters);
        jvmOptions = List.copyOf(jvmOptions);
        if (threads < 1 || forks < 1) {
            throw new IllegalArgumentException("threads and forks must be positive, not " + threads + " and " + forks);
        }
    }

    /** A benchmark in JVMs with the options of its own. */
    Job(Class<?> benchmark, Map<String, String> parameters, int threads, int forks, Effort effort) {
        this(benchmark, parameters, threads, forks, effort, List.of());
    }

    /**
     * What JMH is to do in one JVM.
     *
     * @param log receives what JMH says
     */
    Options options(String log) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmark.getName()) + "\\.")
                .threads(threads)
                .forks(1)
                .warmupIterations(effort.warmups())
                .warmupTime(TimeValue.milliseconds(effort.millis()))
                .measurementIterations(effort.iterations())
                .measurementTime(TimeValue.milliseconds(effort.millis()))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.NORMAL)
                .output(log);
        new TreeMap<>(parameters).forEach((name, value) -> options.param(name, value));
        if (!jvmOptions.isEmpty()) {
            options.jvmArgsAppend(jvmOptions.toArray(String[]::new));
        }
        return options.build();
    }

    /** E.g. {@code FmaPeak kernel=512, 2 threads}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(benchmark.getSimpleName());
        new TreeMap<>(parameters)
                .forEach((name, value) ->
                        text.append(' ').append(name).append('=').append(value));
        jvmOptions.forEach(option -> text.append(' ').append(option));
        return text + (threads == 1 ? "" : ", " + threads + " threads");
    }
}
