package org.deltanas.bindings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Work in the order in which it was put in. Done by whoever waits for it, as late as possible, or as soon as possible. */
final class DoubleQueue {
    private final List<Runnable> work = new ArrayList<>();
    /** Whether it is kept to be done again. */
    private final boolean kept;

    private long before;
    private long done;

    DoubleQueue(boolean kept) {
        this.kept = kept;
    }

    /** A piece of work: that another queue has come so far. */
    record Wait(DoubleQueue queue, long mark) implements Runnable {
        @Override
        public void run() {
            queue.drain(mark);
        }
    }

    void put(Runnable piece) {
        work.add(piece);
    }

    /** What has been put in so far. */
    long mark() {
        return before + work.size();
    }

    boolean isDone() {
        return done == mark();
    }

    void drain(long until) {
        while (done < until) {
            next();
        }
    }

    void drain() {
        drain(mark());
    }

    /** Does what waits for no other queue. */
    void drainWhatIsReady() {
        while (!isDone()) {
            if (work.get((int) (done - before)) instanceof Wait wait && wait.queue().done < wait.mark()) {
                return;
            }
            next();
        }
    }

    private void next() {
        Runnable piece = work.get((int) (done - before));
        done++;
        if (isDone() && !kept) {
            before = done;
            work.clear();
        }
        piece.run();
    }

    void drop() {
        before = mark();
        done = before;
        work.clear();
    }

    /** Lets all be done again. */
    void rewind() {
        done = 0;
    }

    /** Notes how far this queue and those that it waits for are done by the time it has come to a mark. */
    void reach(long mark, Map<DoubleQueue, Long> reached) {
        long from = reached.getOrDefault(this, 0L);
        for (long i = from; i < mark; i++) {
            reached.put(this, i + 1);
            if (work.get((int) i) instanceof Wait wait) {
                wait.queue().reach(wait.mark(), reached);
            }
        }
    }
}
