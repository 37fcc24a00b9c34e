package org.deltanas.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deltanas.kernels.Simd;
import org.deltanas.kernels.num.Philox;
import org.deltanas.testing.DefinedSpaces;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of small spaces against their published sizes and the enumerator. */
class ListedSpaceTest {

    @ParameterizedTest
    @CsvSource({
        "nasbench201, 15625",
        "transnas-micro, 4096",
        "transnas-macro, 3256",
        "natsbench-size, 32768",
        "nasbench-macro, 6561",
        "block:16x2, 65536",
        "block:1x2, 2",
        "varied, 2352"
    })
    void listsEveryCodeWithItsNeighbours(String name, int size) {
        SearchSpace space = DefinedSpaces.byName(name);
        ListedSpace listed = new ListedSpace(space);
        assertThat(listed.size()).isEqualTo(size);
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = i;
        }
        boolean[] seen = new boolean[size];
        NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, Simd.scalar());
        Neighbours neighbours = new Neighbours(space);
        float[] found = new float[space.maxNeighbours() + 1];
        Philox random = new Philox(1);
        try (CodeSlab codes = space.newSlab(2)) {
            for (int i = 0; i < size; i++) {
                listed.write(i, codes, 0);
                assertThat(space.isValid(codes, 0)).isTrue();
                assertThat(listed.number(codes, 0)).isEqualTo(i);
                seen[i] = true;
            }
            for (int trial = 0; trial < 200; trial++) {
                space.sample(random, codes, 0);
                int number = listed.number(codes, 0);
                enumerator.enumerate(codes, 0, neighbours);
                assertThat(listed.lookUp(number, numbers, found, 1)).isEqualTo(neighbours.count());
                for (int j = 0; j < neighbours.count(); j++) {
                    assertThat(listed.edit(number, j)).isEqualTo(neighbours.edit(j));
                    codes.copyFrom(codes, 0, 1);
                    space.edits().apply(neighbours.edit(j), codes, 1);
                    assertThat(found[1 + j]).isEqualTo(listed.number(codes, 1));
                    assertThat(listed.number(neighbours.value(j))).isEqualTo(listed.number(codes, 1));
                }
            }
        }
        assertThat(seen).doesNotContain(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nasbench101", "nasbench301", "block:20x4", "block:17x2", "block:1x4096", "long"})
    void refusesLargeSpaces(String name) {
        SearchSpace space = DefinedSpaces.byName(name);
        assertThat(ListedSpace.exists(space)).isFalse();
        assertThatThrownBy(() -> new ListedSpace(space))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }
}
