package org.deltanas.space;

/** A name that no search space has; the message names it and the spaces there are. */
public final class UnknownSpaceException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong with {@code name}. */
    public UnknownSpaceException(String name, String problem) {
        super("unknown space '" + name + "': " + problem);
    }
}
