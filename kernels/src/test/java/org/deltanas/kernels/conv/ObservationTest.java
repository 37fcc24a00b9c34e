package org.deltanas.kernels.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ObservationProbe.Subject;
import org.deltanas.kernels.num.Philox;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ObservationTest {

    @Nested
    class Reference extends ObservationContract {
        @Override
        ConvBackend open() {
            return new ReferenceBackend();
        }
    }

    @Nested
    class Scalar extends ObservationContract {
        @Override
        ConvBackend open() {
            return new VectorBackend(Simd.scalar());
        }
    }

    @Nested
    class Vector extends ObservationContract {
        @Override
        ConvBackend open() {
            return new VectorBackend(Simd.best());
        }
    }

    @Test
    void everyWidthGivesTheSameBits() {
        Philox random = new Philox(22);
        List<NetworkPlan> plans = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            plans.add(RandomPlans.probe(random, 8, 1));
        }
        for (Subject subject : Subject.values()) {
            for (Initialisation weights : Initialisation.values()) {
                ObservationProbe probe = new ObservationProbe(new WeightDraw(2, 0, weights), 4, 8, subject);
                List<Observation> scalar = ask(Simd.scalar(), plans, probe);
                for (int bits : new int[] {128, 256, 512}) {
                    assertThat(ask(Simd.vector(bits), plans, probe))
                            .as("%d bits, %s", bits, probe)
                            .isEqualTo(scalar);
                }
            }
        }
    }

    private static List<Observation> ask(Simd simd, List<NetworkPlan> plans, ObservationProbe probe) {
        try (ConvBackend backend = new VectorBackend(simd);
                Workers workers = new Workers(2)) {
            return backend.observe(plans, probe, workers);
        }
    }

    @Test
    void weightsAreAsLargeAsPyTorchs() {
        Layer.Convolution convolution = new Layer.Convolution(0, 40, 24, 3, 1, 1, 1, 1, 5);
        float[] weights = new float[40 * 24 * 9];
        ProbeNumbers numbers = new ProbeNumbers(Simd.scalar());
        numbers.weights(new WeightDraw(1, 0, Initialisation.FAN_IN), convolution, weights);
        double square = 0;
        for (float w : weights) {
            square += (double) w * w;
        }
        // Uniform within 1 / sqrt(216): a third of 1 / 216.
        assertThat(square / weights.length).isBetween(.97 / 648, 1.03 / 648);
        float[] magnitudes = new float[weights.length];
        numbers.weights(new WeightDraw(1, 0, Initialisation.FAN_IN_MAGNITUDE), convolution, magnitudes);
        for (int i = 0; i < weights.length; i++) {
            assertThat(magnitudes[i]).isEqualTo(Math.abs(weights[i]));
        }
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new WeightDraw(0, -1, Initialisation.NORMAL)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new WeightDraw(0, 0, null)).hasMessageContaining("initialisation");
        WeightDraw draw = new WeightDraw(0, 0, Initialisation.NORMAL);
        assertThatThrownBy(() -> new ObservationProbe(draw, 0, 8, Subject.OUTPUT))
                .hasMessageContaining("batch");
        assertThatThrownBy(() -> new ObservationProbe(draw, 1, 0, Subject.OUTPUT))
                .hasMessageContaining("resolution");
        assertThatThrownBy(() -> new ObservationProbe(draw, 1, 8, null)).hasMessageContaining("subject");
    }
}
