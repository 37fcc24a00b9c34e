package org.deltanas.kernels.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ObservationProbe.Subject;
import org.deltanas.kernels.num.Philox;
import org.junit.jupiter.api.Test;

/** What every backend that looks inside networks must do. */
abstract class ObservationContract {
    private static final int RESOLUTION = 7;

    abstract ConvBackend open();

    private static ObservationProbe probe(Subject subject, int batch) {
        return new ObservationProbe(new WeightDraw(9, 1, Initialisation.FAN_IN), batch, RESOLUTION, subject);
    }

    final List<Observation> ask(List<NetworkPlan> plans, ObservationProbe probe, int threads) {
        try (ConvBackend backend = open();
                Workers workers = new Workers(threads)) {
            return backend.observe(plans, probe, workers);
        }
    }

    private Observation ask(NetworkPlan plan, ObservationProbe probe) {
        return ask(List.of(plan), probe, 1).get(0);
    }

    private static List<NetworkPlan> plans() {
        List<NetworkPlan> plans = new ArrayList<>();
        Philox random = new Philox(31);
        for (int i = 0; i < 12; i++) {
            plans.add(RandomPlans.probe(random, RESOLUTION, 1));
        }
        return plans;
    }

    private static float[][] images(int batch, int channels) {
        float[][] images = new float[batch][channels * RESOLUTION * RESOLUTION];
        for (int n = 0; n < batch; n++) {
            new ProbeNumbers(Simd.scalar()).image(9, 1, n, images[n].length, images[n], 0);
        }
        return images;
    }

    @Test
    void countsForEachPairOfImagesWhatEveryRectifierTreatsAlike() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(5);
        int rectified = net.relu(x);
        int again = net.relu(x);
        int dead = net.relu(net.zeros(x));
        NetworkPlan plan = net.build(net.add(rectified, again, net.relu(net.slice(x, 5)), dead));
        float[][] images = images(3, 5);
        long[] agreements = ask(plan, probe(Subject.RECTIFIERS, 3)).agreements();
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                long alike = 0;
                for (int i = 0; i < images[a].length; i++) {
                    alike += images[a][i] > 0 == images[b][i] > 0 ? 1 : 0;
                }
                // Three rectifiers on the input, one on zeros.
                assertThat(agreements[a * 3 + b]).isEqualTo(3 * alike + images[a].length);
            }
        }
    }

    @Test
    void aRectifierBehindABatchNormLetsPassWhatIsAboveTheMean() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        NetworkPlan plan = net.build(net.relu(net.batchNorm(net.input(17))));
        float[][] images = images(2, 17);
        int pixels = RESOLUTION * RESOLUTION;
        long alike = 0;
        for (int c = 0; c < 17; c++) {
            double mean = 0;
            for (int i = 0; i < 2 * pixels; i++) {
                mean += images[i / pixels][c * pixels + i % pixels] / (2.0 * pixels);
            }
            for (int i = c * pixels; i < (c + 1) * pixels; i++) {
                alike += images[0][i] > mean == images[1][i] > mean ? 1 : 0;
            }
        }
        assertThat(ask(plan, probe(Subject.RECTIFIERS, 2)).agreements()[1]).isEqualTo(alike);
    }

    @Test
    void theCovarianceIsThatOfTheOutputsChannels() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        NetworkPlan plan = net.build(net.relu(net.input(18)));
        Observation observation = ask(plan, probe(Subject.OUTPUT, 3));
        assertThat(observation.channels()).isEqualTo(18);
        float[][] images = images(3, 18);
        int pixels = RESOLUTION * RESOLUTION;
        double[] covariance = observation.covariance();
        for (int c = 0; c < 18; c++) {
            for (int d = 0; d < 18; d++) {
                double sumC = 0;
                double sumD = 0;
                double products = 0;
                for (int i = 0; i < 3 * pixels; i++) {
                    double v = Math.max(0, images[i / pixels][c * pixels + i % pixels]);
                    double w = Math.max(0, images[i / pixels][d * pixels + i % pixels]);
                    sumC += v;
                    sumD += w;
                    products += v * w;
                }
                double n = 3 * pixels;
                assertThat(covariance[c * 18 + d]).isCloseTo(products / n - sumC / n * sumD / n, within(1e-6));
            }
        }
    }

    @Test
    void rescalingGivesAMeanSquareOfOneWhateverTheSize() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.convolution(net.input(3), 20, 3, 5);
        NetworkPlan plan = net.build(net.rescale(net.relu(net.rescale(x))));
        double[] covariance = ask(plan, probe(Subject.OUTPUT, 4)).covariance();
        NetworkPlan.Builder other = NetworkPlan.builder();
        int y = other.relu(other.convolution(other.input(3), 20, 3, 5));
        double[] raw = ask(other.build(y), probe(Subject.OUTPUT, 4)).covariance();
        double scale = covariance[0] / raw[0];
        for (int i = 0; i < raw.length; i++) {
            assertThat(covariance[i]).isCloseTo(scale * raw[i], within(1e-5));
        }
        // Half of a normal variable has a mean square of 1/2 and a squared mean of 1 / (2 pi).
        double trace = 0;
        for (int c = 0; c < 20; c++) {
            trace += covariance[c * 21] / 20;
        }
        assertThat(trace).isBetween(.55, .8);
    }

    @Test
    void rescalingLeavesZerosAlone() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        int x = net.input(3);
        NetworkPlan plan = net.build(net.rescale(net.zeros(x)));
        assertThat(plan.isDead()).isTrue();
        assertThat(ask(plan, probe(Subject.OUTPUT, 2)).covariance()).containsOnly(0);
    }

    @Test
    void observationsDependOnPlanAndProbeAlone() {
        for (Subject subject : Subject.values()) {
            List<NetworkPlan> plans = plans();
            List<Observation> together = ask(plans, probe(subject, 4), 2);
            for (int i = 0; i < plans.size(); i++) {
                assertThat(ask(plans.subList(i, i + 1), probe(subject, 4), 3)).isEqualTo(together.subList(i, i + 1));
            }
        }
    }

    @Test
    void agreesWithTheReference() {
        List<NetworkPlan> plans = plans();
        try (ConvBackend reference = new ReferenceBackend();
                Workers workers = new Workers(1)) {
            List<Observation> signs = reference.observe(plans, probe(Subject.RECTIFIERS, 4), workers);
            List<Observation> actual = ask(plans, probe(Subject.RECTIFIERS, 4), 1);
            List<Observation> covariances = reference.observe(plans, probe(Subject.OUTPUT, 4), workers);
            List<Observation> seen = ask(plans, probe(Subject.OUTPUT, 4), 1);
            for (int i = 0; i < plans.size(); i++) {
                String layers = plans.get(i).layers().toString();
                long[] a = signs.get(i).agreements();
                long[] b = actual.get(i).agreements();
                for (int pair = 0; pair < a.length; pair++) {
                    // A number near zero may fall on either side.
                    assertThat((double) b[pair]).as(layers).isCloseTo((double) a[pair], within(1e-2 * a[pair] + 1));
                }
                double[] c = covariances.get(i).covariance();
                double[] d = seen.get(i).covariance();
                double largest = 1e-9;
                for (double v : c) {
                    largest = Math.max(largest, Math.abs(v));
                }
                for (int pair = 0; pair < c.length; pair++) {
                    assertThat(d[pair]).as(layers).isCloseTo(c[pair], within(1e-3 * largest));
                }
            }
        }
    }

    @Test
    void isOfNoUseOnceClosed() {
        ConvBackend backend = open();
        backend.close();
        try (Workers workers = new Workers(1)) {
            assertThatThrownBy(() -> backend.observe(plans(), probe(Subject.OUTPUT, 4), workers))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
