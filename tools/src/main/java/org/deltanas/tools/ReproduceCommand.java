package org.deltanas.tools;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Repeats experiments of the paper. */
@Command(
        name = "reproduce",
        description = "Repeats an experiment of the paper on published tables.",
        synopsisSubcommandLabel = "EXPERIMENT",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class ReproduceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new UsageException("an experiment is needed: "
                + Check.alternatives(
                        spec.commandLine().getSubcommands().keySet().stream().toList())
                + "; see 'deltanas reproduce --help'");
    }
}
