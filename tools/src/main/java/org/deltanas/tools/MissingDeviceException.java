package org.deltanas.tools;

/** A device, library or module that was asked for is not there: exit code 4. */
final class MissingDeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingDeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
