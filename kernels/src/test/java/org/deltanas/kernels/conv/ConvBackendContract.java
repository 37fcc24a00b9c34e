package org.deltanas.kernels.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.num.Philox;
import org.junit.jupiter.api.Test;

/** What every backend must do. */
abstract class ConvBackendContract {
    static final PerturbationProbe PROBE = new PerturbationProbe(42, 0, 3, 6, 0.01);

    abstract ConvBackend open();

    final PerturbationResponse ask(NetworkPlan plan, PerturbationProbe probe) {
        try (ConvBackend backend = open();
                Workers workers = new Workers(1)) {
            return backend.perturb(List.of(plan), probe, workers).get(0);
        }
    }

    /** How far responses may be from those of the reference, relative. */
    double tolerance() {
        return 1e-4;
    }

    private Offset<Double> relative(double value) {
        // Random networks may end in a constant, which rounding alone moves.
        return within(Math.max(Math.abs(value) * tolerance(), 1e-9));
    }

    /** Both passes' images as drawn, {@code [pass][image][channel][row][column]}. */
    private static double[][][][][] images(PerturbationProbe probe, int channels) {
        int size = probe.resolution();
        double[][][][][] images = new double[2][probe.batch()][channels][size][size];
        float[][] drawn = new float[2][channels * size * size];
        for (int n = 0; n < probe.batch(); n++) {
            new ProbeNumbers(Simd.scalar()).image(probe, n, drawn[0].length, drawn[0], drawn[1], 0);
            for (int pass = 0; pass < 2; pass++) {
                for (int i = 0; i < drawn[0].length; i++) {
                    images[pass][n][i / (size * size)][i / size % size][i % size] = drawn[pass][i];
                }
            }
        }
        return images;
    }

    private interface Feature {
        /** The value of one output number of one image {@code [channel][row][column]}. */
        double at(double[][][] image, int channel, int row, int column);
    }

    /** The mean distance by definition, for features that look at one image only. */
    private static double distance(
            PerturbationProbe probe, int inputChannels, int channels, int size, Feature feature) {
        double[][][][][] images = images(probe, inputChannels);
        double sum = 0;
        for (int n = 0; n < probe.batch(); n++) {
            for (int c = 0; c < channels; c++) {
                for (int y = 0; y < size; y++) {
                    for (int x = 0; x < size; x++) {
                        sum += Math.abs(feature.at(images[0][n], c, y, x) - feature.at(images[1][n], c, y, x));
                    }
                }
            }
        }
        return sum / probe.batch();
    }

    private static double pixel(double[][][] image, int c, int y, int x) {
        return y < 0 || x < 0 || y >= image[c].length || x >= image[c].length ? 0 : image[c][y][x];
    }

    @Test
    void theInputItselfMovesByThePerturbation() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        NetworkPlan plan = net.build(net.input(3));
        double expected = distance(PROBE, 3, 3, 6, (image, c, y, x) -> image[c][y][x]);
        PerturbationResponse response = ask(plan, PROBE);
        assertThat(response.distance()).isCloseTo(expected, relative(expected));
        // 108 numbers of mean absolute value sqrt(2 / pi), times gamma.
        assertThat(response.distance()).isBetween(0.7, 1.0);
        assertThat(response.batchNorms()).isZero();
    }

    @Test
    void aConvolutionIsWhatItsDefinitionSays() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int convolution = net.convolution(net.input(4), 6, 3, 2, 1, 2, 2, 77);
        NetworkPlan plan = net.build(convolution);
        float[] w = new float[6 * 2 * 9];
        new ProbeNumbers(Simd.scalar())
                .weights(PROBE, (Layer.Convolution) plan.layers().get(convolution), w);
        int size = plan.sizes(6)[convolution];
        double expected = distance(PROBE, 4, 6, size, (image, c, y, x) -> {
            double sum = 0;
            for (int i = 0; i < 2; i++) {
                for (int ky = 0; ky < 3; ky++) {
                    for (int kx = 0; kx < 3; kx++) {
                        double v = pixel(image, c / 3 * 2 + i, 2 * y - 1 + 2 * ky, 2 * x - 1 + 2 * kx);
                        sum += w[((c * 2 + i) * 3 + ky) * 3 + kx] * v;
                    }
                }
            }
            return sum;
        });
        assertThat(size).isEqualTo(2);
        assertThat(ask(plan, PROBE).distance()).isCloseTo(expected, relative(expected));
    }

    @Test
    void averagePoolingLeavesPaddingOut() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        NetworkPlan plan = net.build(net.averagePool(net.input(2), 3, 1, 1));
        double expected = distance(PROBE, 2, 2, 6, (image, c, y, x) -> {
            double sum = 0;
            for (int i = 0; i < 9; i++) {
                sum += pixel(image, c, y - 1 + i / 3, x - 1 + i % 3);
            }
            int rows = y == 0 || y == 5 ? 2 : 3;
            int columns = x == 0 || x == 5 ? 2 : 3;
            return sum / (rows * columns);
        });
        assertThat(ask(plan, PROBE).distance()).isCloseTo(expected, relative(expected));
    }

    @Test
    void maxPoolingLeavesPaddingOut() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        NetworkPlan plan = net.build(net.maxPool(net.input(2), 3, 2, 1));
        double expected = distance(PROBE, 2, 2, 3, (image, c, y, x) -> {
            double largest = Double.NEGATIVE_INFINITY;
            for (int iy = Math.max(0, 2 * y - 1); iy < Math.min(6, 2 * y + 2); iy++) {
                for (int ix = Math.max(0, 2 * x - 1); ix < Math.min(6, 2 * x + 2); ix++) {
                    largest = Math.max(largest, image[c][iy][ix]);
                }
            }
            return largest;
        });
        assertThat(ask(plan, PROBE).distance()).isCloseTo(expected, relative(expected));
    }

    @Test
    void sumsConcatenationsAndRectifiersAreWhatTheySay() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(3);
        int sum = net.add(x, net.relu(x), net.zeros(x), x);
        NetworkPlan plan = net.build(net.concat(sum, net.zeros(x), net.relu(x)));
        double expected = distance(PROBE, 3, 9, 6, (image, c, y, col) -> {
            double v = image[c % 3][y][col];
            return c < 3 ? 2 * v + Math.max(v, 0) : c < 6 ? 0 : Math.max(v, 0);
        });
        assertThat(ask(plan, PROBE).distance()).isCloseTo(expected, relative(expected));
    }

    @Test
    void slicesKeepTheFirstChannelsAndShiftsMoveByOnePixel() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(19);
        NetworkPlan plan = net.build(net.shift(net.relu(net.slice(x, 17))));
        double expected =
                distance(PROBE, 19, 17, 6, (image, c, y, col) -> Math.max(0, pixel(image, c, y + 1, col + 1)));
        assertThat(ask(plan, PROBE).distance()).isCloseTo(expected, relative(expected));
        assertThat(net.slice(x, 19)).isEqualTo(x);
    }

    @Test
    void aBatchNormAnswersWithTheUnbiasedVarianceOfEachPass() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(2);
        NetworkPlan plan = net.build(net.batchNorm(x));
        PerturbationProbe probe = new PerturbationProbe(43, 1, 3, 6, 0.5);
        double[][][][][] images = images(probe, 2);
        double[] variances = new double[2];
        double[][][] normed = new double[2][2][3 * 36];
        for (int pass = 0; pass < 2; pass++) {
            for (int c = 0; c < 2; c++) {
                double[] values = new double[3 * 36];
                double mean = 0;
                for (int i = 0; i < values.length; i++) {
                    values[i] = images[pass][i / 36][c][i / 6 % 6][i % 6];
                    mean += values[i] / values.length;
                }
                double squares = 0;
                for (double v : values) {
                    squares += (v - mean) * (v - mean);
                }
                variances[pass] += squares / (values.length - 1) / 2;
                for (int i = 0; i < values.length; i++) {
                    normed[pass][c][i] = (values[i] - mean) / Math.sqrt(squares / values.length + 1e-5);
                }
            }
        }
        double moved = 0;
        for (int c = 0; c < 2; c++) {
            for (int i = 0; i < 3 * 36; i++) {
                moved += Math.abs(normed[0][c][i] - normed[1][c][i]) / 3;
            }
        }
        PerturbationResponse response = ask(plan, probe);
        assertThat(response.cleanVariance(0)).isCloseTo(variances[0], relative(variances[0]));
        assertThat(response.perturbedVariance(0)).isCloseTo(variances[1], relative(variances[1]));
        assertThat(response.distance()).isCloseTo(moved, relative(moved));
    }

    @Test
    void aDeadNetworkDoesNotMoveAndItsNormsSeeNothing() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(3);
        int cutOff = net.batchNorm(net.convolution(net.relu(net.zeros(x)), 3, 3, 1));
        net.batchNorm(net.convolution(x, 3, 3, 2));
        NetworkPlan plan = net.build(net.relu(net.batchNorm(cutOff)));
        PerturbationResponse response = ask(plan, PROBE);
        assertThat(response.distance()).isZero();
        assertThat(response.batchNorms()).isEqualTo(3);
        assertThat(response.cleanVariance(0)).isZero();
        assertThat(response.perturbedVariance(0)).isZero();
        assertThat(response.cleanVariance(1))
                .as("runs, though nothing reads it")
                .isGreaterThan(1);
        assertThat(response.cleanVariance(2)).isZero();
    }

    @Test
    void responsesDependOnPlanAndProbeAlone() {
        List<NetworkPlan> plans = new ArrayList<>();
        Philox random = new Philox(3);
        for (int i = 0; i < 9; i++) {
            plans.add(RandomPlans.plan(random, 7, 1));
        }
        PerturbationProbe probe = new PerturbationProbe(5, 2, 4, 7, 0.01);
        List<PerturbationResponse> alone = new ArrayList<>();
        for (NetworkPlan plan : plans) {
            alone.add(ask(plan, probe));
        }
        try (ConvBackend backend = open()) {
            for (int threads : new int[] {1, 2, 3, 12}) {
                try (Workers workers = new Workers(threads)) {
                    backend.perturb(plans.subList(0, 2), new PerturbationProbe(6, 2, 5, 7, 0.1), workers);
                    assertThat(backend.perturb(plans, probe, workers))
                            .as("%d threads", threads)
                            .isEqualTo(alone);
                }
            }
            List<NetworkPlan> backwards = new ArrayList<>(plans);
            Collections.reverse(backwards);
            Collections.reverse(alone);
            try (Workers workers = new Workers(2)) {
                assertThat(backend.perturb(backwards, probe, workers)).isEqualTo(alone);
                assertThat(backend.perturb(List.of(), probe, workers)).isEmpty();
            }
        }
    }

    @Test
    void seedAndRepeatChangeEverythingAndABatchIsTheBeginningOfALargerOne() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        NetworkPlan plan = net.build(net.convolution(net.input(3), 16, 3, 9));
        double base = ask(plan, PROBE).distance();
        assertThat(ask(plan, new PerturbationProbe(43, 0, 3, 6, 0.01)).distance())
                .isNotEqualTo(base);
        assertThat(ask(plan, new PerturbationProbe(42, 1, 3, 6, 0.01)).distance())
                .isNotEqualTo(base);
        double two = ask(plan, new PerturbationProbe(42, 0, 2, 6, 0.01)).distance();
        double one = ask(plan, new PerturbationProbe(42, 0, 1, 6, 0.01)).distance();
        double lastOfTwo = 2 * two - one;
        assertThat(lastOfTwo).isBetween(0.5 * one, 2 * one);
        assertThat(one).isNotEqualTo(two);
    }

    @Test
    void networksShareTheNumbersOfLayersOfOneName() {
        NetworkPlan short1 = twoLayers(1, 5);
        NetworkPlan short2 = twoLayers(1, 6);
        PerturbationResponse a = ask(short1, PROBE);
        PerturbationResponse b = ask(short2, PROBE);
        assertThat(b.cleanVariance(0)).isEqualTo(a.cleanVariance(0));
        assertThat(b.cleanVariance(1)).isNotEqualTo(a.cleanVariance(1));
    }

    private static NetworkPlan twoLayers(long first, long second) {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.batchNorm(net.convolution(net.input(3), 16, 3, first));
        return net.build(net.batchNorm(net.convolution(net.relu(x), 16, 3, second)));
    }

    @Test
    void refusesProbesThatDoNotFit() {
        NetworkPlan plan = twoLayers(1, 2);
        assertThatThrownBy(() -> ask(plan, new PerturbationProbe(0, 0, 3, 1, 0.01)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("batch of 3", "resolution 1", "3 values");
        assertThat(ask(plan, new PerturbationProbe(0, 0, 4, 1, 0.01)).distance())
                .isNotNaN();
    }

    @Test
    void isOfNoUseOnceClosed() {
        NetworkPlan plan = twoLayers(1, 2);
        ConvBackend backend = open();
        try (Workers workers = new Workers(1)) {
            backend.perturb(List.of(plan), PROBE, workers);
            backend.close();
            backend.close();
            assertThatThrownBy(() -> backend.perturb(List.of(plan), PROBE, workers))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void agreesWithTheReference() {
        Philox random = new Philox(8);
        List<NetworkPlan> plans = new ArrayList<>();
        PerturbationProbe probe = new PerturbationProbe(1, 0, 4, 9, 0.05);
        for (int i = 0; i < 60; i++) {
            plans.add(RandomPlans.plan(random, 9, 2));
        }
        try (ConvBackend backend = open();
                ConvBackend oracle = new ReferenceBackend();
                Workers workers = new Workers(2)) {
            List<PerturbationResponse> expected = oracle.perturb(plans, probe, workers);
            List<PerturbationResponse> actual = backend.perturb(plans, probe, workers);
            for (int i = 0; i < plans.size(); i++) {
                String layers = plans.get(i).layers().toString();
                PerturbationResponse e = expected.get(i);
                assertThat(actual.get(i).distance()).as(layers).isCloseTo(e.distance(), relative(e.distance()));
                for (int b = 0; b < e.batchNorms(); b++) {
                    assertThat(actual.get(i).cleanVariance(b))
                            .as(layers)
                            .isCloseTo(e.cleanVariance(b), relative(e.cleanVariance(b)));
                    assertThat(actual.get(i).perturbedVariance(b))
                            .as(layers)
                            .isCloseTo(e.perturbedVariance(b), relative(e.perturbedVariance(b)));
                }
            }
        }
    }

    /** Rows of whole fours may be computed in another way than rows with a rest, and large images in bands. */
    @Test
    void threeByThreeConvolutionsAgreeWithTheReferenceAtEveryWidthOfImage() {
        for (int resolution : new int[] {4, 8, 10, 12, 64}) {
            NetworkPlan.Builder net = NetworkPlan.builder();
            int x = net.relu(net.batchNorm(net.convolution(net.input(13), 24, 3, 1)));
            x = net.batchNorm(net.convolution(x, 37, 3, 2));
            x = net.convolution(net.relu(net.convolution(x, 8, 3, 3)), 70, 3, 4);
            NetworkPlan plan = net.build(net.batchNorm(x));
            PerturbationProbe probe = new PerturbationProbe(11, 0, 1, resolution, 0.05);
            try (ConvBackend oracle = new ReferenceBackend();
                    Workers workers = new Workers(1)) {
                PerturbationResponse expected =
                        oracle.perturb(List.of(plan), probe, workers).get(0);
                PerturbationResponse actual = ask(plan, probe);
                assertThat(actual.distance())
                        .as("resolution %d", resolution)
                        .isCloseTo(expected.distance(), relative(expected.distance()));
                for (int b = 0; b < expected.batchNorms(); b++) {
                    assertThat(actual.cleanVariance(b))
                            .as("resolution %d, batch norm %d", resolution, b)
                            .isCloseTo(expected.cleanVariance(b), relative(expected.cleanVariance(b)));
                }
            }
        }
    }
}
