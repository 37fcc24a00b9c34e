package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.proxy.Direction;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankSplitTest {
    @TempDir
    private Path folder;

    private BenchmarkTable table;
    private MeasuredNetworks networks;

    /** All chains, worth their number; every seventh has no value. */
    @BeforeEach
    void openTable() throws IOException {
        SearchSpace space = SearchSpaces.byName("nasbench-macro");
        StringBuilder text = new StringBuilder("arch,value\n");
        for (int i = 0; i < 6561; i++) {
            String chain = String.format("%8s", Integer.toString(i, 3)).replace(' ', '0');
            text.append(chain).append(',').append(i % 7 == 0 ? "" : i).append('\n');
        }
        table = BenchmarkTable.read(Files.writeString(folder.resolve("t.csv"), text), space);
        networks = new MeasuredNetworks(table, "value", Direction.MAX);
    }

    @AfterEach
    void closeTable() {
        networks.close();
        table.close();
    }

    private static Set<Integer> set(int[] numbers) {
        return new HashSet<>(Arrays.stream(numbers).boxed().toList());
    }

    @Test
    void everyNetworkWithAValueIsOnOneSide() {
        assertThat(networks.count()).isEqualTo(6561 - 938);
        assertThat(networks.missing()).isEqualTo(938);
        try (RankSplit split = new RankSplit(networks, 500, Integer.MAX_VALUE, 3)) {
            assertThat(split.train()).hasSize(500).doesNotHaveDuplicates();
            assertThat(split.test()).hasSize(networks.count() - 500).doesNotHaveDuplicates();
            Set<Integer> all = set(split.train());
            all.addAll(set(split.test()));
            assertThat(all).hasSize(networks.count());
        }
    }

    @Test
    void aSplitDependsOnItsSeedAndMoreLabelsContainFewer() {
        try (RankSplit few = new RankSplit(networks, 50, 100, 3);
                RankSplit again = new RankSplit(networks, 50, 100, 3);
                RankSplit more = new RankSplit(networks, 500, 100, 3);
                RankSplit other = new RankSplit(networks, 50, 100, 4)) {
            assertThat(again.train()).isEqualTo(few.train());
            assertThat(again.test()).isEqualTo(few.test()).hasSize(100);
            assertThat(again.differences()).isEqualTo(few.differences());
            assertThat(Arrays.copyOf(more.train(), 50)).isEqualTo(few.train());
            assertThat(set(other.train())).isNotEqualTo(set(few.train()));
        }
    }

    @Test
    void networksOfUnseenClassesHaveNoRepresentativeAmongThoseTrainedOn() {
        try (RankSplit split = new RankSplit(networks, 2_000, Integer.MAX_VALUE, 1)) {
            Set<String> seen = new HashSet<>();
            for (int network : split.train()) {
                seen.add(representative(network));
            }
            Set<Integer> unseen = set(split.testOfUnseenClass());
            assertThat(unseen.size()).isBetween(1, split.test().length - 1);
            for (int network : split.test()) {
                assertThat(unseen.contains(network)).isEqualTo(!seen.contains(representative(network)));
            }
        }
    }

    private String representative(int network) {
        try (CodeSlab code = networks.space().newSlab(1)) {
            networks.space().canonicalise(networks.codes(), network, code, 0);
            return networks.space().format(code, 0);
        }
    }

    @Test
    void pairsAreOneEditApartAndUnseen() {
        try (RankSplit split = new RankSplit(networks, 3_000, 10, 1)) {
            Set<String> seen = new HashSet<>();
            for (int network : split.train()) {
                seen.add(networks.space().format(networks.codes(), network));
            }
            assertThat(split.pairs()).isEqualTo(RankSplit.PAIRS);
            for (int p = 0; p < split.pairs(); p++) {
                String a = networks.space().format(split.first(), p);
                String b = networks.space().format(split.second(), p);
                assertThat(networks.space().distance(split.first(), p, split.second(), p))
                        .isEqualTo(1);
                assertThat(seen).doesNotContain(a, b);
                assertThat(split.differences()[p]).isEqualTo(Integer.parseInt(b, 3) - Integer.parseInt(a, 3));
            }
        }
    }

    @Test
    void fewNetworksMayHaveNoPairs() {
        try (RankSplit split = new RankSplit(networks, networks.count() - 2, 2, 1)) {
            assertThat(split.test()).hasSize(2);
            assertThat(split.pairs()).isZero();
        }
    }
}
