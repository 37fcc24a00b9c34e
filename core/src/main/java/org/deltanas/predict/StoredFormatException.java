package org.deltanas.predict;

import java.io.IOException;

/** A stored predictor or data set that cannot be used; the message completes "the file cannot be used: ...". */
public final class StoredFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says why. */
    public StoredFormatException(String reason) {
        super(reason);
    }
}
