package org.deltanas.datasets;

import java.nio.file.Path;

/** A column that is to be used as numbers holds something else; the message names the first such cell. */
public final class NonNumericColumnException extends TableException {
    private static final long serialVersionUID = 1L;

    NonNumericColumnException(Path file, String problem) {
        super(file, problem, null);
    }
}
