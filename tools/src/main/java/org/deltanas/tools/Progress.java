package org.deltanas.tools;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.deltanas.search.SearchListener;

/** Watches the clock, and draws a progress bar where someone is looking. */
final class Progress implements SearchListener, AutoCloseable {
    private static final int COLUMNS = 100;
    private static final int REDRAW_MILLIS = 200;

    private final Deadline deadline;
    private final ProgressBar bar;

    private Progress(Deadline deadline, ProgressBar bar) {
        this.deadline = deadline;
        this.bar = bar;
    }

    /**
     * Watches a search.
     *
     * @param deadline when to end the search
     * @param queries the search's budget
     * @param terminal where to draw; null for nowhere
     */
    static Progress start(Deadline deadline, long queries, PrintWriter terminal) {
        return new Progress(deadline, terminal == null ? null : draw("searching", queries, terminal));
    }

    /**
     * Watches a task that is not ended by the clock.
     *
     * @param task what is done, for people to read
     * @param steps how many steps it has
     * @param terminal where to draw; null for nowhere
     */
    static Progress of(String task, long steps, PrintWriter terminal) {
        return new Progress(Deadline.in(null), terminal == null ? null : draw(task, steps, terminal));
    }

    private static ProgressBar draw(String task, long steps, PrintWriter terminal) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setMaxRenderedLength(COLUMNS)
                .clearDisplayOnFinish()
                .setConsumer(new DelegatingProgressBarConsumer(
                        line -> {
                            terminal.print('\r' + line);
                            terminal.flush();
                        },
                        COLUMNS))
                .build();
    }

    @Override
    public boolean onProgress(long queries, long budget, double best) {
        if (bar != null) {
            bar.maxHint(budget);
            bar.stepTo(queries);
            bar.setExtraMessage(Double.isFinite(best) ? String.format(Locale.ROOT, " best %.5g", best) : "");
        }
        return !deadline.hasPassed();
    }

    /** Moves on by some steps. */
    void step(long steps) {
        if (bar != null) {
            bar.stepBy(steps);
        }
    }

    /** Moves to a step of a task whose number of steps shows itself on the way. */
    void stepTo(long step, long steps) {
        if (bar != null) {
            bar.maxHint(steps);
            bar.stepTo(step);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
