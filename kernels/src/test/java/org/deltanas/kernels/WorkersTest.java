package org.deltanas.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void runsEveryIndexOnceOnWorkersInRange(int threads) {
        try (Workers workers = new Workers(threads)) {
            for (int count : new int[] {0, 1, 3, 1000}) {
                AtomicIntegerArray runs = new AtomicIntegerArray(Math.max(count, 1));
                workers.forEach(count, (worker, index) -> {
                    assertThat(worker).isBetween(0, threads - 1);
                    runs.incrementAndGet(index);
                });
                for (int i = 0; i < count; i++) {
                    assertThat(runs.get(i)).isEqualTo(1);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void throwsTheFailureOfATask(int threads) {
        try (Workers workers = new Workers(threads)) {
            assertThatThrownBy(() -> workers.forEach(50, (worker, index) -> {
                        if (index == 3) {
                            throw new IllegalStateException("three");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("three");
            AtomicIntegerArray after = new AtomicIntegerArray(4);
            workers.forEach(4, (worker, index) -> after.incrementAndGet(index));
            assertThat(after.toString()).isEqualTo("[1, 1, 1, 1]");
        }
    }

    @Test
    void refusesAbsurdThreadCounts() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Workers(0)).withMessageContaining("not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Workers(100_000))
                .withMessageContaining("100000");
    }
}
