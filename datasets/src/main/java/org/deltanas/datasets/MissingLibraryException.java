package org.deltanas.datasets;

/** A library that is needed to answer is not there or does not load on this machine. */
public final class MissingLibraryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
