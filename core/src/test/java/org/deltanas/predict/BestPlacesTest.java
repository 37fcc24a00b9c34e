package org.deltanas.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The largest of some numbers against sorting all of them. */
class BestPlacesTest {

    /** Few different values, so that most are equal to others. */
    @Property
    void areTheFirstOfASortedList(
            @ForAll @Size(max = 60) int @IntRange(max = 9) [] values, @ForAll @IntRange(min = 1, max = 70) int most) {
        float[] numbers = new float[values.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = values[i] / 4f - 1;
        }
        BestPlaces best = new BestPlaces(Math.max(1, values.length));
        best.find(numbers, numbers.length, most);
        int[] sorted = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -numbers[i]).thenComparing(i -> i))
                .limit(most)
                .mapToInt(i -> i)
                .toArray();
        assertThat(IntStream.range(0, best.count()).map(best::place).toArray()).isEqualTo(sorted);
    }

    @Test
    void ranksEndAtTheCount() {
        BestPlaces best = new BestPlaces(4);
        best.find(new float[] {1, 3, 2, 3}, 4, 2);
        assertThat(best.place(0)).isEqualTo(1);
        assertThat(best.place(1)).isEqualTo(3);
        assertThatThrownBy(() -> best.place(2)).isInstanceOf(IndexOutOfBoundsException.class);
        best.clear();
        assertThatThrownBy(() -> best.place(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
