package org.deltanas.datasets;

import java.nio.file.Path;

/** A table's bytes cannot be had: no such file, no permission, a truncated or damaged gzip stream. */
public final class TableReadException extends TableException {
    private static final long serialVersionUID = 1L;

    TableReadException(Path file, String problem, Throwable cause) {
        super(file, problem, cause);
    }
}
