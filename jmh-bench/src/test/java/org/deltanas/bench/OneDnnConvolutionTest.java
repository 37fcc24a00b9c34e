package org.deltanas.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.deltanas.kernels.num.Philox;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneDnnConvolutionTest {
    private final Philox random = new Philox(5);

    @BeforeAll
    static void isOneDnnThere() {
        assumeTrue(OneDnn.exists(), "oneDNN is on the class path for Linux on x86-64 alone");
    }

    private float[] draw(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (2 * random.nextDouble() - 1);
        }
        return numbers;
    }

    @ParameterizedTest
    @CsvSource({
        "16, 16, 8, 3, 1, 1, 1",
        "64, 64, 8, 3, 1, 1, 1",
        "3, 16, 9, 3, 1, 1, 1",
        "16, 16, 8, 1, 1, 1, 1",
        "16, 32, 8, 3, 2, 1, 1",
        "64, 64, 8, 3, 1, 2, 1",
        "64, 64, 8, 3, 1, 1, 64",
        "32, 32, 8, 5, 1, 1, 2",
    })
    void convolvesAsTheDefinitionSays(int in, int out, int size, int kernel, int stride, int dilation, int groups) {
        int images = 2;
        int padding = dilation * (kernel / 2);
        float[] values = draw(images * in * size * size);
        float[] weights = draw(out * (in / groups) * kernel * kernel);
        int outSize = (size + stride - 1) / stride;
        try (OneDnnConvolution convolution =
                new OneDnnConvolution(images, in, out, size, kernel, stride, padding, dilation, groups)) {
            convolution.images(values);
            convolution.weights(weights);
            convolution.run();
            float[] outputs = convolution.outputs();
            assertThat(outputs).hasSize(images * out * outSize * outSize);
            for (int i = 0; i < outputs.length; i++) {
                int x = i % outSize;
                int y = i / outSize % outSize;
                int o = i / (outSize * outSize) % out;
                int n = i / (outSize * outSize * out);
                double sum = 0;
                for (int c = 0; c < in / groups; c++) {
                    int channel = o / (out / groups) * (in / groups) + c;
                    for (int tap = 0; tap < kernel * kernel; tap++) {
                        int row = y * stride + tap / kernel * dilation - padding;
                        int column = x * stride + tap % kernel * dilation - padding;
                        if (row >= 0 && row < size && column >= 0 && column < size) {
                            sum += (double) values[((n * in + channel) * size + row) * size + column]
                                    * weights[(o * (in / groups) + c) * kernel * kernel + tap];
                        }
                    }
                }
                assertThat((double) outputs[i]).as("output %d", i).isCloseTo(sum, within(1e-4));
            }
            convolution.run();
            assertThat(convolution.outputs()).as("run again").containsExactly(outputs);
        }
    }

    @Test
    void theVersionIsTheOneOfTheReport() {
        assertThat(OneDnn.version()).startsWith("3.13");
    }

    @Test
    void aRefusedConvolutionSaysSo() {
        assertThatThrownBy(() -> new OneDnnConvolution(1, 16, 16, 2, 7, 1, 0, 1, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("oneDNN refused");
    }
}
