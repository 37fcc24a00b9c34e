package org.deltanas.datasets;

import java.nio.file.Path;

/** A table is keyed in a way that is not understood; the message names the header and what is. */
public final class UnsupportedTableException extends TableException {
    private static final long serialVersionUID = 1L;

    UnsupportedTableException(Path file, String problem) {
        super(file, problem, null);
    }
}
