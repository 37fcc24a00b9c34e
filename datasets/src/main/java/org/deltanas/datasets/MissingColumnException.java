package org.deltanas.datasets;

import java.nio.file.Path;

/** A table has no column of the name asked for; the message lists those it has. */
public final class MissingColumnException extends TableException {
    private static final long serialVersionUID = 1L;

    MissingColumnException(Path file, String problem) {
        super(file, problem, null);
    }
}
