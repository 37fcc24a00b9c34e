package org.deltanas.tools;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class CommonOptions {
    /** Starts a thread each; the limit of {@link org.deltanas.kernels.Workers}. */
    private static final int MOST_THREADS = 1024;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of everything random, any signed 64-bit integer (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "What networks run on: auto, vector, cudnn or reference (default: ${DEFAULT-VALUE}).")
    String backend;

    @Option(
            names = "--cuda-path",
            paramLabel = "DIR",
            description = "Folder to look in and under for CUDA's libraries: an installation, a Python environment.")
    Path cudaPath;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to use (default: one a processor). Results do not depend on it.")
    Integer threads;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the results, made if it is not there; of table import the file.")
    Path out;

    @Option(names = "--json", description = "Print one JSON object on standard output and nothing else there.")
    boolean json;

    @Option(names = "--debug", description = "Print stack traces.")
    boolean debug;

    void validate() {
        Check.oneOf("--backend", backend, "auto", "vector", "cudnn", "reference");
        Check.range("--threads", threads, 1, MOST_THREADS);
    }

    int threadCount() {
        return threads != null
                ? threads
                : Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    }

    /** The folder of {@code --out}, ready to be written to; null if none was given. */
    OutputFolder folder() {
        return out == null ? null : OutputFolder.prepare(out);
    }
}
