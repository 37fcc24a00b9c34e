package org.deltanas.datasets;

import java.nio.file.Path;

/** An imported table is damaged: it was cut off, or bytes of it changed; the message says where. */
public final class CorruptTableException extends TableException {
    private static final long serialVersionUID = 1L;

    CorruptTableException(Path file, String problem) {
        super(file, problem, null);
    }
}
