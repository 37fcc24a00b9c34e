package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.ReferenceBackend;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.ZenOptions.Mode;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.deltanas.testing.DefinedSpaces;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vector backend's scores against those of the reference. */
class BackendAgreementTest {

    @ParameterizedTest
    @CsvSource({
        "nasbench101, 1, 4, 4, TORCH_BUFFER",
        "transnas-micro, 1, 4, 32, TORCH_BUFFER",
        "natsbench-size, 10, 4, 8, EXACT",
        "nasbench301, 1, 4, 8, TORCH_BUFFER",
        "transnas-macro, 1, 4, 8, TORCH_BUFFER",
        "varied, 20, 4, 7, TORCH_BUFFER",
        "nasbench201, 20, 4, 16, TORCH_BUFFER",
        "nasbench201, 5, 8, 4, EXACT",
        "nasbench-macro, 3, 2, 16, TORCH_BUFFER",
        "block:5x16, 4, 2, 8, TORCH_BUFFER",
        "block:3x4, 2, 3, 9, EXACT",
        "nasbench201, 4, 1, 16, TORCH_BUFFER",
        "block:6x4, 4, 8, 1, EXACT",
    })
    void scoresAgree(String space, int networks, int batch, int resolution, Mode mode) {
        assertAgreement(space, networks, new ZenOptions(mode, batch, resolution, 1, 0.01, 11));
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "nasbench101, 1, 4, 4, TORCH_BUFFER",
        "transnas-micro, 20, 2, 64, TORCH_BUFFER",
        "natsbench-size, 30, 4, 16, TORCH_BUFFER",
        "nasbench301, 20, 2, 12, TORCH_BUFFER",
        "transnas-macro, 20, 4, 32, TORCH_BUFFER",
        "nasbench201, 200, 4, 16, TORCH_BUFFER",
        "nasbench201, 50, 4, 16, EXACT",
        "nasbench-macro, 50, 2, 9, TORCH_BUFFER",
        "block:8x16, 50, 2, 5, TORCH_BUFFER",
        "nasbench-macro, 50, 4, 8, TORCH_BUFFER",
        "nasbench201, 50, 4, 4, EXACT",
        "nasbench201, 3, 16, 32, TORCH_BUFFER",
        "nasbench-macro, 3, 16, 32, TORCH_BUFFER",
        "block:20x16, 3, 16, 32, TORCH_BUFFER",
    })
    void scoresAgreeOnMany(String space, int networks, int batch, int resolution, Mode mode) {
        assertAgreement(space, networks, new ZenOptions(mode, batch, resolution, 1, 0.01, 12));
    }

    /** The resolutions above with two images: one pixel less leaves the last batch norms too few values. */
    @ParameterizedTest
    @CsvSource({"nasbench-macro, 9", "block:8x16, 5"})
    void theSmallestLegalResolutionIsTested(String name, int smallest) {
        SearchSpace space = SearchSpaces.byName(name);
        NetworkPlans plans = NetworkPlans.of(space);
        try (CodeSlab codes = space.newSlab(1)) {
            space.sample(new Philox(1), codes, 0);
            PerturbationProbe fits = new PerturbationProbe(1, 0, 2, smallest, 0.01);
            assertThat(fits.check(plans.plan(codes, 0))).isNotEmpty();
            for (int resolution = 1; resolution < smallest; resolution++) {
                PerturbationProbe tooSmall = new PerturbationProbe(1, 0, 2, resolution, 0.01);
                assertThatThrownBy(() -> tooSmall.check(plans.plan(codes, 0)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static void assertAgreement(String name, int networks, ZenOptions options) {
        SearchSpace space = DefinedSpaces.byName(name);
        Philox random = new Philox(options.seed());
        double[] expected = new double[networks];
        double[] actual = new double[networks];
        try (CodeSlab codes = space.newSlab(networks);
                Workers workers = new Workers(2);
                ConvBackend reference = new ReferenceBackend();
                ConvBackend vector = new VectorBackend(Simd.best());
                ZenScore oracle = new ZenScore(space, options, reference, workers);
                ZenScore zen = new ZenScore(space, options, vector, workers)) {
            for (int i = 0; i < networks; i++) {
                space.sample(random, codes, i);
            }
            oracle.evaluate(codes, 0, networks, expected);
            zen.evaluate(codes, 0, networks, actual);
            for (int i = 0; i < networks; i++) {
                if (Double.isInfinite(expected[i])) {
                    assertThat(actual[i]).as(space.format(codes, i)).isEqualTo(expected[i]);
                } else {
                    assertThat(actual[i])
                            .as(() -> "zen, " + options)
                            .isCloseTo(expected[i], within(1e-4 * Math.abs(expected[i])));
                }
            }
        }
    }
}
