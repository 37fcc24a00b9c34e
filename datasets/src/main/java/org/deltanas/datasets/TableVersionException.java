package org.deltanas.datasets;

import java.nio.file.Path;

/** An imported table is of another version of the format, or of the space's codes, than this program reads. */
public final class TableVersionException extends TableException {
    private static final long serialVersionUID = 1L;

    TableVersionException(Path file, String problem) {
        super(file, problem, null);
    }
}
