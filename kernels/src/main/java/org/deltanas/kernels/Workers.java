package org.deltanas.kernels;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A fixed number of threads that run independent, indexed pieces of work.
 *
 * <p>Indices are handed out in whatever order threads become free, so a task must write its result only to a place
 * that its index owns; callers merge those places in index order. Kept to, results do not depend on the thread count.
 * The calling thread is worker 0; a {@code Workers} of one thread starts none and runs everything in the caller, in
 * index order. One call at a time.
 */
public final class Workers implements AutoCloseable {

    /** One piece of work. */
    @FunctionalInterface
    public interface IndexedTask {
        /**
         * Runs the piece {@code index}.
         *
         * @param worker the running worker, in {@code [0, threads)}: an index for per-thread scratch
         * @param index the piece of work, in {@code [0, count)}
         */
        void run(int worker, int index);
    }

    private final int threads;
    private final ExecutorService pool;

    /**
     * Starts {@code threads - 1} daemon threads.
     *
     * @throws IllegalArgumentException if {@code threads} is not in 1..1024
     */
    public Workers(int threads) {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads must be in 1..1024, not " + threads);
        }
        this.threads = threads;
        this.pool = threads == 1
                ? null
                : Executors.newFixedThreadPool(
                        threads - 1,
                        Thread.ofPlatform().daemon().name("deltanas-worker-", 1).factory());
    }

    /** The number of threads, the calling one included. */
    public int threads() {
        return threads;
    }

    /**
     * Runs {@code task} for every index in {@code [0, count)} and returns when all are done.
     *
     * @throws RuntimeException the failure of the smallest failed index, after all running pieces have ended
     */
    public void forEach(int count, IndexedTask task) {
        int helpers = Math.min(threads, count) - 1;
        if (helpers <= 0) {
            for (int i = 0; i < count; i++) {
                task.run(0, i);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Failure> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(helpers);
        for (int w = 1; w <= helpers; w++) {
            int worker = w;
            pool.execute(() -> {
                try {
                    drain(worker, count, task, next, failure);
                } finally {
                    done.countDown();
                }
            });
        }
        drain(0, count, task, next, failure);
        awaitUninterruptibly(done);
        Failure failed = failure.get();
        if (failed != null) {
            throw failed.cause;
        }
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.shutdown();
        }
    }

    private static void drain(
            int worker, int count, IndexedTask task, AtomicInteger next, AtomicReference<Failure> failure) {
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            try {
                task.run(worker, i);
            } catch (RuntimeException e) {
                failure.accumulateAndGet(new Failure(i, e), Failure::first);
                next.set(count);
            }
        }
    }

    private static void awaitUninterruptibly(CountDownLatch done) {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private record Failure(int index, RuntimeException cause) {
        static Failure first(Failure a, Failure b) {
            return a == null || b.index < a.index ? b : a;
        }
    }
}
