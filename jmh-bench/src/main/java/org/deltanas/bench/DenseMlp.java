package org.deltanas.bench;

/** One implementation of a network, on a batch of inputs that is there already. Used by one thread. */
interface DenseMlp extends AutoCloseable {
    /** Computes the outputs of the batch; the first number for each row of the batch is its output. */
    float[] outputs();

    @Override
    default void close() {}
}
