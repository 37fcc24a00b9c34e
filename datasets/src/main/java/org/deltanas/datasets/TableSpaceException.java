package org.deltanas.datasets;

import java.nio.file.Path;

/** An imported table is of another space than the one asked for, or the space of a source cannot be told; the message says what to name. */
public final class TableSpaceException extends TableException {
    private static final long serialVersionUID = 1L;

    TableSpaceException(Path file, String problem) {
        super(file, problem, null);
    }
}
