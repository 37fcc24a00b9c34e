package org.deltanas.kernels.cudnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.bindings.CudaDouble;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.PerturbationResponse;
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

/** The backend's scores against those of the reference, for every space and in both modes. */
class SpacesDoubleTest {
    /** What is promised of a GPU, relative. */
    private static final double TOLERANCE = 1e-3;

    /** Asks a backend once, and answers with the same for another mode, which makes other scores of the same responses. */
    private static final class Recorded implements ConvBackend {
        private final ConvBackend backend;
        private final List<List<PerturbationResponse>> responses = new ArrayList<>();
        private int next;

        Recorded(ConvBackend backend) {
            this.backend = backend;
        }

        @Override
        public String name() {
            return backend.name();
        }

        @Override
        public List<PerturbationResponse> perturb(List<NetworkPlan> plans, PerturbationProbe probe, Workers workers) {
            if (next == responses.size()) {
                responses.add(backend.perturb(plans, probe, workers));
            }
            return responses.get(next++);
        }

        void rewind() {
            next = 0;
        }

        @Override
        public void close() {
            backend.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nasbench101, 1, 1, 8, 1",
        "nasbench201, 3, 2, 8, 2",
        "transnas-micro, 1, 4, 16, 1",
        "transnas-macro, 1, 4, 16, 1",
        "nasbench301, 1, 2, 8, 1",
        "natsbench-size, 2, 2, 8, 1",
        "nasbench-macro, 2, 4, 8, 1",
        "block:5x16, 2, 2, 8, 1",
        "block:3x4, 2, 3, 9, 2",
    })
    void scoresAgree(String name, int networks, int batch, int resolution, int repeats) {
        SearchSpace space = SearchSpaces.byName(name);
        CudaDouble cuda = CudaDouble.complete();
        try (CodeSlab codes = space.newSlab(networks);
                Workers workers = new Workers(2);
                Recorded reference = new Recorded(new ReferenceBackend());
                Recorded cudnn = new Recorded(DoubleBackend.on(cuda))) {
            Philox random = new Philox(17);
            for (int i = 0; i < networks; i++) {
                space.sample(random, codes, i);
            }
            int live = 0;
            for (Mode mode : Mode.values()) {
                reference.rewind();
                cudnn.rewind();
                ZenOptions options = new ZenOptions(mode, batch, resolution, repeats, 0.01, 17);
                double[] expected = scores(space, options, reference, workers, codes, networks);
                double[] actual = scores(space, options, cudnn, workers, codes, networks);
                for (int i = 0; i < networks; i++) {
                    String code = mode + " " + space.format(codes, i);
                    if (Double.isInfinite(expected[i])) {
                        assertThat(actual[i]).as(code).isEqualTo(expected[i]);
                    } else {
                        live++;
                        assertThat(actual[i])
                                .as(code)
                                .isCloseTo(expected[i], within(TOLERANCE * Math.abs(expected[i])));
                    }
                }
            }
            assertThat(live).isPositive();
        }
        DoubleBackend.assertClean(cuda);
        cuda.close();
    }

    private static double[] scores(
            SearchSpace space, ZenOptions options, ConvBackend backend, Workers workers, CodeSlab codes, int networks) {
        double[] scores = new double[networks];
        try (ZenScore zen = new ZenScore(space, options, backend, workers)) {
            zen.evaluate(codes, 0, networks, scores);
        }
        return scores;
    }
}
