package org.deltanas.space;

/** A string that is no architecture of the space it was given to; the message names the string and what is accepted. */
public final class InvalidArchitectureException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong with {@code architecture}. */
    public InvalidArchitectureException(SearchSpace space, String architecture, String problem) {
        super("'" + architecture + "' is not an architecture of " + space.name() + ": " + problem);
    }
}
