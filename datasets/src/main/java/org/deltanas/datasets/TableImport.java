package org.deltanas.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Collectors;

/** Turns published results into a file that {@link BenchmarkTable} maps; see the package's documentation for the format. */
public final class TableImport {
    private static final int BUFFER_BYTES = 1 << 16;

    private TableImport() {}

    /**
     * Imports a file. The source is read as a stream; the table is laid out in memory, written to a file of another name
     * in the target's folder, forced to the disk and moved to its place in one step: whatever happens, the target is
     * what it was or whole.
     *
     * @param source the published results
     * @param target the file to write, in place of an older one
     * @throws TableWriteException if the target cannot be written
     * @throws TableException as {@link BenchmarkTable#read} does
     */
    public static void run(Path source, Path target, TableImportOptions options) {
        check(source, target);
        try (TableBuilder table = new TableBuilder(source, options.averaging());
                Arena arena = Arena.ofConfined()) {
            String format = fill(table, source, options);
            String read = options.averaging() ? format + ", repeated rows averaged" : format;
            TableSource origin = new TableSource(String.valueOf(source.getFileName()), read, sha256(source));
            write(TableImage.of(table, origin, arena).bytes(), target);
        }
    }

    /**
     * Reads a source with the first importer that recognises it.
     *
     * @return the format in words
     */
    static String fill(TableBuilder table, Path file, TableImportOptions options) {
        SourceFile source = SourceFile.of(file, options.graphs(), options.listener());
        if (source.beginning().isEmpty()) {
            throw new TableFormatException(file, "the file is empty", null);
        }
        for (TableImporter importer : options.importers()) {
            if (importer.recognises(source)) {
                importer.read(source, options.space(), table);
                if (table.rows() == 0) {
                    throw new TableFormatException(file, "there is a header but no row", null);
                }
                return importer.format();
            }
        }
        String formats = options.importers().stream().map(TableImporter::format).collect(Collectors.joining("; "));
        throw new UnsupportedTableException(
                file,
                "the file is of no known format: its first line reads " + TableException.excerpt(source.firstLine())
                        + "; known are " + formats);
    }

    private static void check(Path source, Path target) {
        Path folder = target.toAbsolutePath().getParent();
        if (Files.isDirectory(target) || folder == null) {
            throw new TableWriteException(target, "this is a folder; a file is needed to write the table to", null);
        }
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new TableWriteException(
                    target,
                    Files.isDirectory(folder)
                            ? "the folder " + folder + " cannot be written to"
                            : "there is no folder " + folder,
                    null);
        }
        try {
            if (Files.exists(target) && Files.isSameFile(source, target)) {
                throw new TableWriteException(target, "the table would replace the file that it is read from", null);
            }
        } catch (IOException e) {
            throw new TableReadException(source, "there is no such file", e);
        }
        if (BenchmarkTable.isImported(source)) {
            throw new UnsupportedTableException(source, "the file is an imported table already");
        }
    }

    private static void write(MemorySegment bytes, Path target) {
        Path unfinished = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (FileChannel channel =
                    FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                long most = 1 << 30; // of a buffer
                for (long at = 0; at < bytes.byteSize(); at += most) {
                    ByteBuffer part = bytes.asSlice(at, Math.min(most, bytes.byteSize() - at))
                            .asByteBuffer();
                    while (part.hasRemaining()) {
                        channel.write(part);
                    }
                }
                channel.force(true);
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new TableWriteException(target, "the table cannot be written: " + e, e);
        } finally {
            deleteQuietly(unfinished);
        }
    }

    /** After a move there is nothing to delete; after a failure the failure is what is told. */
    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }

    private static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new TableReadException(file, "cannot be read: " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java has to have", e);
        }
    }
}
