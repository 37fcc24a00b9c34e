package org.deltanas.datasets;

import java.nio.file.Path;

/** A file is no table: it is empty, its header or its quoting is broken, or a row has too few or too many cells. */
public final class TableFormatException extends TableException {
    private static final long serialVersionUID = 1L;

    TableFormatException(Path file, String problem, Throwable cause) {
        super(file, problem, cause);
    }
}
