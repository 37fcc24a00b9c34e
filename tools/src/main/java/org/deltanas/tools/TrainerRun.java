package org.deltanas.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One process that rates one architecture, and what it prints. Watched by one thread; any may destroy it. */
final class TrainerRun implements AutoCloseable {
    private static final int POLL_MILLIS = 10;
    private static final int PIECE = 1 << 14;
    /** Read at a time before looking at the clock again: a program may print without end. No pipe holds more. */
    private static final int MOST_PIECES = 64;

    /** A killed process may stay until a device or a disk lets go of it. */
    private static final int MOST_SECONDS_TO_DIE = 5;

    private final Process process;
    private final long start = System.nanoTime();
    private final LastNumber number = new LastNumber();
    private final byte[] piece = new byte[PIECE];

    /**
     * How a run ended.
     *
     * @param label what it printed; NaN if the run failed
     * @param failure why it failed; null if it did not
     */
    record Ending(double label, String failure) {
        static Ending failure(String reason) {
            return new Ending(Double.NaN, reason);
        }

        boolean failed() {
            return failure != null;
        }
    }

    private TrainerRun(Process process) {
        this.process = process;
    }

    /**
     * Starts a process, with nothing to read on its standard input.
     *
     * @param builder its standard output must not be redirected
     */
    static TrainerRun start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        process.getOutputStream().close();
        return new TrainerRun(process);
    }

    /**
     * Waits for the end.
     *
     * <p>Only what is there is read, so that a process which outlives its parent and holds the other end of the pipe is
     * not waited for.
     *
     * @param seconds how long the run may take; then it is destroyed and has failed
     * @param stop asked again and again whether to give up
     * @return how the run ended; null if it was given up
     */
    Ending await(double seconds, BooleanSupplier stop) throws IOException, InterruptedException {
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            read();
            if (stop.getAsBoolean()) {
                destroy();
                return null;
            }
            if ((System.nanoTime() - start) * 1e-9 >= seconds) {
                destroy();
                return Ending.failure(
                        "timeout after " + (seconds == Math.rint(seconds) ? (long) seconds + "" : seconds) + " s");
            }
        }
        read();
        if (process.exitValue() != 0) {
            return Ending.failure("exit code " + process.exitValue());
        }
        String printed = number.atEnd();
        if (printed == null) {
            return Ending.failure("no number on standard output");
        }
        double label = LastNumber.value(printed);
        return Double.isFinite(label)
                ? new Ending(label, null)
                : Ending.failure("no finite number on standard output but " + printed);
    }

    private void read() throws IOException {
        InputStream out = process.getInputStream();
        for (int pieces = 0; pieces < MOST_PIECES; pieces++) {
            int available = out.available();
            if (available <= 0) {
                return;
            }
            number.add(piece, out.read(piece, 0, Math.min(available, PIECE)));
        }
    }

    private void destroy() throws InterruptedException {
        kill();
        process.waitFor(MOST_SECONDS_TO_DIE, TimeUnit.SECONDS);
    }

    /** Kills the process and all that it started, directly or not. */
    void kill() {
        // Listed before the first of them dies: what lost its parent is nobody's descendant. Until no more show up, for
        // they start others meanwhile.
        Set<ProcessHandle> tree = new LinkedHashSet<>();
        int known;
        do {
            known = tree.size();
            process.descendants().forEach(tree::add);
        } while (tree.size() > known);
        process.destroyForcibly();
        tree.forEach(ProcessHandle::destroyForcibly);
    }

    /** Kills what is still alive, and frees the pipe. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        try {
            process.getInputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
