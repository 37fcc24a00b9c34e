package org.deltanas.tools;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that appears whole or not at all, in the place of an older one of its name. */
final class WholeFile {
    private WholeFile() {}

    /** What goes into a file. */
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Refuses a file that could not be written, before work is done in vain.
     *
     * @param option the option that names it
     */
    static void check(String option, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new BadInputException(option + " '" + file + "' is a folder; a file is needed", null);
        }
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(
                    option + " '" + file + "' cannot be written: there is no folder '" + folder + "'", null);
        }
        try {
            Files.delete(Files.createTempFile(folder, ".deltanas", ".tmp"));
        } catch (IOException e) {
            throw new BadInputException(option + " '" + file + "' cannot be written (" + reason(e) + ")", e);
        }
    }

    /** Writes a file. */
    static void write(Path file, Content content) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
                content.write(out);
            }
            // REPLACE_EXISTING deletes the older file first: a kill in between would leave none.
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BadInputException("'" + file + "' cannot be written (" + reason(e) + ")", e);
        }
    }

    /** What went wrong, in a few words. */
    static String reason(IOException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return e.getMessage() == null ? kind : kind + ": " + e.getMessage();
    }
}
