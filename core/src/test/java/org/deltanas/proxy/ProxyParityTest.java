package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.FlowProbe;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.SpearmanRho;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
import org.deltanas.testing.PublishedTables;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Proxies against the columns that NAS-Bench-Suite-Zero publishes for NAS-Bench-201; the Zen-score has a test of its own. */
class ProxyParityTest {
    private final NasBench201Space space = new NasBench201Space();

    private interface Opened {
        Label open(ConvBackend backend, Workers workers);
    }

    private double rho(String column, int cells, Opened opened) {
        List<String[]> rows =
                new ArrayList<>(PublishedTables.read("nasbench201/nasbench201_zc13_cifar10.csv.gz", "arch", column));
        Philox random = new Philox(13, cells);
        double[] published = new double[cells];
        double[] computed = new double[cells];
        try (CodeSlab codes = space.newSlab(cells);
                Workers workers = new Workers(2);
                ConvBackend backend = new VectorBackend(Simd.best());
                Label label = opened.open(backend, workers)) {
            assertThat(label.name()).isEqualTo(column);
            for (int i = 0; i < cells; i++) {
                String[] row = rows.remove(random.nextInt(rows.size()));
                space.parse(row[0], codes, i);
                published[i] = Double.parseDouble(row[1]);
            }
            label.evaluate(codes, 0, cells, computed);
        }
        return SpearmanRho.rho(published, computed);
    }

    private Opened nwot(int batch, int resolution) {
        return (backend, workers) -> new Naswot(space, new PassOptions(batch, resolution, 1), backend, workers);
    }

    private Opened synflow(int resolution) {
        return (backend, workers) -> new SynapticFlow(space, false, new FlowProbe(1, resolution), backend, workers);
    }

    @Test
    void countsAgree() {
        assertThat(rho("params", 500, (backend, workers) -> new ParameterCount(space)))
                .isGreaterThan(.9999);
        assertThat(rho("flops", 500, (backend, workers) -> new FlopCount(space)))
                .isGreaterThan(.99);
    }

    /** The published norms are of drawn weights; cells with as many convolutions tie here. */
    @Test
    void weightNormsAgree() {
        assertThat(rho("l2_norm", 500, (backend, workers) -> new WeightNorm(space, workers)))
                .isGreaterThan(.96);
    }

    /** Published on photographs. */
    @Test
    void fewRectifierCodesAgree() {
        assertThat(rho("nwot", 60, nwot(16, 16))).isGreaterThan(.9);
    }

    @Test
    void fewFlowsAgree() {
        assertThat(rho("synflow", 60, synflow(16))).isGreaterThan(.99);
    }

    @Tag("slow")
    @Test
    void manyRectifierCodesAgree() {
        assertThat(rho("nwot", 500, nwot(32, 32))).isGreaterThan(.95);
    }

    @Tag("slow")
    @Test
    void manyFlowsAgree() {
        assertThat(rho("synflow", 500, synflow(32))).isGreaterThan(.995);
    }
}
