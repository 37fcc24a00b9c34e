package org.deltanas.proxy;

import java.util.BitSet;

/**
 * Says that a label was told to stop, by a clock or by a user, before it had a value for every row. Not a failure: what
 * has a value counts, the rest was never asked.
 */
public final class LabelStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final BitSet answered;

    /** Nothing has a value. */
    public LabelStoppedException() {
        this(new BitSet());
    }

    /**
     * Some rows have a value.
     *
     * @param answered which indices of the array of values were filled; copied
     */
    public LabelStoppedException(BitSet answered) {
        super("stopped before every architecture had a label");
        this.answered = (BitSet) answered.clone();
    }

    /** Which indices of the array of values were filled. A copy. */
    public BitSet answered() {
        return (BitSet) answered.clone();
    }
}
