package org.deltanas.tools;

/** The work was done and came to nothing: exit code 1. */
final class NoResultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoResultException(String message) {
        super(message);
    }
}
