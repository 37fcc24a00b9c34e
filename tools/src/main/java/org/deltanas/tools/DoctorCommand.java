package org.deltanas.tools;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at the JVM, its SIMD, CUDA's libraries, the devices and the tables, and says how to get what is missing. */
@Command(
        name = "doctor",
        description = "What this machine offers, and the exact fix for whatever is missing.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--cuda-path",
            paramLabel = "DIR",
            description = "Folder to look in and under for CUDA's libraries: an installation, a Python environment.")
    private Path cudaPath;

    @Option(
            names = "--benchmarks",
            paramLabel = "DIR",
            description = "Folder of benchmark tables (default: the environment variable DELTANAS_BENCHMARKS).")
    private Path benchmarks;

    @Override
    public Integer call() {
        common.validate();
        OutputFolder folder = common.out == null ? null : OutputFolder.prepare(common.out);
        Diagnosis diagnosis = Diagnosis.ofThisMachine(cudaPath, benchmarks);
        String json = JsonText.of(DoctorJson.of(diagnosis));
        spec.commandLine().getOut().print(common.json ? json : DoctorText.of(diagnosis));
        if (folder != null) {
            folder.write("doctor.json", json);
        }
        return ExitCode.DONE;
    }
}
