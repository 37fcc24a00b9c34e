package org.deltanas.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deltanas.kernels.num.Philox;
import org.deltanas.testing.PublishedTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NasBench301SpaceTest {
    private static final String CELL = "00 15 01 11 03 13 13 32";

    private final NasBench301Space space = new NasBench301Space();

    @Test
    void has1077E15ArchitecturesOf120NeighboursEach() {
        assertThat(space.rawCount()).isEqualTo(new BigInteger("1076746950455072400"));
        long[] edits = new long[120];
        Philox random = new Philox(1);
        try (CodeSlab codes = space.newSlab(2)) {
            for (int i = 0; i < 100; i++) {
                space.sample(random, codes, 0);
                assertThat(space.validEdits(codes, 0, edits)).isEqualTo(120);
                Set<String> strings = new HashSet<>();
                for (long edit : edits) {
                    codes.copyFrom(codes, 0, 1);
                    space.edits().apply((int) edit, codes, 1);
                    assertThat(space.isValid(codes, 1)).isTrue();
                    assertThat(space.distance(codes, 0, codes, 1)).isEqualTo(1);
                    strings.add(space.format(codes, 1));
                }
                assertThat(strings).hasSize(120);
            }
        }
    }

    @Test
    void bitsLieAsDocumented() {
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse("06 10 00 22 10 31 11 44|" + CELL, codes, 0);
            long normal = codes.word(0, 0);
            assertThat(NasBench301Space.held(normal, 0)).isEqualTo(7);
            assertThat(NasBench301Space.held(normal, 1)).isEqualTo(1);
            assertThat(NasBench301Space.held(normal, NasBench301Space.edge(2, 1)))
                    .isEqualTo(3);
            assertThat(NasBench301Space.held(normal, NasBench301Space.edge(4, 3)))
                    .isEqualTo(5);
            assertThat(NasBench301Space.firstInput(normal, 2)).isEqualTo(1);
            assertThat(NasBench301Space.secondInput(normal, 2)).isEqualTo(3);
        }
    }

    @Test
    void readsEveryPublishedArchitecture() {
        List<String[]> rows = PublishedTables.read("nasbench301/nasbench301_zen_nwot.csv.gz", "normal", "reduce");
        assertThat(rows).hasSize(11_221);
        Set<String> distinct = new HashSet<>();
        try (CodeSlab codes = space.newSlab(1)) {
            for (String[] row : rows) {
                space.parse(row[0] + "|" + row[1], codes, 0);
                assertThat(space.isValid(codes, 0)).isTrue();
                distinct.add(space.format(codes, 0));
            }
        }
        assertThat(distinct).hasSize(11_221);
    }

    @Test
    void readsGenotypes() {
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse(
                    "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1),"
                            + " ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)],"
                            + " normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1),"
                            + " ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2),"
                            + " ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=range(2, 6))",
                    codes,
                    0);
            assertThat(space.format(codes, 0)).isEqualTo("03 13 03 13 02 13 02 25|00 10 10 22 00 22 10 22");
        }
    }

    /** Breadth first from a random cell, with the other cell left alone, against the closed form. */
    @Test
    void distancesAreShortestWalks() {
        Philox random = new Philox(2);
        long[] edits = new long[120];
        try (CodeSlab codes = space.newSlab(2)) {
            space.sample(random, codes, 0);
            Map<Long, Integer> depth = new HashMap<>();
            ArrayDeque<Long> queue = new ArrayDeque<>();
            depth.put(codes.word(0, 0), 0);
            queue.add(codes.word(0, 0));
            codes.copyFrom(codes, 0, 1);
            while (!queue.isEmpty() && depth.size() < 60_000) {
                long cell = queue.poll();
                codes.setWord(1, 0, cell);
                assertThat(space.distance(codes, 0, codes, 1)).isEqualTo(depth.get(cell));
                int count = space.validEdits(codes, 1, edits);
                for (int i = 0; i < count; i++) {
                    if (space.edits().word((int) edits[i]) == 0) {
                        long next = cell ^ space.edits().mask((int) edits[i]);
                        if (depth.putIfAbsent(next, depth.get(cell) + 1) == null) {
                            queue.add(next);
                        }
                    }
                }
            }
        }
    }

    @Test
    void theNumberingOfNodesDoesNotMatter() {
        try (CodeSlab codes = space.newSlab(4)) {
            // Nodes 2 and 3 exchanged; node 4 reads the former, node 5 the latter.
            space.parse("00 15 01 11 03 23 13 32|" + CELL, codes, 0);
            space.parse("01 11 00 15 03 33 13 22|" + CELL, codes, 1);
            space.parse("01 11 00 15 03 23 13 32|" + CELL, codes, 2);
            space.canonicalise(codes, 0, codes, 3);
            space.canonicalise(codes, 1, codes, 1);
            space.canonicalise(codes, 2, codes, 2);
            assertThat(codes.sameCode(3, codes, 1)).isTrue();
            assertThat(codes.sameCode(3, codes, 2)).isFalse();
        }
    }

    /** Classes of cells that use two operations only, counted one by one and by Burnside's lemma over the topologies. */
    @Test
    void classesAreCounted() {
        Set<Long> classes = new HashSet<>();
        int valid = 0;
        try (CodeSlab codes = space.newSlab(2)) {
            space.parse(CELL + "|" + CELL, codes, 0);
            int[][] pairs = {{0, 1}, {0, 2}, {1, 2}, {0, 3}, {1, 3}, {2, 3}, {0, 4}, {1, 4}, {2, 4}, {3, 4}};
            int[] choices = {1, 3, 6, 10};
            for (int topology = 0; topology < 180; topology++) {
                for (int operations = 0; operations < 256; operations++) {
                    long cell = 0;
                    int rest = topology;
                    for (int node = 0; node < 4; node++) {
                        int[] pair = pairs[rest % choices[node]];
                        rest /= choices[node];
                        cell |= (1L + (operations >>> (2 * node) & 1)) << (3 * NasBench301Space.edge(pair[0], node));
                        cell |= (1L + (operations >>> (2 * node + 1) & 1))
                                << (3 * NasBench301Space.edge(pair[1], node));
                    }
                    codes.setWord(0, 0, cell);
                    assertThat(space.isValid(codes, 0)).isTrue();
                    valid++;
                    space.canonicalise(codes, 0, codes, 1);
                    classes.add(codes.word(1, 0));
                }
            }
        }
        assertThat(valid).isEqualTo(180 * 256);
        assertThat(classes).hasSize(17_531);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                CELL,
                CELL + "|" + CELL + "|" + CELL,
                CELL + "|00 15 01 11 03 13 13",
                CELL + "|00 15 01 11 03 13 13 33 ",
                CELL + "|00 15 01 01 03 13 13 32",
                CELL + "|00 25 01 11 03 13 13 32",
                CELL + "|00 17 01 11 03 13 13 32",
                "Genotype(normal=[('sep_conv_7x7', 0)], normal_concat=[2], reduce=[], reduce_concat=[2])"
            })
    void otherStringsAreRefused(String architecture) {
        try (CodeSlab codes = space.newSlab(1)) {
            assertThatThrownBy(() -> space.parse(architecture, codes, 0))
                    .isInstanceOf(InvalidArchitectureException.class)
                    .hasMessageContaining("'" + architecture + "'")
                    .hasMessageContaining("NORMAL|REDUCTION");
        }
    }
}
