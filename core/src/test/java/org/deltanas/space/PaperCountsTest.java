package org.deltanas.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The theorems, against lists of everything. */
class PaperCountsTest {

    @ParameterizedTest
    @CsvSource({"1, 2", "3, 2", "4, 3", "3, 5", "5, 3", "2, 7"})
    void differencesOfChains(int n, int r) {
        ChainSpace space = ChainSpace.block(n, r);
        int count = space.rawCount().intValueExact();
        assertThat(PaperCounts.chains(n, r).intValueExact()).isEqualTo(count);
        for (int k = 1; k <= Math.min(n, 3); k++) {
            Set<String> unsigned = new HashSet<>();
            Set<String> signed = new HashSet<>();
            int neighbours = 0;
            try (CodeSlab codes = space.newSlab(2)) {
                for (int a = 0; a < count; a++) {
                    write(space, a, codes, 0);
                    for (int b = 0; b < count; b++) {
                        write(space, b, codes, 1);
                        if (space.distance(codes, 0, codes, 1) == k) {
                            StringBuilder taken = new StringBuilder();
                            StringBuilder both = new StringBuilder();
                            for (int p = 0; p < n; p++) {
                                int before = space.option(codes, 0, p);
                                int after = space.option(codes, 1, p);
                                if (before != after) {
                                    taken.append(p).append(':').append(after).append(' ');
                                    both.append(p)
                                            .append(':')
                                            .append(before)
                                            .append('>')
                                            .append(after)
                                            .append(' ');
                                }
                            }
                            unsigned.add(taken.toString());
                            signed.add(both.toString());
                            neighbours += a == 0 ? 1 : 0;
                        }
                    }
                }
            }
            assertThat(PaperCounts.differences(n, r, k).intValueExact()).isEqualTo(unsigned.size());
            assertThat(PaperCounts.signedDifferences(n, r, k).intValueExact()).isEqualTo(signed.size());
            assertThat(PaperCounts.neighbours(n, r, k).intValueExact()).isEqualTo(neighbours);
        }
        assertThat(PaperCounts.differences(n, r, 1).intValueExact()).isEqualTo(n * r);
        assertThat(PaperCounts.neighbours(n, r, 1).intValueExact()).isEqualTo(space.maxNeighbours());
    }

    private static void write(ChainSpace space, int number, CodeSlab codes, int row) {
        int rest = number;
        for (int p = 0; p < space.positions(); p++) {
            space.setOption(codes, row, p, rest % space.kinds());
            rest /= space.kinds();
        }
    }

    /** A cell as a set of choices: an option for each node and a bit for each pair of nodes. */
    @ParameterizedTest
    @CsvSource({"1, 3, 3", "2, 3, 18", "3, 2, 64", "3, 3, 216", "4, 2, 1024"})
    void cells(int n, int r, int expected) {
        Set<String> all = new HashSet<>();
        int edges = n * (n - 1) / 2;
        for (int graph = 0; graph < 1 << edges; graph++) {
            for (int operations = 0; operations < Math.pow(r, n); operations++) {
                all.add(Integer.toBinaryString(graph) + "/" + Integer.toString(operations, r));
            }
        }
        assertThat(all).hasSize(expected);
        assertThat(PaperCounts.cells(n, r).intValueExact()).isEqualTo(expected);
    }

    @Test
    void knownSpaces() {
        // Seven vertices of which five choose an operation: 2^21 3^5.
        assertThat(PaperCounts.cells(7, 3).divide(BigInteger.valueOf(9))).isEqualTo(new NasBench101Space().rawCount());
        assertThat(PaperCounts.chains(20, 4)).isEqualTo(new BigInteger("1099511627776"));
        // One-hot differences of the cells of NAS-Bench-201 and of TransNAS-Bench-101.
        assertThat(PaperCounts.signedDifferences(6, 5, 1).intValueExact()).isEqualTo(120);
        assertThat(PaperCounts.signedDifferences(6, 4, 1).intValueExact()).isEqualTo(72);
    }
}
