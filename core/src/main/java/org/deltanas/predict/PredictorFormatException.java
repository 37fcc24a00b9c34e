package org.deltanas.predict;

import java.io.IOException;

/** A predictor file that cannot be used; the message completes the sentence "the file cannot be used: ...". */
public final class PredictorFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says why. */
    public PredictorFormatException(String reason) {
        super(reason);
    }
}
