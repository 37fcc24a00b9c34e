package org.deltanas.tools;

import java.util.List;
import picocli.CommandLine.Option;

/** A command of the user's own that rates architectures. */
final class CommandOptions {
    private static final int MOST_JOBS = 1024;
    private static final int MOST_RETRIES = 1000;
    private static final double MOST_SECONDS = 1e9;
    private static final List<String> ALL = List.of("--command", "--jobs", "--time-limit", "--retries");

    @Option(
            names = "--command",
            paramLabel = "LINE",
            description =
                    "With --labels command: what rates one architecture, e.g. 'train.sh {arch}'. It is run once for each, {arch} replaced in one argument (also in the environment: DELTANAS_ARCH, DELTANAS_SPACE, DELTANAS_SEED, DELTANAS_QUERY from 1, DELTANAS_JOB from 0 to --jobs - 1); the last number that it prints is the label. Quotes and backslashes work as in a shell, but none is started. A run fails that ends with another exit code than 0, or prints no number; the architecture is then infeasible: a query that is not repeated and ranks last.")
    private String line;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "With --labels command: runs at a time (default: ${DEFAULT-VALUE}). Results do not depend on it. Delta-NAS asks --initial (16) architectures at first and --round-size (4) in each round: more jobs than that stand idle.")
    private Integer jobs;

    @Option(
            names = "--time-limit",
            paramLabel = "S",
            description =
                    "With --labels command: seconds after which a run, with all processes that it started, is killed and has failed (default: none).")
    private Double timeLimit;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "With --labels command: how often a run that failed is tried again (default: ${DEFAULT-VALUE}).")
    private Integer retries;

    void validate(GivenOptions given, String labels) {
        if (!labels.equals(LabelOptions.COMMAND)) {
            given.refuse(ALL, "--labels " + labels, "--labels " + LabelOptions.COMMAND);
            return;
        }
        if (line == null) {
            throw new UsageException("--labels command needs --command LINE");
        }
        Check.range("--jobs", jobs, 1, MOST_JOBS);
        Check.range("--retries", retries, 0, MOST_RETRIES);
        if (timeLimit != null && !(timeLimit > 0 && timeLimit <= MOST_SECONDS)) {
            throw new UsageException("--time-limit must be above 0 and at most 1000000000, not " + timeLimit);
        }
        template();
    }

    /** The command; null if none was given. */
    CommandTemplate template() {
        return line == null ? null : CommandTemplate.parse(line);
    }

    int jobs() {
        return jobs;
    }

    int retries() {
        return retries;
    }

    /** Seconds that one run may take; infinite for any number. */
    double timeLimit() {
        return timeLimit == null ? Double.POSITIVE_INFINITY : timeLimit;
    }
}
