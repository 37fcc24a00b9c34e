package org.deltanas.tools;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tables of published results as files that open at once. */
@Command(
        name = "table",
        description = "Imports published results into files that open at once, describes and checks them.",
        synopsisSubcommandLabel = "ACTION",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class TableCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new UsageException("an action is needed: "
                + Check.alternatives(
                        spec.commandLine().getSubcommands().keySet().stream().toList())
                + "; see 'deltanas table --help'");
    }
}
