package org.deltanas.datasets;

import java.nio.file.Path;

/** A surrogate model or its encoding cannot serve: no such file, no model, a model of something else. */
public final class SurrogateException extends TableException {
    private static final long serialVersionUID = 1L;

    SurrogateException(Path file, String problem, Throwable cause) {
        super(file, problem, cause);
    }
}
