package org.deltanas.datasets;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file to import, decompressed on the way where its first bytes say that it is gzip, whatever its name. Immutable but
 * for the file itself; each stream belongs to who opened it.
 */
public final class SourceFile {
    /** Enough for the header line of any table known. */
    private static final int BEGINNING_BYTES = 1 << 16;

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path path;
    private final Path graphs;
    private final ImportListener listener;
    private final String beginning;

    private SourceFile(Path path, Path graphs, ImportListener listener, String beginning) {
        this.path = path;
        this.graphs = graphs;
        this.listener = listener;
        this.beginning = beginning;
    }

    /**
     * Opens a file for a look at its beginning.
     *
     * @param graphs a file that says which graph a hash stands for; null if none was named
     * @param listener hears how much of the file was read
     * @throws TableReadException if that fails
     */
    static SourceFile of(Path path, Path graphs, ImportListener listener) {
        if (Files.isDirectory(path)) {
            throw new TableReadException(path, "this is a folder, not a table", null);
        }
        try (InputStream bytes = decompressed(Files.newInputStream(path))) {
            String text = new String(bytes.readNBytes(BEGINNING_BYTES), StandardCharsets.UTF_8);
            return new SourceFile(path, graphs, listener, text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (IOException e) {
            throw unreadable(path, e, "");
        }
    }

    /** The file. */
    public Path path() {
        return path;
    }

    /** The file that says which graph a hash stands for; null if none was named. */
    Path graphs() {
        return graphs;
    }

    /** Up to 65,536 bytes of the decompressed file from its start, without a byte order mark. */
    public String beginning() {
        return beginning;
    }

    /** The first line, or as much of it as {@link #beginning} has; empty for an empty file. */
    public String firstLine() {
        return beginning.lines().findFirst().orElse("");
    }

    /**
     * A stream over the decompressed file from its start; the listener hears of what is read from it.
     *
     * @throws IOException if the file cannot be opened, or is no gzip file after all
     */
    public InputStream open() throws IOException {
        return decompressed(new Counted(Files.newInputStream(path), Files.size(path), listener));
    }

    /** The exception that tells of a failure to read, its cause in words; {@code after} says where, or is empty. */
    public TableException unreadable(IOException cause, String after) {
        return unreadable(path, cause, after);
    }

    private static InputStream decompressed(InputStream file) throws IOException {
        InputStream raw = new BufferedInputStream(file, BUFFER_BYTES);
        boolean opened = false;
        try {
            raw.mark(2);
            boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            InputStream bytes = gzip ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
            opened = true;
            return bytes;
        } finally {
            if (!opened) {
                raw.close();
            }
        }
    }

    private static TableException unreadable(Path path, IOException cause, String after) {
        if (cause instanceof NoSuchFileException) {
            return new TableReadException(path, "there is no such file", cause);
        }
        if (cause instanceof EOFException) {
            return new TableReadException(
                    path, "the gzip stream ends too early" + after + ": the file is truncated", cause);
        }
        if (cause instanceof ZipException) {
            return new TableReadException(
                    path, "the gzip stream is damaged" + after + " (" + cause.getMessage() + ")", cause);
        }
        return new TableReadException(path, "cannot be read" + after + ": " + cause, cause);
    }

    /** Tells a listener how far it is. */
    private static final class Counted extends FilterInputStream {
        private final long total;
        private final ImportListener listener;
        private long read;

        Counted(InputStream in, long total, ImportListener listener) {
            super(in);
            this.total = total;
            this.listener = listener;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            tell(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            tell(Math.max(count, 0));
            return count;
        }

        private void tell(int count) {
            read += count;
            listener.onProgress(read, total);
        }
    }
}
