package org.deltanas.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.num.Philox;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MlpPeersTest {
    private final Philox random = new Philox(7);

    @ParameterizedTest
    @CsvSource({
        "naive, 1",
        "naive, 24",
        "onnxruntime, 1",
        "onnxruntime, 24",
        "onnxruntime, 100",
        "kernels, 1",
        "kernels, 24",
        "kernels, 100"
    })
    void everyImplementationComputesTheSame(String implementation, int batch) {
        Mlp weights = MlpPeers.weights(random);
        float[] inputs = MlpPeers.draw(random, new float[batch * weights.columns()]);
        double[] expected = MlpPeers.reference(weights, inputs, batch);
        try (DenseMlp mlp = MlpPeers.open(implementation, weights, inputs, batch)) {
            assertThatCode(() -> MlpPeers.check(implementation, mlp.outputs(), expected))
                    .doesNotThrowAnyException();
            assertThatCode(() -> MlpPeers.check(implementation, mlp.outputs(), expected))
                    .as("asked again")
                    .doesNotThrowAnyException();
        }
    }

    /** Every bias and weight counts: a check that passes whatever the network is would be none. */
    @ParameterizedTest
    @CsvSource({"naive", "onnxruntime", "kernels"})
    void aWrongWeightIsFound(String implementation) {
        Mlp weights = MlpPeers.weights(random);
        float[] inputs = MlpPeers.draw(random, new float[24 * weights.columns()]);
        for (float[] tensor : weights.tensors()) {
            double[] expected = MlpPeers.reference(weights, inputs, 24);
            for (int i = 0; i < tensor.length; i++) {
                tensor[i] += 0.01f;
            }
            try (DenseMlp mlp = MlpPeers.open(implementation, weights, inputs, 24)) {
                assertThatThrownBy(() -> MlpPeers.check(implementation, mlp.outputs(), expected))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(implementation);
            }
        }
    }
}
