package org.deltanas.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.deltanas.kernels.num.Philox;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeIndexTest {

    @ParameterizedTest
    @ValueSource(strings = {"nasbench201", "block:50x4", "block:200x16"})
    void agreesWithAMapOfStrings(String name) {
        SearchSpace space = SearchSpaces.byName(name);
        Philox random = new Philox(1);
        Map<String, Integer> expected = new HashMap<>();
        try (CodeIndex index = CodeIndex.of(space, 1);
                CodeSlab codes = space.newSlab(1)) {
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 3_000; i++) {
                    space.sample(random, codes, 0);
                    String key = space.format(codes, 0);
                    Integer known = expected.putIfAbsent(key, expected.size());
                    assertThat(index.contains(codes, 0)).isEqualTo(known != null);
                    assertThat(index.add(codes, 0)).isEqualTo(known == null ? expected.size() - 1 : -1 - known);
                    assertThat(index.indexOf(codes, 0)).isEqualTo(expected.get(key));
                }
                assertThat(index.size()).isEqualTo(expected.size());
                expected.forEach(
                        (key, i) -> assertThat(space.format(index.codes(), i)).isEqualTo(key));
                index.clear();
                expected.clear();
            }
        }
    }

    /** After forgetting the last codes an index is as if they had never been added, growing in between included. */
    @ParameterizedTest
    @ValueSource(strings = {"nasbench201", "block:50x4", "block:200x16"})
    void forgetsTheLastCodes(String name) {
        SearchSpace space = SearchSpaces.byName(name);
        Philox random = new Philox(2);
        try (CodeIndex index = CodeIndex.of(space, 1);
                CodeSlab codes = space.newSlab(500)) {
            for (int i = 0; i < 500; i++) {
                space.sample(random, codes, i);
                index.add(codes, i);
            }
            for (int kept : new int[] {index.size(), 321, 320, 7, 0}) {
                index.truncate(kept);
                assertThat(index.size()).isEqualTo(kept);
                for (int i = 0; i < 500; i++) {
                    int number = index.indexOf(codes, i);
                    assertThat(number).isBetween(-1, kept - 1);
                    if (number >= 0) {
                        assertThat(index.codes().sameCode(number, codes, i)).isTrue();
                    }
                }
                for (int number = 0; number < kept; number++) {
                    assertThat(index.indexOf(index.codes(), number)).isEqualTo(number);
                }
            }
            for (int i = 0; i < 500; i++) {
                index.add(codes, i);
                assertThat(index.contains(codes, i)).isTrue();
            }
        }
    }
}
