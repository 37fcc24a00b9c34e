package org.deltanas.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.deltanas.encode.ZeroCostFeatures.Scale;
import org.deltanas.encode.ZeroCostFeatures.Score;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.Label;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.DefinedSpace;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.deltanas.space.SpaceDefinition;
import org.deltanas.space.SpaceDefinition.Block;
import org.deltanas.space.SpaceDefinition.Kind;
import org.deltanas.space.SpaceDefinition.Operation;
import org.deltanas.space.SpaceDefinition.Position;
import org.deltanas.testing.DefinedSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZeroCostFeaturesTest {
    private static final int STEPS = 1_000;

    /** A score of no structure at all, from -100 to 100 but for some that are dead or without a value. */
    private static final class HashScore implements Label {
        private int evaluations;
        private int calls;

        double score(CodeSlab codes, int row) {
            long hash = codes.hash(row);
            int kind = (int) hash & 15;
            return kind == 0
                    ? Double.NEGATIVE_INFINITY
                    : kind == 1 ? Double.NaN : (hash >> 11) * (100 / (double) (1L << 52));
        }

        @Override
        public String name() {
            return "hash";
        }

        @Override
        public boolean sameWithinClass() {
            return false;
        }

        @Override
        public void evaluate(CodeSlab codes, int from, int count, double[] values) {
            calls++;
            evaluations += count;
            for (int i = 0; i < count; i++) {
                values[i] = score(codes, from + i);
            }
        }
    }

    /** What the column has to be, from the score itself. */
    private static float expected(HashScore score, CodeSlab codes) {
        double value = score.score(codes, 0);
        return Double.isFinite(value) ? Math.round(16 * value) : 0;
    }

    /** Differences add up to what the score says of the code at hand, whatever the map remembers. */
    @ParameterizedTest
    @ValueSource(
            strings = {"nasbench101", "nasbench201", "nasbench301", "transnas-macro", "varied", "long", "block:200x16"})
    void aWalkEndsWhereTheScoreIs(String name) {
        SearchSpace space = DefinedSpaces.byName(name);
        HashScore score = new HashScore();
        FeatureMap map = new ZeroCostFeatures(space, List.of(new Score(score, Scale.SIXTEENTHS)));
        NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, Simd.scalar());
        Neighbours neighbours = new Neighbours(space);
        SparseRows rows = new SparseRows(1, 1);
        Philox random = new Philox(4);
        try (CodeSlab codes = space.newSlab(1)) {
            space.sample(random, codes, 0);
            float at = expected(score, codes);
            for (int step = 0; step < STEPS; step++) {
                enumerator.enumerate(codes, 0, neighbours);
                int chosen = random.nextInt(neighbours.count());
                rows.clear();
                if (step % 2 == 0) {
                    map.difference(codes, 0, neighbours.edit(chosen), rows);
                    at += sum(rows, 0);
                } else {
                    map.differences(codes, 0, neighbours, rows);
                    at += sum(rows, chosen);
                }
                space.edits().apply(neighbours.edit(chosen), codes, 0);
                assertThat(at).as("after step %d", step).isEqualTo(expected(score, codes));
                rows.clear();
                map.features(codes, 0, rows);
                assertThat(sum(rows, 0)).isEqualTo(at);
            }
        }
    }

    private static float sum(SparseRows rows, int row) {
        float sum = 0;
        for (int e = rows.start(row); e < rows.start(row + 1); e++) {
            sum += rows.value(e);
        }
        return sum;
    }

    /** All neighbours are asked for at once, and none twice while it is remembered. */
    @Test
    void neighboursAreEvaluatedTogetherAndOnce() {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        HashScore score = new HashScore();
        FeatureMap map = new ZeroCostFeatures(space, List.of(new Score(score, Scale.SIXTEENTHS)));
        Neighbours neighbours = new Neighbours(space);
        SparseRows rows = new SparseRows(32, 64);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (CodeSlab codes = space.newSlab(1)) {
            NeighbourEnumerator.of(space, Simd.scalar()).enumerate(codes, 0, neighbours);
            map.differences(codes, 0, neighbours, rows);
            assertThat(score.calls).isEqualTo(1);
            assertThat(score.evaluations).isEqualTo(25);
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 12 && allocated > 0; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 1_000; i++) {
                    rows.clear();
                    map.differences(codes, 0, neighbours, rows);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).isZero();
            assertThat(score.calls).isLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LOGARITHM, 0, 0",
        "LOGARITHM, -3, 0",
        "LOGARITHM, 1, 0",
        "LOGARITHM, 1048576, 320",
        "LOGARITHM, 1.5e12, 647",
        "LOGARITHM, 1e300, 1007",
        "SIXTEENTHS, -2.5, -40",
        "SIXTEENTHS, 1.04, 17",
        "SIXTEENTHS, 1e300, 32768",
        "SIXTEENTHS, -1e300, -32768"
    })
    void scoresBecomeWholeNumbers(Scale scale, double score, int expected) {
        assertThat(Math.abs(expected)).isLessThanOrEqualTo(scale.largest());
        assertThat(scale.round(score)).isEqualTo(expected);
    }

    /**
     * 129,306 parameters, as published. Multiply-adds by hand: 15 cells of two 1x1 convolutions with 524,288 each, the stem
     * 442,368, two residual blocks of 3,670,016, the classifier 640.
     */
    @Test
    void countsOfACell() {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        FeatureMap map = Encoding.ZERO_COST.of(space);
        SparseRows rows = new SparseRows(1, 2);
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse(
                    "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|",
                    codes,
                    0);
            map.features(codes, 0, rows);
        }
        assertThat(map.id()).isEqualTo("nasbench201/zero-cost:params log+flops log/1");
        assertThat(rows.value(0)).isEqualTo((float) Math.floor(16 * Math.log(129_306) / Math.log(2)));
        assertThat(rows.value(1)).isEqualTo((float) Math.floor(16 * Math.log(15_647_360) / Math.log(2)));
    }

    /** Every space of a definition has counts, also where its strides leave one pixel of 32. */
    @Test
    void spacesThatShrinkImagesToAPixelHaveCounts() {
        List<Operation> operations = Arrays.stream(Kind.values())
                .map(kind -> new Operation(
                        kind.name(), new Block(kind, kind == Kind.IDENTITY || kind == Kind.NONE ? 1 : 3, 1, 1)))
                .toList();
        List<Position> halving = List.of(
                new Position(8, 2, operations),
                new Position(9, 2, operations),
                new Position(8, 2, operations),
                new Position(8, 2, operations),
                new Position(4, 2, operations));
        SearchSpace space = new DefinedSpace(
                new SpaceDefinition("tiny", 8, 4, 10, halving, List.of(new SpaceDefinition.Connection(0, 5))));
        FeatureMap map = Encoding.ZERO_COST.of(space);
        SparseRows rows = new SparseRows(1, 2);
        Philox random = new Philox(5);
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < 50; i++) {
                space.sample(random, codes, 0);
                rows.clear();
                map.features(codes, 0, rows);
                assertThat(rows.entries()).isEqualTo(2);
            }
        }
    }

    @Test
    void noScoresAreRefused() {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        assertThatThrownBy(() -> new ZeroCostFeatures(space, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one");
    }
}
