package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole networks, from their codes to their scores: whatever a network needs is there from the ones before. */
class NetworkAllocationTest {
    /** What a call may cost, however many networks it scores. */
    private static final long CALL_BYTES = 512;
    /** Vectors are boxed, and short-lived arrays are made, until the code is compiled. */
    private static final long WARM_UP_NANOS = 60_000_000_000L;

    @ParameterizedTest
    @CsvSource({"nasbench201, 60, 2, 8", "block:12x4, 40, 2, 8", "nasbench101, 3, 1, 8", "nasbench301, 10, 1, 8"})
    void networksAllocateNothing(String name, int networks, int batch, int resolution) {
        SearchSpace space = SearchSpaces.byName(name);
        ZenOptions options = new ZenOptions(ZenOptions.Mode.TORCH_BUFFER, batch, resolution, 1, 0.01, 1);
        double[] scores = new double[networks];
        try (Workers workers = new Workers(1);
                VectorBackend backend = new VectorBackend(Simd.best());
                ZenScore zen = new ZenScore(space, options, backend, workers);
                CodeSlab codes = space.newSlab(networks)) {
            Philox random = new Philox(3);
            for (int i = 0; i < networks; i++) {
                space.sample(random, codes, i);
            }
            zen.evaluate(codes, 0, networks, scores);
            double[] first = scores.clone();
            long peak = backend.peakBytes();
            long end = System.nanoTime() + WARM_UP_NANOS;
            long bytes = Long.MAX_VALUE;
            while (bytes > CALL_BYTES && System.nanoTime() < end) {
                bytes = allocated(zen, codes, networks, scores);
            }
            assertThat(bytes).as("bytes for %d networks", networks).isLessThanOrEqualTo(CALL_BYTES);
            assertThat(allocated(zen, codes, 1, scores)).as("bytes for one").isLessThanOrEqualTo(CALL_BYTES);
            assertThat(backend.peakBytes()).isEqualTo(peak);
            assertThat(scores).containsExactly(first);
        }
    }

    private static long allocated(ZenScore zen, CodeSlab codes, int networks, double[] scores) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        zen.evaluate(codes, 0, networks, scores);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
