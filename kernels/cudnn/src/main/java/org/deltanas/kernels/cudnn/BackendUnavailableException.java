package org.deltanas.kernels.cudnn;

import java.util.List;

/** A backend that was asked for cannot run here. The message holds every reason. */
public final class BackendUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String backend;

    @SuppressWarnings("serial") // List.copyOf gives a serializable list of strings
    private final List<String> reasons;

    /**
     * Creates the exception.
     *
     * @param backend the backend's name on the command line
     * @param reasons what is missing; at least one
     * @param cause the failure behind the reasons; null if nothing was tried that could fail
     */
    public BackendUnavailableException(String backend, List<String> reasons, Throwable cause) {
        super("the backend " + backend + " cannot run here: " + String.join("; ", reasons), cause);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a backend that cannot run needs a reason");
        }
        this.backend = backend;
        this.reasons = List.copyOf(reasons);
    }

    /** The backend's name on the command line. */
    public String backend() {
        return backend;
    }

    /** What is missing, one sentence each. */
    public List<String> reasons() {
        return reasons;
    }
}
