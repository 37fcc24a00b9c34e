package org.deltanas.tools;

import java.util.BitSet;
import org.deltanas.proxy.Label;
import org.deltanas.proxy.LabelStoppedException;
import org.deltanas.space.CodeSlab;

/** A label that is asked about a few rows at a time and about none once a deadline has passed. Owns the label. */
final class DeadlineLabel implements Label {
    private final Label label;
    private final int rows;
    private final Deadline deadline;

    /**
     * A label that stops.
     *
     * @param rows how many rows are asked about between two looks at the clock
     */
    DeadlineLabel(Label label, int rows, Deadline deadline) {
        this.label = label;
        this.rows = rows;
        this.deadline = deadline;
    }

    @Override
    public String name() {
        return label.name();
    }

    @Override
    public boolean sameWithinClass() {
        return label.sameWithinClass();
    }

    @Override
    public void evaluate(CodeSlab codes, int from, int count, double[] values) {
        double[] some = new double[rows];
        for (int done = 0; done < count; done += rows) {
            if (deadline.hasPassed()) {
                BitSet answered = new BitSet();
                answered.set(0, done);
                throw new LabelStoppedException(answered);
            }
            int asked = Math.min(rows, count - done);
            label.evaluate(codes, from + done, asked, some);
            System.arraycopy(some, 0, values, done, asked);
        }
    }

    @Override
    public void close() {
        label.close();
    }
}
