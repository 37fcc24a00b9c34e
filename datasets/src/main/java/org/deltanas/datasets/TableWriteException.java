package org.deltanas.datasets;

import java.nio.file.Path;

/** An imported table cannot be written; nothing is left at its place that was not there before. */
public final class TableWriteException extends TableException {
    private static final long serialVersionUID = 1L;

    TableWriteException(Path file, String problem, Throwable cause) {
        super(file, problem, cause);
    }
}
