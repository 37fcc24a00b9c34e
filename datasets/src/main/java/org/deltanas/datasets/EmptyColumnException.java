package org.deltanas.datasets;

import java.nio.file.Path;

/** A column that is to be used holds no value at all. */
public final class EmptyColumnException extends TableException {
    private static final long serialVersionUID = 1L;

    EmptyColumnException(Path file, String problem) {
        super(file, problem, null);
    }
}
