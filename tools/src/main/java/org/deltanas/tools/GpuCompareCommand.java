package org.deltanas.tools;

import java.util.List;
import java.util.concurrent.Callable;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.ReferenceBackend;
import org.deltanas.kernels.cudnn.CudnnBackends;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores of the cudnn backend, or of the one of {@code --backend}, against those of the reference. */
@Command(
        name = "compare",
        description = "Compares Zen-scores of the cudnn backend (or of --backend) with those of reference.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class GpuCompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--resolution",
            paramLabel = "N",
            defaultValue = "16",
            description = "Pixels a side of the images, from 8 (default: ${DEFAULT-VALUE}).")
    private Integer resolution;

    @Override
    public Integer call() {
        common.validate();
        Check.range("--resolution", resolution, 8, 64);
        String asked = common.backend.equals("auto") ? CudnnBackends.NAME : common.backend;
        BackendChoice choice = BackendChoice.of(asked, common.cudaPath);
        try (ConvBackend backend = choice.open(Simd.best());
                ConvBackend reference = new ReferenceBackend();
                Workers workers = new Workers(common.threadCount())) {
            List<GpuComparison> all = GpuComparison.all(backend, reference, workers, resolution, common.seed);
            all.forEach(comparison -> spec.commandLine().getOut().println(comparison.line()));
            spec.commandLine().getOut().flush();
            long wrong = all.stream().filter(comparison -> !comparison.agrees()).count();
            if (wrong > 0) {
                throw new NoResultException(choice.name() + " differs from reference by more than "
                        + GpuComparison.TOLERANCE + " in " + wrong + " of " + all.size() + " spaces");
            }
        }
        return ExitCode.DONE;
    }
}
