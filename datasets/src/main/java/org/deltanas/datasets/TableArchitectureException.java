package org.deltanas.datasets;

import java.nio.file.Path;

/** A row's key is no architecture of the table's space; the message names the line and the string. */
public final class TableArchitectureException extends TableException {
    private static final long serialVersionUID = 1L;

    TableArchitectureException(Path file, String problem, Throwable cause) {
        super(file, problem, cause);
    }
}
