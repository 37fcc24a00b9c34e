package org.deltanas.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.num.Philox;
import org.deltanas.testing.DefinedSpaces;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every search space promises. */
class SpaceContractTest {
    private static final int SAMPLES = 40;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nasbench101",
                "nasbench201",
                "nasbench-macro",
                "block:1x2",
                "block:20x4",
                "block:3x5",
                "block:200x16",
                "block:40x40"
            })
    void laws(String name) {
        SearchSpace space = DefinedSpaces.byName(name);
        assertThat(space.name()).isEqualTo(name);
        assertThat(space.words()).isEqualTo(space.newSlab(1).words());
        Philox random = new Philox(1);
        try (CodeSlab codes = space.newSlab(4)) {
            for (int i = 0; i < SAMPLES; i++) {
                space.sample(random, codes, 0);
                space.sample(random, codes, 3);
                assertThat(space.isValid(codes, 0)).isTrue();
                stringsRoundTrip(space, codes);
                distanceIsAMetric(space, codes);
                representativesRepresent(space, codes);
            }
            space.sample(random, codes, 0);
            editsAreInvolutions(space, codes);
            for (int i = 0; i < SAMPLES; i++) {
                int edit = random.nextInt(space.edits().count());
                assertThat(space.sampleBefore(edit, random, codes, 0)).isTrue();
                assertThat(space.isValidAfter(codes, 0, edit)).isTrue();
            }
        }
    }

    private static void stringsRoundTrip(SearchSpace space, CodeSlab codes) {
        space.parse(space.format(codes, 0), codes, 1);
        assertThat(codes.sameCode(0, codes, 1)).isTrue();
    }

    private static void distanceIsAMetric(SearchSpace space, CodeSlab codes) {
        int distance = space.distance(codes, 0, codes, 3);
        assertThat(space.distance(codes, 3, codes, 0)).isEqualTo(distance);
        assertThat(space.distance(codes, 0, codes, 0)).isZero();
        if (space.isMeasuredByClass()) {
            assertThat(distance > 0 || !codes.sameCode(0, codes, 3)).isTrue();
        } else {
            assertThat(distance == 0).isEqualTo(codes.sameCode(0, codes, 3));
        }
    }

    private static void representativesRepresent(SearchSpace space, CodeSlab codes) {
        space.canonicalise(codes, 0, codes, 1);
        assertThat(space.isValid(codes, 1)).isTrue();
        space.canonicalise(codes, 1, codes, 2);
        assertThat(codes.sameCode(1, codes, 2)).isTrue();
        codes.copyFrom(codes, 0, 2);
        space.canonicalise(codes, 2, codes, 2);
        assertThat(codes.sameCode(1, codes, 2)).as("in place").isTrue();
    }

    private static void editsAreInvolutions(SearchSpace space, CodeSlab codes) {
        Edits edits = space.edits();
        for (int e = 0; e < edits.count(); e++) {
            codes.copyFrom(codes, 0, 1);
            edits.apply(e, codes, 1);
            assertThat(codes.sameCode(0, codes, 1)).isFalse();
            assertThat(space.isValid(codes, 1)).isEqualTo(space.isValidAfter(codes, 0, e));
            edits.apply(e, codes, 1);
            assertThat(codes.sameCode(0, codes, 1)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nasbench101",
                "nasbench201",
                "varied",
                "long",
                "transnas-micro",
                "transnas-macro",
                "nasbench301",
                "natsbench-size",
                "natsbench-size",
                "nasbench-macro",
                "block:1x2",
                "block:20x4",
                "block:3x5",
                "block:200x16",
                "block:2x300"
            })
    void enumeratorsListEveryArchitectureOneEditAwayOnce(String name) {
        SearchSpace space = DefinedSpaces.byName(name);
        Neighbours expected = new Neighbours(space);
        Neighbours actual = new Neighbours(space);
        NeighbourEnumerator scalar = NeighbourEnumerator.of(space, Simd.scalar());
        Philox random = new Philox(2);
        try (CodeSlab codes = space.newSlab(2)) {
            for (int i = 0; i < 10; i++) {
                space.sample(random, codes, 0);
                scalar.enumerate(codes, 0, expected);
                if (space instanceof CategoricalSpace categorical) {
                    neighboursAreToldApartWithoutAList(categorical, codes, expected);
                }
                assertThat(expected.count()).isBetween(space.minNeighbours(), space.maxNeighbours());
                Set<String> seen = new HashSet<>();
                for (int n = 0; n < expected.count(); n++) {
                    codes.copyFrom(codes, 0, 1);
                    codes.setWord(1, space.edits().word(expected.edit(n)), expected.value(n));
                    assertThat(space.isValid(codes, 1)).isTrue();
                    assertThat(space.distance(codes, 0, codes, 1)).isEqualTo(1);
                    assertThat(seen.add(space.format(codes, 1))).isTrue();
                }
                for (int bits : new int[] {128, 256, 512}) {
                    NeighbourEnumerator.of(space, Simd.vector(bits)).enumerate(codes, 0, actual);
                    assertThat(list(actual)).as("%d bits", bits).isEqualTo(list(expected));
                }
            }
        }
    }

    private static void neighboursAreToldApartWithoutAList(
            CategoricalSpace space, CodeSlab codes, Neighbours neighbours) {
        try (CodeSlab moved = space.newSlab(1)) {
            for (int j = 0; j < neighbours.count(); j++) {
                int edit = neighbours.edit(j);
                assertThat(space.neighbourEdit(codes, 0, j)).isEqualTo(edit);
                moved.copyFrom(codes, 0, 0);
                space.moveToNeighbour(moved, 0, j);
                for (int w = 0; w < codes.words(); w++) {
                    long before = codes.word(0, w);
                    assertThat(moved.word(0, w))
                            .isEqualTo(w == space.edits().word(edit) ? neighbours.value(j) : before);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nasbench101",
                "nasbench201",
                "varied",
                "long",
                "transnas-micro",
                "transnas-macro",
                "nasbench301",
                "natsbench-size",
                "nasbench-macro",
                "block:1x2",
                "block:20x4"
            })
    void architecturesOnAShortestPathLieBetweenItsEnds(String name) {
        SearchSpace space = DefinedSpaces.byName(name);
        Philox random = new Philox(3);
        int found = 0;
        int asked = 0;
        try (CodeSlab codes = space.newSlab(3)) {
            for (int i = 0; i < SAMPLES; i++) {
                space.sample(random, codes, 0);
                space.sample(random, codes, 1);
                int distance = space.distance(codes, 0, codes, 1);
                for (int steps = 0; steps <= distance; steps++) {
                    asked++;
                    if (space.moveTowards(codes, 0, codes, 1, steps, random, codes, 2)) {
                        found++;
                        assertThat(space.isValid(codes, 2)).isTrue();
                        assertThat(space.distance(codes, 0, codes, 2)).isEqualTo(steps);
                        assertThat(space.distance(codes, 2, codes, 1)).isEqualTo(distance - steps);
                    }
                }
            }
        }
        assertThat(found).isGreaterThan(asked / 3);
        assertThat(found == asked).isEqualTo(!name.equals("nasbench101"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nasbench101",
                "nasbench201",
                "varied",
                "long",
                "transnas-micro",
                "transnas-macro",
                "nasbench301",
                "natsbench-size",
                "nasbench-macro",
                "block:200x16"
            })
    void choicesMakeTheArchitecture(String name) {
        SearchSpace space = DefinedSpaces.byName(name);
        Choices choices = Choices.of(space);
        int[] chosen = new int[choices.count()];
        Philox random = new Philox(4);
        try (CodeSlab codes = space.newSlab(2)) {
            for (int i = 0; i < SAMPLES; i++) {
                space.sample(random, codes, 0);
                choices.read(codes, 0, chosen);
                assertThat(choices.write(chosen, codes, 1)).isTrue();
                assertThat(codes.sameCode(0, codes, 1)).isTrue();
                for (int c = 0; c < chosen.length; c++) {
                    assertThat(chosen[c]).isBetween(0, choices.options(c) - 1);
                    chosen[c] = random.nextInt(choices.options(c));
                }
                boolean made = choices.write(chosen, codes, 1);
                assertThat(space.isValid(codes, 1)).isEqualTo(made);
            }
        }
    }

    private static List<String> list(Neighbours neighbours) {
        return java.util.stream.IntStream.range(0, neighbours.count())
                .mapToObj(i -> neighbours.edit(i) + ":" + neighbours.value(i))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 128, 256, 512})
    void filtersLimitWhereASearchMayGo(int bits) {
        NasBench201Space space = new NasBench201Space();
        Simd simd = bits == 0 ? Simd.scalar() : Simd.vector(bits);
        NeighbourFilter onlyEvenEdits = (codes, row, edit) -> edit % 2 == 0;
        Neighbours neighbours = new Neighbours(space);
        try (CodeSlab codes = space.newSlab(1)) {
            NeighbourEnumerator.of(space, onlyEvenEdits, simd).enumerate(codes, 0, neighbours);
            assertThat(neighbours.count()).isBetween(1, 23);
            for (int i = 0; i < neighbours.count(); i++) {
                assertThat(neighbours.edit(i) % 2).isZero();
                assertThat(neighbours.value(i)).isEqualTo(space.edits().mask(neighbours.edit(i)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nasbench",
                "NASBENCH201",
                "block:",
                "block:0x4",
                "block:4x1",
                "block:4",
                "block:-1x4",
                "block:99999999999x4",
                "block:4x5000",
                "block:65536x4096",
                "nasbench201 "
            })
    void unknownNamesAreRefusedWithWhatIsAccepted(String name) {
        assertThatThrownBy(() -> SearchSpaces.byName(name))
                .isInstanceOf(UnknownSpaceException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining("block:NxR");
    }
}
