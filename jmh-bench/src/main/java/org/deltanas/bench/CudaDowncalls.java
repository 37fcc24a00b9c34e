package org.deltanas.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.deltanas.bindings.CudaDouble;
import org.deltanas.bindings.CudaLibraries;
import org.deltanas.bindings.CudaSearchPath;
import org.deltanas.bindings.CudaSession;
import org.deltanas.bindings.TensorDescriptor;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.PerturbationResponse;
import org.deltanas.kernels.cudnn.CudnnBackends;
import org.deltanas.kernels.cudnn.CudnnOptions;
import org.deltanas.proxy.NetworkPlans;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What calls into CUDA's libraries cost: the time of one that does next to nothing, and how many a network takes. On the
 * real libraries with {@code -jvmArgsAppend -Ddeltanas.cuda.path=DIR}, no GPU needed for the first; on the double, whose
 * upcalls cost more than the calls, everywhere.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 5,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CudaDowncalls {
    /** A tensor descriptor, whose size the library is asked for. */
    @State(Scope.Thread)
    public static class Descriptor {
        /** Whose library. */
        @Param({"installed", "double"})
        public String libraries;

        private CudaDouble cuda;
        private CudaSession session;
        private TensorDescriptor descriptor;

        /** Opens the libraries. */
        @Setup
        public void open() {
            cuda = libraries.equals("double") ? CudaDouble.complete() : null;
            try (CudaLibraries found = cuda == null
                    ? CudaLibraries.open(CudaSearchPath.standard(null))
                    : CudaLibraries.open(CudaSearchPath.systemOnly(), cuda)) {
                session = CudaSession.open(found);
            }
            descriptor = session.tensor(4, 16, 32, 32);
        }

        /** Closes the session. */
        @TearDown
        public void close() {
            session.close();
            if (cuda != null) {
                cuda.close();
            }
        }

        /** The double's list of calls would fill the memory. */
        @Setup(Level.Iteration)
        public void forget() {
            if (cuda != null) {
                cuda.forgetCalls();
            }
        }
    }

    /** A network of NAS-Bench-201 with convolutions on all edges, and a warm backend on the double. */
    @State(Scope.Thread)
    public static class Network {
        private final CudaDouble cuda = CudaDouble.complete();
        private final PerturbationProbe probe = new PerturbationProbe(0, 0, 4, 16, 0.01);
        private final Workers workers = new Workers(1);
        private ConvBackend backend;
        private List<NetworkPlan> plans;

        /** Decodes the network and runs it once. */
        @Setup
        public void open() {
            try (CudaLibraries found = CudaLibraries.open(CudaSearchPath.systemOnly(), cuda)) {
                // Every call by itself, and no lanes beyond the network's own.
                backend = CudnnBackends.open(found, new CudnnOptions(1, 1, false, 1, false));
            }
            SearchSpace space = SearchSpaces.byName("nasbench201");
            try (CodeSlab code = space.newSlab(1)) {
                space.parse(
                        "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+"
                                + "|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|",
                        code,
                        0);
                plans = List.of(NetworkPlans.of(space).plan(code, 0));
            }
            backend.perturb(plans, probe, workers);
        }

        /** Closes everything. */
        @TearDown
        public void close() {
            backend.close();
            workers.close();
            cuda.close();
        }
    }

    /** Calls into CUDA's libraries. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Calls {
        /** For a network. */
        public int downcallsPerNetwork;
    }

    /** {@code cudnnGetTensorSizeInBytes}: checks, out-parameter and status included. */
    @Benchmark
    public long downcall(Descriptor state) {
        return state.descriptor.bytesByLibrary();
    }

    /** A network on the double; the count is what matters, not the time. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    @Fork(
            value = 1,
            jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
    @Warmup(iterations = 1)
    @Measurement(iterations = 1)
    public List<PerturbationResponse> network(Network state, Calls calls) {
        state.cuda.forgetCalls();
        List<PerturbationResponse> responses = state.backend.perturb(state.plans, state.probe, state.workers);
        calls.downcallsPerNetwork = state.cuda.calls().size();
        return responses;
    }
}
