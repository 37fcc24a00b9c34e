package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.deltanas.proxy.ConcurrentLabel;
import org.deltanas.proxy.LabelStoppedException;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;

class DeadlineLabelTest {
    private static final SearchSpace SPACE = SearchSpaces.byName("block:6x4");

    /** Answers 1, 2, ..., the sixth after a while. */
    private static DeadlineLabel counting(Double seconds) {
        ConcurrentLabel label = new ConcurrentLabel("count", SPACE, 1, (job, query, architecture) -> {
            try {
                TimeUnit.MILLISECONDS.sleep(query == 6 ? 700 : 0);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return query;
        });
        return new DeadlineLabel(label, 4, Deadline.in(seconds));
    }

    @Test
    void looksAtTheClockWithinABatch() {
        double[] values = new double[19];
        BitSet eight = new BitSet();
        eight.set(0, 8);
        try (CodeSlab codes = SPACE.newSlab(20);
                DeadlineLabel label = counting(0.6)) {
            assertThatThrownBy(() -> label.evaluate(codes, 1, 19, values))
                    .isInstanceOfSatisfying(
                            LabelStoppedException.class,
                            e -> assertThat(e.answered()).isEqualTo(eight));
        }
        assertThat(values).startsWith(1, 2, 3, 4, 5, 6, 7, 8, 0);
    }

    @Test
    void answersAllInTime() {
        double[] values = new double[19];
        try (CodeSlab codes = SPACE.newSlab(20);
                DeadlineLabel label = counting(null)) {
            label.evaluate(codes, 1, 19, values);
        }
        assertThat(values).startsWith(1, 2, 3).endsWith(17, 18, 19);
    }
}
