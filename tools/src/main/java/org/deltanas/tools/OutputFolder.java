package org.deltanas.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of {@code --out}. Its files appear whole or not at all. */
final class OutputFolder {
    private final Path folder;

    private OutputFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder if it is not there and tries to write in it, so that work is not done in vain.
     *
     * @throws BadInputException if that fails
     */
    static OutputFolder prepare(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".deltanas", ".tmp"));
        } catch (FileAlreadyExistsException e) {
            throw new BadInputException("--out must be a folder, and '" + e.getFile() + "' is a file", e);
        } catch (IOException e) {
            throw new BadInputException("--out '" + folder + "' cannot be written to (" + WholeFile.reason(e) + ")", e);
        }
        return new OutputFolder(folder);
    }

    /** The path of a file in the folder. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** Writes a file, in the place of an older one of its name. */
    void write(String name, String text) {
        WholeFile.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
