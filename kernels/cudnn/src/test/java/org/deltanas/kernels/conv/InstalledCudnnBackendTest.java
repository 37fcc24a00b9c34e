package org.deltanas.kernels.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.deltanas.bindings.CudaLibraries;
import org.deltanas.bindings.CudaSearchPath;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.cudnn.CudnnBackends;
import org.deltanas.kernels.cudnn.CudnnOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every backend must do, done on a GPU where there is one; else skipped with the reason. */
class InstalledCudnnBackendTest extends ConvBackendContract {
    @BeforeAll
    static void thereIsAGpu() {
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.standard(null))) {
            List<String> reasons = CudnnBackends.reasons(libraries);
            assumeTrue(reasons.isEmpty(), () -> String.join("; ", reasons));
        }
    }

    @Override
    ConvBackend open() {
        return CudnnBackends.open((Path) null, CudnnOptions.defaults());
    }

    @Override
    double tolerance() {
        return 1e-3;
    }

    @Test
    void holdsMemoryOnTheDevice() {
        NetworkPlan.Builder net = NetworkPlan.builder();
        NetworkPlan plan = net.build(net.batchNorm(net.convolution(net.input(3), 8, 3, 1)));
        try (ConvBackend backend = open();
                Workers workers = new Workers(1)) {
            backend.perturb(List.of(plan), PROBE, workers);
            assertThat(backend.peakBytes()).isPositive();
        }
    }
}
