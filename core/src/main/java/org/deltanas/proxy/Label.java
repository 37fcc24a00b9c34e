package org.deltanas.proxy;

import org.deltanas.space.CodeSlab;

/**
 * A number for every architecture of a space: a zero-cost score, a column of a table, the answer of a command.
 *
 * <p>A label is used by one thread at a time and may run its work on several. {@link Double#NaN} means that there is
 * no value (an empty cell of a table); {@link Double#NEGATIVE_INFINITY} means that the network is dead (no path from
 * input to output). Both rank last whatever the direction.
 */
public interface Label extends AutoCloseable {

    /** The name in results, e.g. {@code zen} or {@code c10_valid_200}. */
    String name();

    /**
     * Whether architectures with the same {@linkplain org.deltanas.space.SearchSpace#canonicalise representative} have
     * the same value, so that one evaluation serves them all. False for measured accuracies.
     */
    boolean sameWithinClass();

    /**
     * Evaluates the rows {@code [from, from + count)}.
     *
     * @param values receives the value of row {@code from + i} at {@code i}
     * @throws LabelStoppedException if the label was told to stop on the way; it says which rows have a value
     */
    void evaluate(CodeSlab codes, int from, int count, double[] values);

    @Override
    default void close() {}
}
