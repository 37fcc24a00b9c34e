package org.deltanas.tools;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.deltanas.bindings.CudaLibraries;
import org.deltanas.bindings.CudaSearchPath;
import org.deltanas.bindings.DeviceLimits;
import org.deltanas.bindings.GpuStatus;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.cudnn.BackendUnavailableException;
import org.deltanas.kernels.cudnn.CudnnBackend;
import org.deltanas.kernels.cudnn.CudnnBackends;
import org.deltanas.kernels.cudnn.CudnnOptions;
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

    @Option(names = "--tf32", description = "Let convolutions round their factors to TF32.")
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
        OutputFolder folder = common.folder();
        List<GpuCase> cases =
                quick ? GpuCase.CASES.stream().map(GpuCase::inQuick).toList() : GpuCase.CASES;
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.standard(common.cudaPath));
                CudnnBackend backend =
                        CudnnBackends.open(libraries, CudnnOptions.defaults().withTf32(tf32));
                Workers workers = new Workers(common.threadCount())) {
            GpuStatus.Device device = libraries.gpu().devices().get(0);
            DeviceLimits limits = libraries.limits(0);
            List<GpuMeasurement> measured =
                    new GpuBenchmark(backend, backend::counts, workers, common.seed).measure(cases, maxSeconds);
            GpuReport report = new GpuReport(
                    device,
                    limits,
                    tf32,
                    measured,
                    peers,
                    backend.peakBytes(),
                    workers.threads(),
                    invocation.repeatable(common.seed));
            write(report, folder);
        } catch (BackendUnavailableException e) {
            throw new MissingDeviceException("there is nothing to measure: " + String.join("; ", e.reasons()), e);
        }
        return ExitCode.DONE;
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
