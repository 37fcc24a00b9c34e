package org.deltanas.datasets;

import java.nio.file.Path;

/** An architecture has two rows; the message names it and both lines. */
public final class DuplicateRowException extends TableException {
    private static final long serialVersionUID = 1L;

    DuplicateRowException(Path file, String problem) {
        super(file, problem, null);
    }
}
