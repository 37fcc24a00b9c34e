package org.deltanas.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The answers of a label in {@code labels.csv}, each on the disk as soon as it is known, so that a search that is killed
 * loses none; a resumed one reads them back. Since a search depends on its options and labels alone, a resumed one takes
 * the same way as one that was never interrupted.
 *
 * <p>The file's first line says what was asked; a file of another question is refused, as is one that another search is
 * writing. Lines are only ever added. A last line that was cut short is dropped, for an answer counts once its line has
 * an end. Safe for any number of threads.
 */
final class LabelLog implements AutoCloseable {
    private static final String HEADER = "arch,label";
    private static final String HEADER_WITH_FAILURES = "arch,label,failure";

    private final Path file;
    private final FileChannel channel;
    private final boolean mayFail;
    private final Map<String, Answer> found = new HashMap<>();

    /**
     * An answer.
     *
     * @param architecture what was asked about
     * @param label its label; NaN if there is none
     * @param failure why there is none where the question failed; null where it was answered
     */
    record Answer(String architecture, double label, String failure) {
        boolean failed() {
            return failure != null;
        }
    }

    private LabelLog(Path file, FileChannel channel, boolean mayFail) {
        this.file = file;
        this.channel = channel;
        this.mayFail = mayFail;
    }

    /**
     * Starts a log.
     *
     * @param question names the space, as files do, the label and all its options
     * @param mayFail whether answers may be failures, which have a column of their own
     * @param resume whether to read the answers of a log that is there already; otherwise that is overwritten
     * @throws BadInputException if a log to resume from belongs to another question, or is no log, or is in use
     */
    @SuppressWarnings("resource") // the log owns the channel
    static LabelLog open(Path file, String question, boolean mayFail, boolean resume) {
        LabelLog log;
        try {
            log = new LabelLog(
                    file,
                    FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    mayFail);
        } catch (IOException e) {
            throw new BadInputException("'" + file + "' cannot be written (" + WholeFile.reason(e) + ")", e);
        }
        boolean done = false;
        try {
            log.lock();
            log.start("# " + question.replace('\n', ' ').replace('\r', ' '), resume);
            done = true;
        } catch (IOException e) {
            throw log.cannotWrite(e);
        } finally {
            if (!done) {
                log.close();
            }
        }
        return log;
    }

    private void lock() throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw new BadInputException("'" + file + "' is being written by another search", e);
        }
        throw new BadInputException("'" + file + "' is being written by another search", null);
    }

    private void start(String first, boolean resume) throws IOException {
        String header = first + "\n" + (mayFail ? HEADER_WITH_FAILURES : HEADER) + "\n";
        String text = resume ? read() : "";
        // A search that was killed at once may have left less than a header.
        if (!header.startsWith(text)) {
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            List<String> lines = whole.lines().toList();
            if (lines.size() < 2
                    || !lines.get(0).startsWith("# ")
                    || !lines.get(1).startsWith(HEADER)) {
                throw new BadInputException("'" + file + "' cannot be resumed from: it is no log of labels", null);
            }
            if (!whole.startsWith(header)) {
                throw new BadInputException(
                        "'" + file + "' cannot be resumed from: it answers '"
                                + lines.get(0).substring(1).strip() + "', and this search asks '"
                                + first.substring(1).strip() + "'",
                        null);
            }
            for (String line : lines.subList(2, lines.size())) {
                Answer answer = parse(line);
                found.put(answer.architecture(), answer);
            }
            channel.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
            channel.position(channel.size());
        } else {
            channel.truncate(0);
            write(header);
        }
    }

    private String read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // Reads on.
        }
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }

    private Answer parse(String line) {
        int end = mayFail ? line.lastIndexOf(',') : line.length();
        int comma = line.lastIndexOf(',', end - 1);
        if (comma > 0) {
            String label = line.substring(comma + 1, end);
            String failure = end < line.length() - 1 ? line.substring(end + 1) : null;
            try {
                if (label.isEmpty() == (failure != null)) {
                    double value = label.isEmpty() ? Double.NaN : Double.parseDouble(label);
                    return new Answer(line.substring(0, comma), value, failure);
                }
            } catch (NumberFormatException e) {
                throw noAnswer(line, e);
            }
        }
        throw noAnswer(line, null);
    }

    private BadInputException noAnswer(String line, Exception cause) {
        return new BadInputException("'" + file + "' cannot be resumed from: '" + line + "' is no answer", cause);
    }

    /** What the log that was resumed from says about an architecture; null if nothing. */
    Answer found(String architecture) {
        return found.get(architecture);
    }

    /** Whether the log that was resumed from has an answer that is no failure. */
    boolean foundLabel() {
        return found.values().stream().anyMatch(answer -> !answer.failed());
    }

    /** Adds answers; returns when they are on the disk. */
    synchronized void keep(List<Answer> answers) {
        StringBuilder lines = new StringBuilder();
        for (Answer answer : answers) {
            lines.append(answer.architecture()).append(',');
            if (answer.failed()) {
                lines.append(',').append(answer.failure().replaceAll("[,\"\\s]+", " "));
            } else {
                lines.append(answer.label()).append(mayFail ? "," : "");
            }
            lines.append('\n');
        }
        try {
            write(lines.toString());
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    private BadInputException cannotWrite(IOException e) {
        return new BadInputException("'" + file + "' cannot be written (" + e + ")", e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }
}
