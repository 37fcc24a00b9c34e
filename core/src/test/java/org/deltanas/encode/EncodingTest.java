package org.deltanas.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.TreeMap;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingTest {

    /** The columns of an architecture that are not zero. */
    private static String columns(String space, Encoding encoding, String architecture) {
        SearchSpace searched = SearchSpaces.byName(space);
        SparseRows rows = new SparseRows(1, 16);
        try (CodeSlab codes = searched.newSlab(1)) {
            searched.parse(architecture, codes, 0);
            encoding.of(searched).features(codes, 0, rows);
        }
        TreeMap<Integer, Integer> columns = new TreeMap<>();
        for (int e = 0; e < rows.entries(); e++) {
            columns.put(rows.column(e), (int) rows.value(e));
        }
        return columns.toString();
    }

    /** The sizes that the literature gives. */
    @ParameterizedTest
    @CsvSource({
        "nasbench101, ADJACENCY, 36",
        "nasbench101, CATEGORICAL, 14",
        "nasbench101, PATH, 364",
        "nasbench101, PATH_TRUNCATED, 40",
        "nasbench101, FUNCTIONAL_PATHS, 364",
        "nasbench201, ADJACENCY, 30",
        "nasbench201, PATH, 155",
        "nasbench201, PATH_TRUNCATED, 30",
        "nasbench201, FUNCTIONAL_PATHS, 40",
        "transnas-micro, PATH, 84",
        "nasbench301, ADJACENCY, 196",
        "nasbench301, ZERO_COST, 2",
        "nasbench301, PATH, 11200"
    })
    void sizes(String space, Encoding encoding, int columns) {
        FeatureMap map = encoding.of(SearchSpaces.byName(space));
        assertThat(map.columns()).isEqualTo(columns);
        assertThat(map.firstStatistic())
                .isEqualTo(encoding == Encoding.CATEGORICAL || encoding == Encoding.ZERO_COST ? 0 : columns);
    }

    /** 0->1->6, 0->2->3->6, 0->6: paths (), (3x3), (1x1, pool). */
    @Test
    void aGraphByHand() {
        // Five vertices: 0->1, 0->2, 0->4; 1->4; 2->3; 3->4.
        String cell = "1101001101:31p";
        assertThat(columns("nasbench101", Encoding.PATH, cell)).isEqualTo("{0=1, 1=1, 9=1}");
        assertThat(columns("nasbench101", Encoding.FUNCTIONAL_PATHS, cell)).isEqualTo("{0=1, 1=1, 9=1}");
        // Edges 0-1, 0-2, 0-6 are bits 0, 1, 5; 1-6 is 10; 2-3 is 11; 3-6 is 17; operations 3x3, 1x1, pool, 3x3, 3x3.
        assertThat(columns("nasbench101", Encoding.ADJACENCY, cell))
                .isEqualTo("{0=1, 1=1, 5=1, 10=1, 11=1, 17=1, 21=1, 25=1, 29=1, 30=1, 33=1}");
        assertThat(columns("nasbench101", Encoding.CATEGORICAL, cell))
                .isEqualTo("{0=1, 1=2, 2=6, 3=11, 4=12, 5=18, 10=1, 11=2}");
        assertThat(NasBench101Space.edge(3, 6)).isEqualTo(17);
    }

    /** Two paths that read alike are one bit and two counts. */
    @Test
    void aCellByHand() {
        String cell = "|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|none~0|skip_connect~1|skip_connect~2|";
        // none; 3x3 skip, twice; 3x3 none skip.
        assertThat(columns("nasbench201", Encoding.PATH, cell))
                .isEqualTo("{0=1, " + (5 + 3 * 5 + 1) + "=1, " + (30 + 3 * 25 + 1) + "=1}");
        assertThat(columns("nasbench201", Encoding.FUNCTIONAL_PATHS, cell)).isEqualTo("{2=2}");
        assertThat(columns("nasbench201", Encoding.CATEGORICAL, cell)).isEqualTo("{0=3, 1=3, 4=1, 5=1}");
    }

    @Test
    void dartsCellsByHand() {
        String cells = "02 13 02 23 02 13 02 13|02 13 02 23 02 13 02 13";
        String paths = columns("nasbench301", Encoding.FUNCTIONAL_PATHS, cells);
        // 1 + 7 + 49 + 343 + 2401 sequences for each cell and input. Skips from input 0: one to each node of the normal
        // cell,
        // and by way of node 2 to node 3 the sequence sep3; from input 1: sep3 thrice, sep3 sep3 once.
        assertThat(paths).startsWith("{0=4, 4=1, " + (2801 + 4) + "=3, " + (2801 + 8 + 3 * 7 + 3) + "=1, ");
        // In the reduction cell the skip from an input is a letter.
        assertThat(paths)
                .contains((2 * 2801 + 3) + "=4, " + (2 * 2801 + 8 + 2 * 7 + 3) + "=1, " + (3 * 2801 + 4) + "=3");
    }

    /** Two ways to the same numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"nasbench201", "transnas-micro"})
    void functionalPathsAreThoseOfTheBestMap(String name) {
        SearchSpace space = SearchSpaces.byName(name);
        FeatureMap best = FeatureMap.of(space);
        FeatureMap paths = Encoding.FUNCTIONAL_PATHS.of(space);
        Philox random = new Philox(1);
        SparseRows rows = new SparseRows(2, 64);
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < 300; i++) {
                space.sample(random, codes, 0);
                rows.clear();
                best.features(codes, 0, rows);
                paths.features(codes, 0, rows);
                TreeMap<Integer, Float> a = new TreeMap<>();
                TreeMap<Integer, Float> b = new TreeMap<>();
                for (int e = 0; e < rows.entries(); e++) {
                    if (rows.column(e) < paths.columns()) {
                        (e < rows.start(1) ? a : b).put(rows.column(e), rows.value(e));
                    }
                }
                assertThat(a).isEqualTo(b);
            }
        }
    }

    @Test
    void namesAndRefusals() {
        for (Encoding encoding : Encoding.values()) {
            assertThat(Encoding.byName(encoding.toString())).isEqualTo(encoding);
        }
        assertThat(Encoding.byName("PATH")).isNull();
        assertThatThrownBy(() -> Encoding.PATH.of(SearchSpaces.byName("block:4x3")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(
                        "block:4x3 has no encoding 'path'; it has best, adjacency, categorical, ngrams, statistics, zero-cost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nasbench101", "nasbench301", "transnas-macro", "natsbench-size", "transnas-micro"})
    void countingAllocatesNothing(String name) {
        SearchSpace space = SearchSpaces.byName(name);
        NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, Simd.scalar());
        Neighbours neighbours = new Neighbours(space);
        SparseRows rows = new SparseRows(256, 1 << 16);
        FeatureMap[] maps = Arrays.stream(Encoding.values())
                // Counting multiply-adds builds plans.
                .filter(encoding -> encoding != Encoding.ZERO_COST && encoding.exists(space))
                .map(encoding -> encoding.of(space))
                .toArray(FeatureMap[]::new);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Philox random = new Philox(1);
        try (CodeSlab codes = space.newSlab(1)) {
            long ids = 0;
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 12 && allocated > 0; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 200; i++) {
                    space.sample(random, codes, 0);
                    space.canonicalise(codes, 0, codes, 0);
                    enumerator.enumerate(codes, 0, neighbours);
                    for (FeatureMap map : maps) {
                        rows.clear();
                        map.differences(codes, 0, neighbours, rows);
                        ids += map.id().length();
                    }
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(ids).isPositive();
            assertThat(allocated).isZero();
        }
    }
}
