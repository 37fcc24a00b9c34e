package org.deltanas.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.deltanas.bindings.CudaCallException;
import org.deltanas.bindings.CudaLibraries;
import org.deltanas.bindings.CudaSearchPath;
import org.deltanas.bindings.DeviceLimits;
import org.deltanas.bindings.GpuStatus;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.cudnn.BackendUnavailableException;
import org.deltanas.kernels.cudnn.CudnnBackend;
import org.deltanas.kernels.cudnn.CudnnBackends;
import org.deltanas.kernels.cudnn.CudnnOptions;
import org.deltanas.kernels.cudnn.DeviceMemoryException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Networks a second on a GPU. */
@Command(
        name = "bench",
        description = "Measures networks a second of three spaces on a GPU: gpu.json and gpu.html in --out.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class GpuBenchCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(names = "--peer", paramLabel = "FILE", description = "What peer.py measured of PyTorch on the same card.")
    private Path peer;

    @Option(names = "--steps", paramLabel = "FILE", description = "What run.sh did before, for the report.")
    private Path steps;

    @Option(names = "--tf32", description = "Measure each case with convolutions that round to TF32 as well.")
    private boolean tf32;

    @Option(names = "--quick", description = "Few networks of each case.")
    private boolean quick;

    @Option(
            names = "--max-seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "Begin no more networks of a case after so many seconds (default: ${DEFAULT-VALUE}).")
    private Double maxSeconds;

    GpuBenchCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        common.validate();
        Check.seconds(maxSeconds);
        GpuPeers peers = peer == null ? null : GpuPeers.read(peer);
        GpuSteps before = steps == null ? null : GpuSteps.read(steps);
        OutputFolder folder = common.folder();
        List<GpuCase> cases =
                quick ? GpuCase.CASES.stream().map(GpuCase::inQuick).toList() : GpuCase.CASES;
        List<GpuMeasurement> measured = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.standard(common.cudaPath));
                Workers workers = new Workers(common.threadCount())) {
            List<String> reasons = CudnnBackends.reasons(libraries);
            if (!reasons.isEmpty()) {
                throw new BackendUnavailableException(CudnnBackends.NAME, reasons, null);
            }
            // Asked now: a lost device answers nothing.
            GpuStatus.Device device = libraries.gpu().devices().get(0);
            DeviceLimits limits = libraries.limits(0);
            long peak = measure(libraries, false, workers, cases, measured, failures);
            if (tf32) {
                peak = Math.max(peak, measure(libraries, true, workers, cases, measured, failures));
            }
            GpuReport report = new GpuReport(
                    device,
                    limits,
                    measured,
                    failures,
                    peers,
                    before,
                    peak,
                    workers.threads(),
                    invocation.repeatable(common.seed));
            write(report, folder);
        } catch (BackendUnavailableException e) {
            throw new MissingDeviceException("there is nothing to measure: " + String.join("; ", e.reasons()), e);
        }
        if (!failures.isEmpty()) {
            throw new NoResultException("not all was measured: " + String.join("; ", failures));
        }
        return ExitCode.DONE;
    }

    /**
     * Measures all cases: what one of them cannot do takes nothing from the others.
     *
     * @return the most memory held on the device
     */
    private long measure(
            CudaLibraries libraries,
            boolean rounded,
            Workers workers,
            List<GpuCase> cases,
            List<GpuMeasurement> measured,
            List<String> failures) {
        try (CudnnBackend backend =
                CudnnBackends.open(libraries, CudnnOptions.defaults().withTf32(rounded))) {
            GpuBenchmark benchmark = new GpuBenchmark(backend, rounded, backend::counts, workers, common.seed);
            for (GpuCase of : cases) {
                try {
                    measured.add(benchmark.measure(of, maxSeconds));
                } catch (CudaCallException | DeviceMemoryException e) {
                    failures.add(of.name() + ": " + e.getMessage());
                    if (e instanceof CudaCallException call && call.kind() == CudaCallException.Kind.DEVICE_LOST) {
                        break;
                    }
                }
            }
            return backend.peakBytes();
        } catch (BackendUnavailableException e) {
            if (measured.isEmpty() && failures.isEmpty()) {
                throw e;
            }
            failures.add(String.join("; ", e.reasons()));
            return 0;
        }
    }

    private void write(GpuReport report, OutputFolder folder) {
        String json = JsonText.of(report.json());
        spec.commandLine().getOut().print(common.json ? json : report.text());
        spec.commandLine().getOut().flush();
        if (folder != null) {
            folder.write("gpu.json", json);
            folder.write("gpu.html", GpuPage.of(report));
        }
    }
}
