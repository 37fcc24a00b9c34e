package org.deltanas.kernels.cudnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deltanas.bindings.CudaDouble;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.ReferenceBackend;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.ZenOptions;
import org.deltanas.proxy.ZenOptions.Mode;
import org.deltanas.proxy.ZenScore;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The backend's scores against those of the reference, for every space that has scores and both modes. */
class SpacesDoubleTest {
    /** What is promised of a GPU, relative. */
    private static final double TOLERANCE = 1e-3;

    @ParameterizedTest
    @CsvSource({
        "nasbench201, 6, 3, 8, 1, TORCH_BUFFER",
        "nasbench201, 3, 4, 4, 2, EXACT",
        "nasbench101, 2, 2, 8, 1, TORCH_BUFFER",
        "nasbench101, 1, 3, 8, 1, EXACT",
        "transnas-micro, 3, 2, 16, 1, TORCH_BUFFER",
        "transnas-micro, 2, 3, 16, 1, EXACT",
        "transnas-macro, 3, 2, 16, 1, TORCH_BUFFER",
        "transnas-macro, 2, 3, 16, 1, EXACT",
        "nasbench301, 1, 2, 8, 1, TORCH_BUFFER",
        "nasbench301, 1, 3, 8, 1, EXACT",
        "natsbench-size, 3, 2, 8, 1, TORCH_BUFFER",
        "natsbench-size, 2, 3, 8, 1, EXACT",
        "nasbench-macro, 2, 4, 8, 1, TORCH_BUFFER",
        "nasbench-macro, 2, 3, 9, 1, EXACT",
        "block:5x16, 3, 2, 8, 2, TORCH_BUFFER",
        "block:3x4, 3, 3, 9, 1, EXACT",
    })
    void scoresAgree(String name, int networks, int batch, int resolution, int repeats, Mode mode) {
        SearchSpace space = SearchSpaces.byName(name);
        ZenOptions options = new ZenOptions(mode, batch, resolution, repeats, 0.01, 17);
        Philox random = new Philox(options.seed());
        double[] expected = new double[networks];
        double[] actual = new double[networks];
        CudaDouble cuda = CudaDouble.complete();
        try (CodeSlab codes = space.newSlab(networks);
                Workers workers = new Workers(2);
                ConvBackend reference = new ReferenceBackend();
                ConvBackend cudnn = DoubleBackend.on(cuda);
                ZenScore oracle = new ZenScore(space, options, reference, workers);
                ZenScore zen = new ZenScore(space, options, cudnn, workers)) {
            for (int i = 0; i < networks; i++) {
                space.sample(random, codes, i);
            }
            oracle.evaluate(codes, 0, networks, expected);
            zen.evaluate(codes, 0, networks, actual);
            int live = 0;
            for (int i = 0; i < networks; i++) {
                String code = space.format(codes, i);
                if (Double.isInfinite(expected[i])) {
                    assertThat(actual[i]).as(code).isEqualTo(expected[i]);
                } else {
                    live++;
                    assertThat(actual[i]).as(code).isCloseTo(expected[i], within(TOLERANCE * Math.abs(expected[i])));
                }
            }
            assertThat(live).isPositive();
            assertThat(cudnn.peakBytes()).isEqualTo(cuda.peakBytes());
        }
        DoubleBackend.assertClean(cuda);
        cuda.close();
    }
}
