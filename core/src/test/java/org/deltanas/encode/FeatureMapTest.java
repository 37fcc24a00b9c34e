package org.deltanas.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.mlp.ColumnChanges;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;
import org.deltanas.testing.DefinedSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FeatureMapTest {
    private static final int STEPS = 1_000;

    static Stream<Arguments> maps() {
        return Stream.of(
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
                        "block:20x4",
                        "block:200x16")
                .map(DefinedSpaces::byName)
                .flatMap(space -> Arrays.stream(Encoding.values())
                        .filter(encoding -> encoding.exists(space))
                        .map(encoding -> Arguments.of(space, encoding, encoding.of(space))));
    }

    @ParameterizedTest
    @MethodSource("maps")
    void differencesAlongAWalkAddUpToTheFeaturesAtItsEnd(SearchSpace space, Encoding encoding, FeatureMap map) {
        Philox random = new Philox(1);
        NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, Simd.best());
        Neighbours neighbours = new Neighbours(space);
        SparseRows rows = new SparseRows(1, 1);
        try (CodeSlab codes = space.newSlab(1)) {
            space.sample(random, codes, 0);
            float[] incremental = features(map, codes, rows);
            for (int step = 0; step < STEPS; step++) {
                enumerator.enumerate(codes, 0, neighbours);
                int chosen = random.nextInt(neighbours.count());
                int edit = neighbours.edit(chosen);
                rows.clear();
                map.difference(codes, 0, edit, rows);
                // A network for each neighbour takes its time.
                if (step % (encoding == Encoding.ZERO_COST ? 500 : 50) == 0) {
                    bulkAgrees(map, codes, neighbours, chosen, rows);
                }
                addOnce(rows, incremental);
                space.edits().apply(edit, codes, 0);
                assertThat(features(map, codes, rows)).as("after step %d", step).isEqualTo(incremental);
                for (int c = 0; c < incremental.length; c++) {
                    if (Math.abs(incremental[c]) > map.largest(c)) {
                        assertThat(Math.abs(incremental[c])).as("column %d", c).isLessThanOrEqualTo(map.largest(c));
                    }
                }
            }
        }
    }

    private static void bulkAgrees(
            FeatureMap map, CodeSlab codes, Neighbours neighbours, int chosen, SparseRows single) {
        SparseRows all = new SparseRows(1, 1);
        map.differences(codes, 0, neighbours, all);
        assertThat(all.rows()).isEqualTo(neighbours.count());
        SparseRows one = new SparseRows(1, 1);
        one.addRow(all, chosen);
        float[] inBulk = new float[map.columns()];
        addOnce(one, inBulk);
        float[] alone = new float[map.columns()];
        addOnce(single, alone);
        assertThat(inBulk).isEqualTo(alone);
        if (map.arity() > 0) {
            replacementsAgree(map, codes, neighbours, all);
        }
    }

    /** Columns taken away and put in are the differences of every neighbour. */
    private static void replacementsAgree(
            FeatureMap map, CodeSlab codes, Neighbours neighbours, SparseRows differences) {
        ColumnChanges changes = new ColumnChanges();
        map.changes(codes, 0, neighbours, changes);
        replacementsAgree(map, neighbours, differences, changes);
        if (map.changesUnlisted()) {
            map.changes(codes, 0, changes);
            replacementsAgree(map, neighbours, differences, changes);
        }
    }

    private static void replacementsAgree(
            FeatureMap map, Neighbours neighbours, SparseRows differences, ColumnChanges changes) {
        assertThat(changes.rows()).isEqualTo(neighbours.count());
        assertThat(changes.arity()).isEqualTo(map.arity());
        for (int g = 0; g < changes.groups(); g++) {
            assertThat(changes.start(g + 1) - changes.start(g)).isBetween(1, ColumnChanges.MAX_GROUP);
            for (int r = changes.start(g); r < changes.start(g + 1); r++) {
                assertThat(changes.groupOf(r)).isEqualTo(g);
                float[] dense = new float[map.columns()];
                for (int i = 0; i < map.arity(); i++) {
                    dense[changes.removed(g, i)]--;
                    dense[changes.added(g, r, i)]++;
                }
                for (int e = differences.start(r); e < differences.start(r + 1); e++) {
                    dense[differences.column(e)] -= differences.value(e);
                }
                assertThat(dense).containsOnly(0);
            }
        }
    }

    private static float[] features(FeatureMap map, CodeSlab codes, SparseRows rows) {
        float[] dense = new float[map.columns()];
        rows.clear();
        map.features(codes, 0, rows);
        addOnce(rows, dense);
        return dense;
    }

    /** Adds the one row, which must name each column at most once and no change of nothing. */
    private static void addOnce(SparseRows rows, float[] dense) {
        assertThat(rows.rows()).isEqualTo(1);
        boolean[] seen = new boolean[dense.length];
        for (int e = 0; e < rows.entries(); e++) {
            assertThat(seen[rows.column(e)])
                    .as("column %d twice", rows.column(e))
                    .isFalse();
            assertThat(rows.value(e)).isNotZero();
            seen[rows.column(e)] = true;
            dense[rows.column(e)] += rows.value(e);
        }
    }

    /** Counts of paths, read off the definition with strings. */
    @Test
    void functionalPathsOfACell() {
        NasBench201Space space = new NasBench201Space();
        FeatureMap map = FeatureMap.of(space);
        try (CodeSlab codes = space.newSlab(1)) {
            // 0>3 skip; 0>1>3: 3x3, none; 0>2>3: 1x1, pool; 0>1>2>3: 3x3, skip, pool.
            space.parse(
                    "|nor_conv_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|skip_connect~0|none~1|avg_pool_3x3~2|",
                    codes,
                    0);
            float[] dense = features(map, codes, new SparseRows(1, 1));
            float[] paths = new float[40];
            paths[0] = 1; // the empty sequence
            paths[4 + 3 * 0 + 2] = 1; // 1x1, pool
            paths[4 + 3 * 1 + 2] = 1; // 3x3, pool
            assertThat(java.util.Arrays.copyOf(dense, 40)).isEqualTo(paths);
            assertThat(java.util.Arrays.copyOfRange(dense, 40, 63))
                    .containsExactly(
                            2, 1, 1, 1, // live skips, 1x1, 3x3, pools
                            3, 5, // paths, edges
                            1, 0, 2, // convolutions on a path: largest, smallest, sum
                            1, 0, 1, // 3x3
                            1, 0, 1, // 1x1
                            1, 0, 2, // pools
                            2, 0, 4, // operations
                            1, 1); // a path without convolution, a path of skips
        }
    }

    @Test
    void anEditChangesFewPathCounts() {
        NasBench201Space space = new NasBench201Space();
        FeatureMap map = FeatureMap.of(space);
        NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, Simd.scalar());
        Neighbours neighbours = new Neighbours(space);
        long changes = 0;
        try (CodeSlab codes = space.newSlab(1)) {
            SparseRows rows = new SparseRows(1, 64);
            for (int index = 0; index < 15_625; index++) {
                space.setIndex(index, codes, 0);
                enumerator.enumerate(codes, 0, neighbours);
                for (int i = 0; i < neighbours.count(); i++) {
                    rows.clear();
                    map.difference(codes, 0, neighbours.edit(i), rows);
                    int paths = 0;
                    for (int e = 0; e < rows.entries(); e++) {
                        paths += rows.column(e) < 40 ? 1 : 0;
                    }
                    assertThat(paths).isLessThanOrEqualTo(4);
                    changes += paths;
                }
            }
        }
        assertThat(changes / (15_625.0 * 24)).isBetween(1.5, 1.7);
    }
}
