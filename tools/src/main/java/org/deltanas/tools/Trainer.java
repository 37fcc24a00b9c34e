package org.deltanas.tools;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.deltanas.proxy.ConcurrentLabel;
import org.deltanas.proxy.LabelStoppedException;
import org.deltanas.tools.LabelLog.Answer;
import org.deltanas.tools.TrainerRun.Ending;

/**
 * Rates architectures by a command of the user's own, one process each, and keeps every answer as soon as its process
 * has ended. An architecture whose runs all failed is infeasible, which is an answer too.
 *
 * <p>What runs is destroyed when the deadline passes, when something goes wrong that ends the search, and when the JVM
 * is told to end (SIGINT, SIGTERM), which then reports nothing. A JVM that is killed leaves its processes behind.
 */
final class Trainer implements ConcurrentLabel.Question, AutoCloseable {
    /**
     * A command that failed for so many architectures and never gave a label is broken: half of Delta-NAS's first batch.
     * Where every second architecture is infeasible, it stops one search in 256 that it should not.
     */
    private static final int HOPELESS = 8;

    /**
     * A key pressed in a terminal interrupts all its processes: a run that ended by it must not be taken for one that
     * failed by itself, so after a failure the JVM's own signal gets this time to arrive.
     */
    private static final int GRACE_MILLIS = 250;

    private static final int MOST_SAID = 200;

    private final CommandTemplate command;
    private final double timeLimit;
    private final int retries;
    private final Map<String, String> environment;
    private final LabelLog log;
    private final Path errors;
    private final boolean keepErrors;
    private final Deadline deadline;
    private final Thread hook;
    private final Map<Long, Infeasible> infeasible = new ConcurrentSkipListMap<>();

    private final Object lock = new Object();
    /** Guarded by the lock, like every start of a process. */
    private final Set<TrainerRun> running = new HashSet<>();

    private volatile Runnable listener = () -> {};
    private volatile boolean started;
    private volatile boolean hopeful;
    private volatile boolean closed;
    private volatile boolean jvmEnds;

    /**
     * A trainer.
     *
     * @param environment what every process finds in its environment, besides the architecture, its query and the job
     * @param log receives the answers and has those of an earlier search; may be null
     * @param errors the folder for what processes write on standard error, a file for each architecture; null if that is
     *     to be kept no longer than the trainer
     * @param deadline when to give up
     */
    Trainer(CommandOptions options, Map<String, String> environment, LabelLog log, Path errors, Deadline deadline) {
        this.command = options.template();
        this.timeLimit = options.timeLimit();
        this.retries = options.retries();
        this.environment = environment;
        this.log = log;
        this.keepErrors = errors != null;
        this.deadline = deadline;
        this.hopeful = log != null && log.foundLabel();
        try {
            this.errors = keepErrors ? Files.createDirectories(errors) : Files.createTempDirectory("deltanas");
        } catch (IOException e) {
            throw new BadInputException(
                    "what --command writes on standard error cannot be kept (" + WholeFile.reason(e) + ")", e);
        }
        this.hook = new Thread(this::endWithJvm, "deltanas-end");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The architectures without a label so far, in the order of their queries. */
    List<Infeasible> infeasible() {
        return List.copyOf(infeasible.values());
    }

    /** Calls a listener after every answer, on the thread that got it. */
    void onAnswer(Runnable called) {
        listener = called;
    }

    @Override
    public double ask(int job, long query, String architecture) {
        Answer found = log == null ? null : log.found(architecture);
        if (found != null) {
            note(query, found);
            return found.label();
        }
        boolean done = false;
        try {
            Answer answer = run(job, query, architecture);
            if (log != null) {
                log.keep(List.of(answer));
            }
            note(query, answer);
            if (!hopeful && infeasible.size() >= HOPELESS) {
                throw hopeless(query, answer);
            }
            done = true;
            return answer.label();
        } finally {
            // Without this answer the search is over, and what else runs is in vain.
            if (!done) {
                closed = true;
            }
        }
    }

    private void note(long query, Answer answer) {
        if (answer.failed()) {
            infeasible.put(query, new Infeasible(query, answer.architecture(), answer.failure()));
        } else {
            hopeful = true;
        }
        listener.run();
    }

    private Answer run(int job, long query, String architecture) {
        Path errorFile = errorFile(query);
        ProcessBuilder builder = new ProcessBuilder(command.words(architecture))
                .redirectError(ProcessBuilder.Redirect.appendTo(errorFile.toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("DELTANAS_ARCH", architecture);
        builder.environment().put("DELTANAS_QUERY", Long.toString(query));
        builder.environment().put("DELTANAS_JOB", Integer.toString(job));
        for (int attempt = 0; ; attempt++) {
            writeHeading(errorFile, architecture, attempt);
            Ending ending = run(builder);
            if (!ending.failed() || attempt == retries) {
                return new Answer(architecture, ending.label(), ending.failure());
            }
        }
    }

    private Ending run(ProcessBuilder builder) {
        Ending ending;
        try {
            ending = await(builder);
            if (ending != null && ending.failed()) {
                TimeUnit.MILLISECONDS.sleep(GRACE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ending = null;
        }
        while (jvmEnds) {
            LockSupport.park(this);
        }
        if (ending == null || (ending.failed() && isOver())) {
            throw new LabelStoppedException();
        }
        return ending;
    }

    /** Runs a process to its end; null if there is to be none. */
    private Ending await(ProcessBuilder builder) throws InterruptedException {
        TrainerRun run;
        synchronized (lock) {
            if (isOver()) {
                return null;
            }
            try {
                run = TrainerRun.start(builder);
            } catch (IOException e) {
                return notStarted(e);
            }
            running.add(run);
        }
        started = true;
        try {
            return run.await(timeLimit, this::isOver);
        } catch (IOException e) {
            return Ending.failure("standard output cannot be read: " + e.getMessage());
        } finally {
            synchronized (lock) {
                running.remove(run);
            }
            run.close();
        }
    }

    private Ending notStarted(IOException e) {
        String reason = (e.getCause() == null ? e : e.getCause()).getMessage().strip();
        if (!started) {
            throw new BadInputException("--command: '" + command.program() + "' cannot be started (" + reason + ")", e);
        }
        return Ending.failure("could not start: " + reason);
    }

    private boolean isOver() {
        return jvmEnds || closed || deadline.hasPassed();
    }

    private void endWithJvm() {
        jvmEnds = true;
        synchronized (lock) {
            running.forEach(TrainerRun::kill);
        }
        deleteErrors();
    }

    // Standard error.

    /** Named by the query, since architectures hold characters that names of files must not. */
    private Path errorFile(long query) {
        return errors.resolve("query-" + query + ".log");
    }

    private static void writeHeading(Path errorFile, String architecture, int attempt) {
        try {
            Files.writeString(
                    errorFile,
                    "# " + architecture + ", run " + (attempt + 1) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    attempt == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new BadInputException("'" + errorFile + "' cannot be written (" + WholeFile.reason(e) + ")", e);
        }
    }

    private NoResultException hopeless(long query, Answer last) {
        String said = lastLine(errorFile(query));
        return new NoResultException("--command failed for each of the first " + infeasible.size()
                + " architectures, the last time with "
                + last.failure() + (said.startsWith("# ") ? "" : ", having written '" + said + "'")
                + (keepErrors ? " (all of it is in '" + errorFile(query) + "')" : " (--out DIR keeps all of it)")
                + ": mend it and start anew, without --resume");
    }

    private static String lastLine(Path file) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] end = new byte[(int) Math.min(in.length(), 8192)];
            in.seek(in.length() - end.length);
            in.readFully(end);
            String text = new String(end, StandardCharsets.UTF_8).strip();
            String line = text.lines().reduce("", (before, next) -> next).strip();
            return line.length() > MOST_SAID ? line.substring(0, MOST_SAID) + "..." : line;
        } catch (IOException e) {
            return "# it cannot be read: " + e.getMessage();
        }
    }

    private void deleteErrors() {
        if (keepErrors) {
            return;
        }
        try (Stream<Path> files = Files.list(errors)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(errors);
        } catch (IOException e) {
            // They lie in the system's folder for temporary files: whoever cleans that deletes them.
        }
    }

    /** To be called once nothing is asked any more. */
    @Override
    public void close() {
        closed = true;
        if (!jvmEnds) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                return; // The JVM has just begun to end, and the hook does the rest.
            }
            deleteErrors();
        }
    }
}
