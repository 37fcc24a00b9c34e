package org.deltanas.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.deltanas.kernels.num.Philox;
import org.deltanas.testing.PublishedTables;
import org.eclipse.collections.impl.set.mutable.primitive.LongHashSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NasBench101SpaceTest {
    /** The benchmark's best cell by mean test accuracy. */
    private static final String BEST = "110011000100100010001:1333p";

    private final NasBench101Space space = new NasBench101Space();

    private long code(String architecture) {
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse(architecture, codes, 0);
            return codes.word(0, 0);
        }
    }

    private String string(long code) {
        try (CodeSlab codes = space.newSlab(1)) {
            codes.setWord(0, 0, code);
            return space.format(codes, 0);
        }
    }

    private static String architecture(String[] row) {
        return row[0] + ":" + row[1];
    }

    @Test
    void bitsLieAsDocumented() {
        // 0->1, 1->6 and a dead vertex 3 with max pooling.
        long word = 1L | 1L << NasBench101Space.edge(1, 6) | 2L << (21 + 4);
        assertThat(string(word)).isEqualTo("1000001000:33p");
        assertThat(NasBench101Space.live(word)).isEqualTo(0b1000011);
        assertThat(string(NasBench101Space.pruned(word))).isEqualTo("101:3");
        assertThat(NasBench101Space.successors(word, 1)).isEqualTo(1 << 6);
        assertThat(NasBench101Space.option(word, 3)).isEqualTo(2);
    }

    @Test
    void everyTableRowHasItsHashAndClassesAreHashes() {
        List<String[]> rows = PublishedTables.read("nasbench101/nasbench101.csv.gz", "adjacency", "ops", "hash");
        check(rows.subList(0, 4_000));
    }

    private LongHashSet check(List<String[]> rows) {
        LongHashSet classes = new LongHashSet();
        try (CodeSlab codes = space.newSlab(1)) {
            for (String[] row : rows) {
                space.parse(architecture(row), codes, 0);
                assertThat(space.format(codes, 0)).isEqualTo(architecture(row));
                assertThat(space.hash(codes, 0)).isEqualTo(row[2]);
                assertThat(classes.add(space.canonical(codes.word(0, 0))))
                        .as(row[2])
                        .isTrue();
            }
        }
        return classes;
    }

    /** About half a minute on one core. */
    @Test
    @Tag("slow")
    void allCodesFallIntoTheTablesClasses() {
        LongHashSet published =
                check(PublishedTables.read("nasbench101/nasbench101.csv.gz", "adjacency", "ops", "hash"));
        assertThat(published.size()).isEqualTo(423_624);
        LongHashSet found = new LongHashSet();
        int validGraphs = 0;
        try (CodeSlab codes = space.newSlab(1)) {
            for (long graph = 0; graph < 1 << 21; graph++) {
                codes.setWord(0, 0, graph);
                if (!space.isValid(codes, 0)) {
                    continue;
                }
                validGraphs++;
                // A code's class is that of its live part with vertices numbered without a gap (see the next test).
                int interior = Integer.bitCount(NasBench101Space.live(graph)) - 2;
                if (NasBench101Space.pruned(graph) != graph
                        || NasBench101Space.live(graph) != ((1 << (interior + 1)) - 1 | 1 << 6)) {
                    continue;
                }
                for (int operations = 0; operations < Math.pow(3, interior); operations++) {
                    long word = graph;
                    int rest = operations;
                    for (int v = 0; v < interior; v++) {
                        word |= (long) (rest % 3) << (21 + 2 * v);
                        rest /= 3;
                    }
                    found.add(space.canonical(word));
                }
            }
        }
        assertThat(found).isEqualTo(published);
        assertThat(validGraphs * 243L).isEqualTo(space.validCount().longValueExact());
    }

    @Test
    void deadVerticesAndTheNumberingOfVerticesDoNotMatter() {
        Philox random = new Philox(3);
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < 2_000; i++) {
                space.sample(random, codes, 0);
                long word = codes.word(0, 0);
                String hash = space.hash(codes, 0);
                long canonical = space.canonical(word);
                assertThat(space.canonical(NasBench101Space.pruned(word))).isEqualTo(canonical);
                codes.setWord(0, 0, canonical);
                assertThat(space.hash(codes, 0)).isEqualTo(hash);
                int live = NasBench101Space.live(canonical);
                assertThat(live & 63).as("live vertices come first").isEqualTo((1 << Integer.bitCount(live & 63)) - 1);
            }
        }
    }

    @Test
    void classesAreHashes() {
        Philox random = new Philox(4);
        Map<String, Long> classes = new HashMap<>();
        Set<Long> representatives = new HashSet<>();
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < 8_000; i++) {
                // Few edges, so that many codes are isomorphic.
                codes.setWord(0, 0, sparse(random.nextLong(), random.nextLong()));
                if (space.isValid(codes, 0)) {
                    long canonical = space.canonical(codes.word(0, 0));
                    assertThat(classes.putIfAbsent(space.hash(codes, 0), canonical))
                            .isIn(null, canonical);
                    representatives.add(canonical);
                }
            }
        }
        assertThat(representatives).hasSize(classes.size()).hasSizeBetween(50, 2_000);
    }

    private static long sparse(long a, long b) {
        return a & b & 0x1FFFFF;
    }

    @Test
    void theBestCellIsWhatIsPublished() {
        // Rows 0->1,2,5,6; 1->5; 2->3; 3->4; 4->5; 5->6 and c1, c3, mp, c3, c3.
        long word = 0;
        int[][] edges = {{0, 1}, {0, 2}, {0, 5}, {0, 6}, {1, 5}, {2, 3}, {3, 4}, {4, 5}, {5, 6}};
        for (int[] e : edges) {
            word |= 1L << NasBench101Space.edge(e[0], e[1]);
        }
        int[] operations = {1, 0, 2, 0, 0};
        for (int v = 0; v < 5; v++) {
            word |= (long) operations[v] << (21 + 2 * v);
        }
        List<String[]> rows = PublishedTables.read("nasbench101/nasbench101.csv.gz", "adjacency", "ops", "index");
        assertThat(rows.get(4789)[2]).isEqualTo("4789");
        assertThat(space.canonical(word)).isEqualTo(space.canonical(code(architecture(rows.get(4789)))));
    }

    @ParameterizedTest
    @CsvSource({
        // The same graph with vertices 1 and 2 exchanged.
        "1100010011:3p1, 1100001101:p31, 0",
        "101:3, 101:1, 1",
        "101:3, 111:3, 1",
        // One edge less, four more and, dead vertices counting too, one operation of another vertex.
        "1:, 110011:3p, 6"
    })
    void distances(String a, String b, int expected) {
        try (CodeSlab codes = space.newSlab(2)) {
            space.parse(a, codes, 0);
            space.parse(b, codes, 1);
            assertThat(space.distance(codes, 0, codes, 1)).isEqualTo(expected);
        }
    }

    @Test
    void theDistanceIsTheLeastOverAllMatchings() {
        Philox random = new Philox(5);
        try (CodeSlab codes = space.newSlab(2)) {
            for (int i = 0; i < 150; i++) {
                space.sample(random, codes, 0);
                space.sample(random, codes, 1);
                boolean[][] a = matrix(codes.word(0, 0));
                boolean[][] b = matrix(codes.word(1, 0));
                int expected = least(a, b, codes.word(0, 0), codes.word(1, 0), new int[] {0, 0, 0, 0, 0, 0, 6}, 1);
                assertThat(space.distance(codes, 0, codes, 1)).isEqualTo(expected);
                assertThat(space.distance(codes, 1, codes, 0)).isEqualTo(expected);
            }
        }
    }

    private static boolean[][] matrix(long word) {
        boolean[][] matrix = new boolean[7][7];
        int bit = 0;
        for (int v = 0; v < 7; v++) {
            for (int w = v + 1; w < 7; w++) {
                matrix[v][w] = (word >>> bit++ & 1) != 0;
            }
        }
        return matrix;
    }

    private static int least(boolean[][] a, boolean[][] b, long wordA, long wordB, int[] match, int next) {
        if (next == 6) {
            int cost = 0;
            for (int v = 0; v < 7; v++) {
                for (int w = 0; w < 7; w++) {
                    cost += a[v][w] == b[match[v]][match[w]] ? 0 : 1;
                }
                boolean interior = v > 0 && v < 6;
                cost += interior && NasBench101Space.option(wordA, v) != NasBench101Space.option(wordB, match[v])
                        ? 1
                        : 0;
            }
            return cost;
        }
        int least = Integer.MAX_VALUE;
        for (int to = 1; to < 6; to++) {
            boolean free = true;
            for (int v = 1; v < next; v++) {
                free &= match[v] != to;
            }
            if (free) {
                match[next] = to;
                least = Math.min(least, least(a, b, wordA, wordB, match, next + 1));
            }
        }
        return least;
    }

    @Test
    void samplesAreUniformOverValidCodes() {
        Philox random = new Philox(6);
        int direct = 0;
        int[] operations = new int[3];
        int samples = 20_000;
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < samples; i++) {
                space.sample(random, codes, 0);
                direct += (int) (codes.word(0, 0) >>> NasBench101Space.edge(0, 6) & 1);
                operations[NasBench101Space.option(codes.word(0, 0), 3)]++;
            }
        }
        // Counted over all valid graphs: 1,538,083, of which this many have an edge from input to output.
        int valid = 0;
        int withDirect = 0;
        try (CodeSlab codes = space.newSlab(1)) {
            for (int graph = 0; graph < 1 << 21; graph += 7) {
                codes.setWord(0, 0, graph);
                if (space.isValid(codes, 0)) {
                    valid++;
                    withDirect += graph >>> NasBench101Space.edge(0, 6) & 1;
                }
            }
        }
        assertThat(direct / (double) samples)
                .isBetween(withDirect / (double) valid - .02, withDirect / (double) valid + .02);
        for (int count : operations) {
            assertThat(count).isBetween(samples / 3 - 400, samples / 3 + 400);
        }
    }

    @Test
    void validEditsAreThoseThatLeadToValidCells() {
        Philox random = new Philox(7);
        long[] edits = new long[space.maxNeighbours()];
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < 2_000; i++) {
                space.sample(random, codes, 0);
                int count = space.validEdits(codes, 0, edits);
                assertThat(count).isBetween(space.minNeighbours(), 31);
                assertThat(Arrays.copyOf(edits, count))
                        .containsExactly(LongStream.range(0, space.edits().count())
                                .filter(edit -> space.isValidAfter(codes, 0, (int) edit))
                                .toArray());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "1",
                "0:",
                "1:3",
                "101:x",
                "101:P",
                "102:3",
                "100:3",
                "111111111111111111111:33333",
                "1001101000010010101011:3p3311",
                BEST + " "
            })
    void otherStringsAreRefused(String architecture) {
        try (CodeSlab codes = space.newSlab(1)) {
            codes.setWord(0, 0, 5);
            assertThatThrownBy(() -> space.parse(architecture, codes, 0))
                    .isInstanceOf(InvalidArchitectureException.class)
                    .hasMessageContaining("'" + architecture + "'")
                    .hasMessageContaining("colon");
            assertThat(codes.word(0, 0)).isEqualTo(5);
        }
    }
}
