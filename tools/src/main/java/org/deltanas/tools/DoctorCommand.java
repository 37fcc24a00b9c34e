package org.deltanas.tools;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Looks at the JVM, its SIMD, CUDA's libraries, the devices and the tables, and says how to get what is missing. Missing
 * things are what it is there to report, so its exit code is 0, unless {@code --backend} asks for one that cannot run.
 */
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
            names = "--benchmarks",
            paramLabel = "DIR",
            description = "Folder of benchmark tables (default: the environment variable DELTANAS_BENCHMARKS).")
    private Path benchmarks;

    @Override
    public Integer call() {
        common.validate();
        OutputFolder folder = common.folder();
        Diagnosis diagnosis = Diagnosis.ofThisMachine(common.cudaPath, benchmarks);
        String json = JsonText.of(DoctorJson.of(diagnosis));
        spec.commandLine().getOut().print(common.json ? json : DoctorText.of(diagnosis));
        if (folder != null) {
            folder.write("doctor.json", json);
        }
        BackendChoice.of(common.backend, common.cudaPath);
        return ExitCode.DONE;
    }
}
