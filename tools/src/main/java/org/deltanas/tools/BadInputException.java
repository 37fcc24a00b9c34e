package org.deltanas.tools;

/** A file or folder that was named cannot serve: exit code 3. */
final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
