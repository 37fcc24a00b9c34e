package org.deltanas.proxy;

import java.util.BitSet;
import org.deltanas.kernels.Workers;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * A label that asks a slow question, such as a training, about several architectures at a time.
 *
 * <p>The rows of a batch are asked in their order, each as soon as one of the threads is free, and the values are merged
 * by row: a search does not depend on how many threads there are or which is the fastest, as long as the answers do not.
 * There is nothing to gain from more threads than a searcher has rows in a batch. Owns its threads.
 */
public final class ConcurrentLabel implements Label {

    /** What is asked about one architecture. */
    @FunctionalInterface
    public interface Question {
        /**
         * Answers, on one of the label's threads, while others ask about other architectures.
         *
         * @param job which of the questions asked at a time this is, in {@code [0, jobs)}, e.g. to share out devices
         * @param query the number of the question, from 1 in the order of the rows, over all batches
         * @param architecture in its benchmark's notation
         * @return the label; NaN if there is none
         * @throws LabelStoppedException if there will be no answer because the search is to end
         */
        double ask(int job, long query, String architecture);
    }

    private final String name;
    private final SearchSpace space;
    private final Question question;
    private final Workers workers;
    private long queries;

    /**
     * Starts {@code jobs - 1} threads; the one that calls {@link #evaluate} is the last.
     *
     * @param name the name in results
     * @param jobs how many architectures to ask about at a time, 1 to 1024
     */
    public ConcurrentLabel(String name, SearchSpace space, int jobs, Question question) {
        this.name = name;
        this.space = space;
        this.question = question;
        this.workers = new Workers(jobs);
    }

    @Override
    public String name() {
        return name;
    }

    /** {@inheritDoc} As for the space's own benchmark: what it trained once is asked once. */
    @Override
    public boolean sameWithinClass() {
        return space.isMeasuredByClass();
    }

    /**
     * {@inheritDoc}
     *
     * @throws RuntimeException what the question threw, of several the one about the first row, once all that was being
     *     asked has ended
     */
    @Override
    public void evaluate(CodeSlab codes, int from, int count, double[] values) {
        String[] architectures = new String[count];
        for (int i = 0; i < count; i++) {
            architectures[i] = space.format(codes, from + i);
        }
        boolean[] stopped = new boolean[count];
        long before = queries;
        queries += count;
        workers.forEach(count, (worker, i) -> {
            try {
                values[i] = question.ask(worker, before + i + 1, architectures[i]);
            } catch (LabelStoppedException e) {
                stopped[i] = true;
            }
        });
        BitSet answered = new BitSet(count);
        for (int i = 0; i < count; i++) {
            answered.set(i, !stopped[i]);
        }
        if (answered.cardinality() < count) {
            throw new LabelStoppedException(answered);
        }
    }

    @Override
    public void close() {
        workers.close();
    }
}
