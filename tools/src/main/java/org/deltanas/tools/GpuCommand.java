package org.deltanas.tools;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What is done on the day that a GPU is at hand; {@code tools/gpu/run.sh} does all of it. */
@Command(
        name = "gpu",
        description = "Compares and measures the cudnn backend on a GPU.",
        synopsisSubcommandLabel = "STEP",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class GpuCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new UsageException("a step is needed: "
                + Check.alternatives(
                        spec.commandLine().getSubcommands().keySet().stream().toList())
                + "; see 'deltanas gpu --help'");
    }
}
