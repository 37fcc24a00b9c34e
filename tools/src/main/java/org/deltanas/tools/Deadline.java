package org.deltanas.tools;

/** When something has to end, {@code --max-seconds} from now or never. Immutable. */
final class Deadline {
    private final boolean never;
    private final long nanos;

    private Deadline(boolean never, long nanos) {
        this.never = never;
        this.nanos = nanos;
    }

    /** In so many seconds; null for never. */
    static Deadline in(Double seconds) {
        return seconds == null
                ? new Deadline(true, 0)
                : new Deadline(false, System.nanoTime() + (long) Math.min(seconds * 1e9, Long.MAX_VALUE / 4.0));
    }

    boolean isNever() {
        return never;
    }

    boolean hasPassed() {
        return !never && System.nanoTime() - nanos >= 0;
    }
}
