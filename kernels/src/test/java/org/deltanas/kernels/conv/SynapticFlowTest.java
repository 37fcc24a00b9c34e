package org.deltanas.kernels.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.num.Philox;
import org.junit.jupiter.api.Test;

class SynapticFlowTest {
    private static final int RESOLUTION = 9;
    private static final FlowProbe PROBE = new FlowProbe(4, RESOLUTION);

    private static List<NetworkPlan> plans(int count) {
        Philox random = new Philox(77);
        List<NetworkPlan> plans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            plans.add(RandomPlans.plan(random, RESOLUTION, 1));
        }
        return plans;
    }

    private static double[] flows(ConvBackend backend, List<NetworkPlan> plans, int threads) {
        try (backend;
                Workers workers = new Workers(threads)) {
            return backend.synapticFlow(plans, PROBE, workers);
        }
    }

    @Test
    void vectorCodeAgreesWithTheReference() {
        List<NetworkPlan> plans = plans(60);
        double[] expected = flows(new ReferenceBackend(), plans, 2);
        double[] actual = flows(new VectorBackend(Simd.best()), plans, 2);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as(plans.get(i).layers().toString()).isCloseTo(expected[i], within(1e-4));
        }
    }

    @Test
    void everyWidthAndNumberOfThreadsGivesTheSameBits() {
        List<NetworkPlan> plans = plans(25);
        double[] scalar = flows(new VectorBackend(Simd.scalar()), plans, 1);
        for (int bits : new int[] {128, 256, 512}) {
            assertThat(flows(new VectorBackend(Simd.vector(bits)), plans, bits / 128))
                    .as("%d bits", bits)
                    .isEqualTo(scalar);
        }
    }

    /** A chain: all of R flows through every convolution, and through the classifier. */
    @Test
    void throughAChainFlowsTheOutputOnceALayer() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(3);
        for (int i = 0; i < 4; i++) {
            x = net.relu(net.batchNorm(net.convolution(x, 5, 1, i)));
        }
        NetworkPlan plan = net.build(x);
        float[][] weights = new ReferenceBackend().weights(plan, PROBE.weights());
        double[] value = {1, 1, 1};
        for (float[] w : weights) {
            if (w != null) {
                double[] in = value;
                value = new double[5];
                for (int j = 0; j < w.length; j++) {
                    value[j / in.length] += w[j] * in[j % in.length];
                }
            }
        }
        double expected = Math.log(5 * Arrays.stream(value).sum());
        assertThat(flows(new VectorBackend(Simd.best()), List.of(plan), 1)[0]).isCloseTo(expected, within(1e-5));
    }

    @Test
    void nothingFlowsThroughADeadNetwork() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        NetworkPlan plan = net.build(net.convolution(net.zeros(net.input(3)), 4, 3, 1));
        assertThat(flows(new VectorBackend(Simd.best()), List.of(plan), 1)).containsExactly(Double.NEGATIVE_INFINITY);
        assertThat(flows(new ReferenceBackend(), List.of(plan), 1)).containsExactly(Double.NEGATIVE_INFINITY);
    }

    /** Each layer multiplies by more than ten: beyond 10^38, and beyond 10^308, after a few hundred. */
    @Test
    void growthBeyondSinglePrecisionDoesNoHarm() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(3);
        for (int i = 0; i < 400; i++) {
            x = net.convolution(x, 64, 3, i % 2);
        }
        double[] flow = flows(new VectorBackend(Simd.best()), List.of(net.build(x)), 1);
        assertThat(flow[0]).isFinite().isGreaterThan(750);
    }

    @Test
    void refusesWhatDoesNotFit() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        NetworkPlan plan = net.build(net.convolution(net.input(3), 4, 11, 1, 0, 1, 1, 1));
        assertThatThrownBy(() -> flows(new VectorBackend(Simd.best()), List.of(plan), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too small");
        assertThatThrownBy(() -> new FlowProbe(1, 0)).hasMessageContaining("resolution");
    }

    /** Derivatives of a random sum of the output, with batch norms, against differences of the forward pass. */
    @Test
    void derivativesAreWhatDifferencesTendTo() {
        Philox random = new Philox(91);
        int batch = 4;
        int checked = 0;
        for (int trial = 0; trial < 25; trial++) {
            NetworkPlan plan = RandomPlans.probe(random, 5, 1);
            int[] sizes = plan.sizes(5);
            int channels = plan.layers().get(plan.input()).channels();
            float[] images = new float[batch * channels * 25];
            for (int i = 0; i < images.length; i++) {
                images[i] = (float) (random.nextDouble() - .5);
            }
            float[][] weights = new ReferenceBackend().weights(plan, new WeightDraw(trial, 0, Initialisation.FAN_IN));
            double[] variances = new double[plan.batchNorms()];
            List<double[]> values = ReferenceBackend.forward(plan, weights, sizes, images, batch, variances);
            double[] ofOutput = new double[values.get(plan.output()).length];
            for (int i = 0; i < ofOutput.length; i++) {
                ofOutput[i] = random.nextDouble() - .5;
            }
            ReferenceGradient gradient = new ReferenceGradient(plan, sizes, batch, values, weights, true, ofOutput);
            for (int layer = 0; layer < weights.length; layer++) {
                if (weights[layer] == null || plan.isZero(layer)) {
                    continue;
                }
                int weight = random.nextInt(weights[layer].length);
                float before = weights[layer][weight];
                float step = Math.max(Math.abs(before), 1e-2f) * 1e-3f;
                weights[layer][weight] = before + step;
                double up = result(plan, weights, sizes, images, batch, ofOutput);
                double high = weights[layer][weight];
                weights[layer][weight] = before - step;
                double down = result(plan, weights, sizes, images, batch, ofOutput);
                double low = weights[layer][weight];
                weights[layer][weight] = before;
                double slope = (up - down) / (high - low);
                double expected = gradient.ofWeights[layer][weight];
                double middle = result(plan, weights, sizes, images, batch, ofOutput);
                // Where the two sides differ a rectifier or a maximum has its kink, or a norm of constants its cliff.
                double bend = Math.abs((up - middle) / (high - before) - (middle - down) / (before - low));
                if (bend < 1e-2 * Math.abs(slope)) {
                    assertThat(slope)
                            .as("%s %d", plan.layers(), layer)
                            .isCloseTo(expected, within(.02 * Math.abs(slope) + 1e-6));
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(20);
    }

    private static double result(
            NetworkPlan plan, float[][] weights, int[] sizes, float[] images, int batch, double[] ofOutput) {
        double[] out = ReferenceBackend.forward(plan, weights, sizes, images, batch, new double[plan.batchNorms()])
                .get(plan.output());
        double sum = 0;
        for (int i = 0; i < out.length; i++) {
            sum += out[i] * ofOutput[i];
        }
        return sum;
    }
}
