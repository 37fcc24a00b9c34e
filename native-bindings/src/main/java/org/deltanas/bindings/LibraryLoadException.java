package org.deltanas.bindings;

/** A library could not be opened, or is not what its name says. The message is the reason, the loader's own if it has one. */
public final class LibraryLoadException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param reason why the library cannot be used
     */
    public LibraryLoadException(String reason) {
        super(reason);
    }
}
