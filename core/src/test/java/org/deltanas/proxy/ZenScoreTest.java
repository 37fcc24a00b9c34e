package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.PerturbationResponse;
import org.deltanas.kernels.conv.ReferenceBackend;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.ZenOptions.Mode;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ZenScoreTest {
    private static final ZenOptions SMALL = new ZenOptions(Mode.TORCH_BUFFER, 2, 8, 1, 0.01, 3);

    private static double[] score(SearchSpace space, ZenOptions options, int threads, CodeSlab codes, int rows) {
        double[] values = new double[rows];
        try (Workers workers = new Workers(threads);
                ConvBackend backend = new VectorBackend(Simd.best());
                ZenScore zen = new ZenScore(space, options, backend, workers)) {
            zen.evaluate(codes, 0, rows, values);
        }
        return values;
    }

    /** A backend that gives every network the same answers, one a repeat. */
    private record Fixed(List<PerturbationResponse> ofRepeat) implements ConvBackend {
        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public List<PerturbationResponse> perturb(List<NetworkPlan> plans, PerturbationProbe probe, Workers workers) {
            List<PerturbationResponse> responses = new ArrayList<>();
            for (int i = 0; i < plans.size(); i++) {
                responses.add(ofRepeat.get(probe.repeat()));
            }
            return responses;
        }

        @Override
        public void close() {}
    }

    private static double scoreOf(Mode mode, PerturbationResponse... ofRepeat) {
        SearchSpace space = SearchSpaces.byName("block:1x2");
        double[] value = new double[1];
        ZenOptions options = new ZenOptions(mode, 2, 8, ofRepeat.length, 0.01, 0);
        try (Workers workers = new Workers(1);
                CodeSlab codes = space.newSlab(1);
                ZenScore zen = new ZenScore(space, options, new Fixed(List.of(ofRepeat)), workers)) {
            zen.evaluate(codes, 0, 1, value);
        }
        return value[0];
    }

    @Test
    void bothModesAreWhatTheirFormulasSay() {
        PerturbationResponse response = new PerturbationResponse(Math.E, new double[] {100, 0}, new double[] {110, 0});
        // Buffers: .81 + .09 * 100 + .1 * 110 = 20.81, and .81 on zeros.
        assertThat(scoreOf(Mode.TORCH_BUFFER, response))
                .isCloseTo(1 + 0.5 * Math.log(20.81) + 0.5 * Math.log(.81), within(1e-12));
        assertThat(scoreOf(Mode.EXACT, response)).isCloseTo(1 + Math.log(10), within(1e-12));
    }

    @Test
    void repeatsAreAveragedAndKeepTheBuffers() {
        PerturbationResponse first = new PerturbationResponse(1, new double[] {100}, new double[] {110});
        PerturbationResponse second = new PerturbationResponse(Math.exp(4), new double[] {200}, new double[] {300});
        double kept = .81 * 20.81 + .09 * 200 + .1 * 300;
        assertThat(scoreOf(Mode.TORCH_BUFFER, first, second))
                .isCloseTo((0.5 * Math.log(20.81) + 4 + 0.5 * Math.log(kept)) / 2, within(1e-12));
        assertThat(scoreOf(Mode.EXACT, first, second))
                .isCloseTo((0.5 * Math.log(100) + 4 + 0.5 * Math.log(200)) / 2, within(1e-12));
    }

    @Test
    void overflowHasNoScore() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThat(scoreOf(Mode.EXACT, new PerturbationResponse(bad, new double[0], new double[0])))
                    .isNaN();
            assertThat(scoreOf(Mode.TORCH_BUFFER, new PerturbationResponse(1, new double[] {bad}, new double[] {1})))
                    .isNaN();
        }
        assertThat(scoreOf(Mode.EXACT, new PerturbationResponse(0, new double[0], new double[0])))
                .as("an output that does not move, though the network is not dead")
                .isNaN();
    }

    /** The score of a network of the test's own on every backend; the buffers start anew. */
    private static double[] scoresOf(NetworkPlan plan, ZenOptions options) {
        double[] scores = new double[2];
        try (Workers workers = new Workers(1);
                ConvBackend reference = new ReferenceBackend();
                ConvBackend vector = new VectorBackend(Simd.best())) {
            for (int i = 0; i < 2; i++) {
                PerturbationResponse response = (i == 0 ? reference : vector)
                        .perturb(List.of(plan), options.probe(0), workers)
                        .get(0);
                double[] buffers = new double[response.batchNorms()];
                Arrays.fill(buffers, 1);
                scores[i] = ZenScore.score(options.mode(), response, buffers);
            }
        }
        return scores;
    }

    /** Nothing but convolutions of 64 channels; their gain is about 24, so that 40 of them leave the range of floats. */
    private static NetworkPlan convolutions(int count, boolean normAtTheEnd) {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(3);
        for (int i = 0; i < count; i++) {
            x = net.relu(net.convolution(x, 64, 3, i));
        }
        return net.build(normAtTheEnd ? net.relu(net.batchNorm(x)) : x);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void withoutBatchNormsTheScoreIsTheLogarithmOfTheDistance(Mode mode) {
        ZenOptions options = new ZenOptions(mode, 2, 4, 1, 0.01, 3);
        NetworkPlan.Builder net = NetworkPlan.builder();
        double[] scores = scoresOf(net.build(net.input(3)), options);
        // 48 numbers of mean absolute value sqrt(2 / pi), times gamma: 0.38 give or take a tenth.
        assertThat(Math.exp(scores[0])).isBetween(0.28, 0.48);
        assertThat(scores[1]).isCloseTo(scores[0], within(1e-4));
        double[] deep = scoresOf(convolutions(3, false), options);
        assertThat(deep[1]).isCloseTo(deep[0], within(1e-4)).isGreaterThan(scores[0] + 5);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aNetworkThatOverflowsHasNoScoreAndNoInfiniteOne(Mode mode) {
        ZenOptions options = new ZenOptions(mode, 2, 4, 1, 0.01, 3);
        for (boolean norm : new boolean[] {false, true}) {
            double[] scores = scoresOf(convolutions(40, norm), options);
            assertThat(scores[0]).as("in double precision").isFinite();
            assertThat(scores[1]).as("in single precision").isNaN();
        }
    }

    @Test
    void aPerturbationTooSmallToMoveAnythingGivesNoScore() {
        SearchSpace space = SearchSpaces.byName("block:3x4");
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse("123", codes, 0);
            assertThat(score(space, new ZenOptions(Mode.EXACT, 2, 8, 1, 1e-30, 3), 1, codes, 1)[0])
                    .isNaN();
        }
    }

    /** One image has batch statistics as long as it has pixels. */
    @ParameterizedTest
    @CsvSource({"nasbench201, 16", "nasbench-macro, 16", "block:6x4, 8"})
    void aBatchOfOneHasAScore(String name, int resolution) {
        SearchSpace space = SearchSpaces.byName(name);
        Philox random = new Philox(4);
        try (CodeSlab codes = space.newSlab(5)) {
            for (int i = 0; i < 5; i++) {
                do {
                    space.sample(random, codes, i);
                } while (NetworkPlans.of(space).plan(codes, i).isDead());
            }
            for (Mode mode : Mode.values()) {
                for (double value : score(space, new ZenOptions(mode, 1, resolution, 1, 0.01, 3), 2, codes, 5)) {
                    assertThat(value).isFinite();
                }
            }
        }
    }

    /**
     * At resolution 8 the last stage has 2x2 pixels, and a 3x3 pool leaves the same mean in all of them. The batch norm of
     * a batch of one makes that zeros, perturbed or not, though the network is not dead.
     */
    @Test
    void featuresThatCannotMoveHaveNoScore() {
        NasBench201Space space = new NasBench201Space();
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse("|none~0|+|none~0|none~1|+|avg_pool_3x3~0|none~1|none~2|", codes, 0);
            assertThat(score(space, new ZenOptions(Mode.EXACT, 1, 8, 1, 0.01, 3), 1, codes, 1)[0])
                    .isNaN();
            assertThat(score(space, new ZenOptions(Mode.EXACT, 2, 8, 1, 0.01, 3), 1, codes, 1)[0])
                    .isFinite();
        }
    }

    /** A chain's convolutions keep one pixel one pixel; NAS-Bench-201 halves it by a pool that needs two. */
    @Test
    void oneImageOfOnePixelIsRefusedAndABatchOfThemScoredWhereTheNetworksAllow() {
        NasBench201Space cells = new NasBench201Space();
        assertRefused(cells, new ZenOptions(Mode.EXACT, 64, 1, 1, 0.01, 0), "resolution of 1 is too small", "Pool");
        for (String name : new String[] {"nasbench-macro", "block:6x4"}) {
            SearchSpace space = SearchSpaces.byName(name);
            assertRefused(
                    space, new ZenOptions(Mode.EXACT, 1, 1, 1, 0.01, 0), "batch of 1 at resolution 1", "at least 4");
            try (CodeSlab codes = space.newSlab(4)) {
                Philox random = new Philox(4);
                for (int i = 0; i < 4; i++) {
                    space.sample(random, codes, i);
                }
                for (double value : score(space, new ZenOptions(Mode.EXACT, 8, 1, 1, 0.01, 0), 1, codes, 4)) {
                    assertThat(value).isFinite();
                }
            }
        }
    }

    @Test
    void deadNetworksAndThoseWithoutAScoreRankLastInBothDirections() {
        NasBench201Space space = new NasBench201Space();
        try (CodeSlab codes = space.newSlab(2)) {
            space.parse("|none~0|+|none~0|nor_conv_3x3~1|+|none~0|skip_connect~1|nor_conv_3x3~2|", codes, 0);
            space.parse("|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|", codes, 1);
            double[] scores = score(space, SMALL, 1, codes, 2);
            assertThat(scores[0]).isEqualTo(Double.NEGATIVE_INFINITY);
            for (Direction direction : Direction.values()) {
                double live = direction.quality(scores[1]);
                assertThat(live).isFinite().isGreaterThan(direction.quality(scores[0]));
                assertThat(direction.quality(Double.NaN)).isEqualTo(direction.quality(scores[0]));
            }
        }
    }

    /** The mean of n repeats is over the draws 0 to n - 1, of which the first is that of one repeat. */
    @Test
    void repeatsAreFurtherDraws() {
        SearchSpace space = SearchSpaces.byName("block:4x4");
        try (CodeSlab codes = space.newSlab(1);
                Workers workers = new Workers(1);
                ConvBackend backend = new VectorBackend(Simd.best())) {
            space.parse("1230", codes, 0);
            NetworkPlan plan = NetworkPlans.of(space).plan(codes, 0);
            ZenOptions options = new ZenOptions(Mode.EXACT, 2, 8, 3, 0.01, 3);
            double sum = 0;
            List<Double> draws = new ArrayList<>();
            for (int repeat = 0; repeat < 3; repeat++) {
                PerturbationResponse response = backend.perturb(List.of(plan), options.probe(repeat), workers)
                        .get(0);
                draws.add(ZenScore.score(Mode.EXACT, response, new double[response.batchNorms()]));
                sum += draws.get(repeat);
            }
            assertThat(draws).doesNotHaveDuplicates();
            assertThat(score(space, options, 1, codes, 1)[0]).isEqualTo(sum / 3);
            assertThat(score(space, new ZenOptions(Mode.EXACT, 2, 8, 1, 0.01, 3), 1, codes, 1)[0])
                    .isEqualTo(draws.get(0));
        }
    }

    @ParameterizedTest
    @CsvSource({"nasbench201, 8, 300", "block:6x4, 8, 40", "nasbench-macro, 16, 3"})
    void scoresDoNotDependOnThreadsOrCompany(String name, int resolution, int rows) {
        ZenOptions options = new ZenOptions(Mode.TORCH_BUFFER, 2, resolution, 1, 0.01, 3);
        SearchSpace space = SearchSpaces.byName(name);
        Philox random = new Philox(9);
        try (CodeSlab codes = space.newSlab(rows)) {
            for (int i = 0; i < rows; i++) {
                space.sample(random, codes, i);
            }
            double[] one = score(space, options, 1, codes, rows);
            assertThat(score(space, options, 2, codes, rows)).isEqualTo(one);
            assertThat(score(space, options, 3, codes, rows)).isEqualTo(one);
            // A single network runs on all threads at once.
            double[] alone = score(space, options, 2, codes, 1);
            assertThat(alone[0]).isEqualTo(one[0]);
        }
    }

    @Test
    void deadCellsRankLastAmongLiveOnes() {
        NasBench201Space space = new NasBench201Space();
        try (CodeSlab codes = space.newSlab(64)) {
            for (int i = 0; i < 64; i++) {
                space.setIndex(i * 3, codes, i);
            }
            double[] scores = score(space, SMALL, 2, codes, 64);
            int dead = 0;
            for (int i = 0; i < 64; i++) {
                assertThat(scores[i] == Double.NEGATIVE_INFINITY).isEqualTo(!space.isConnected(codes, i));
                assertThat(scores[i]).isNotNaN();
                dead += space.isConnected(codes, i) ? 0 : 1;
            }
            assertThat(dead).isBetween(1, 63);
        }
    }

    /** An edit of the last edge leaves the batch norms of the first stage's first cell, and all before, as they are. */
    @Test
    void neighboursShareWhatTheEditLeavesAlone() {
        NasBench201Space space = new NasBench201Space();
        NetworkPlans plans = NetworkPlans.of(space);
        try (CodeSlab codes = space.newSlab(2);
                Workers workers = new Workers(1);
                ConvBackend backend = new VectorBackend(Simd.best())) {
            space.parse("|nor_conv_3x3~0|+|nor_conv_1x1~0|nor_conv_3x3~1|+|nor_conv_3x3~0|none~1|none~2|", codes, 0);
            space.parse(
                    "|nor_conv_3x3~0|+|nor_conv_1x1~0|nor_conv_3x3~1|+|nor_conv_3x3~0|none~1|nor_conv_1x1~2|",
                    codes,
                    1);
            List<PerturbationResponse> responses =
                    backend.perturb(List.of(plans.plan(codes, 0), plans.plan(codes, 1)), SMALL.probe(0), workers);
            // The stem and four convolutions.
            for (int norm = 0; norm < 5; norm++) {
                assertThat(responses.get(1).cleanVariance(norm))
                        .isEqualTo(responses.get(0).cleanVariance(norm));
            }
            assertThat(responses.get(1).distance())
                    .isNotEqualTo(responses.get(0).distance());
        }
    }

    @ParameterizedTest
    @CsvSource({"block:200x16, 3", "block:2000x16, 1", "block:1x2, 2", "block:4x40, 2"})
    void chainsOfAnyLengthHaveScores(String name, int rows) {
        SearchSpace space = SearchSpaces.byName(name);
        Philox random = new Philox(2);
        try (CodeSlab codes = space.newSlab(rows)) {
            for (int i = 0; i < rows; i++) {
                space.sample(random, codes, i);
            }
            for (double value : score(space, new ZenOptions(Mode.EXACT, 2, 8, 1, 0.01, 1), 2, codes, rows)) {
                assertThat(value).isFinite();
            }
        }
    }

    @Test
    void blockKindsAreAllDifferent() {
        CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName("block:1x64");
        NetworkPlans plans = NetworkPlans.of(space);
        try (CodeSlab codes = space.newSlab(1)) {
            List<List<Layer>> networks = new ArrayList<>();
            for (int kind = 0; kind < 64; kind++) {
                space.setOption(codes, 0, 0, kind);
                List<Layer> shape = new ArrayList<>();
                for (Layer layer : plans.plan(codes, 0).layers()) {
                    shape.add(
                            layer instanceof Layer.Convolution c
                                    ? new Layer.Convolution(
                                            c.input(),
                                            c.channels(),
                                            c.inputChannels(),
                                            c.kernel(),
                                            c.stride(),
                                            c.padding(),
                                            c.dilation(),
                                            c.groups(),
                                            0)
                                    : layer);
                }
                networks.add(shape);
            }
            assertThat(networks).doesNotHaveDuplicates();
        }
    }

    @Test
    void refusesWhatCannotBeScored() {
        NasBench201Space space = new NasBench201Space();
        assertRefused(space, new ZenOptions(Mode.EXACT, 1, 4, 1, 0.01, 0), "batch of 1", "resolution 4", "larger");
        assertRefused(space, new ZenOptions(Mode.EXACT, 8, 2, 1, 0.01, 0), "resolution of 2", "too small");
        assertRefused(space, new ZenOptions(Mode.EXACT, 8, 30, 1, 0.01, 0), "resolution of 30", "8 and 7");
        assertThatThrownBy(() -> new ZenOptions(null, 8, 8, 1, 0.01, 0))
                .message()
                .contains("TORCH_BUFFER");
        assertThatThrownBy(() -> new ZenOptions(Mode.EXACT, 0, 8, 1, 0.01, 0))
                .message()
                .contains("batch", "not 0");
        assertThatThrownBy(() -> new ZenOptions(Mode.EXACT, 8, 8, 0, 0.01, 0))
                .message()
                .contains("repeats", "not 0");
        assertThatThrownBy(() -> new ZenOptions(Mode.EXACT, 8, 8, 1, -1, 0))
                .message()
                .contains("gamma", "-1");
        SearchSpace unknown = (SearchSpace) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SearchSpace.class}, (proxy, method, arguments) -> "odd");
        assertThat(NetworkPlans.exist(unknown)).isFalse();
        assertThatThrownBy(() -> new ParameterCount(unknown))
                .isInstanceOf(UnsupportedOperationException.class)
                .message()
                .contains("odd", "no network plan", "nasbench101");
    }

    private static void assertRefused(SearchSpace space, ZenOptions options, String... words) {
        try (Workers workers = new Workers(1);
                ConvBackend backend = new VectorBackend(Simd.best())) {
            assertThatThrownBy(() -> new ZenScore(space, options, backend, workers))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .contains(words);
        }
    }
}
