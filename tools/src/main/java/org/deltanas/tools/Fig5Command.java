package org.deltanas.tools;

import picocli.CommandLine.Command;

/** Figure 5: searchers on NAS-Bench-201. */
@Command(
        name = "fig5",
        description = "Figure 5: all searchers on NAS-Bench-201: accuracy on CIFAR-10 and CIFAR-100, against queries.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class Fig5Command extends FigureCommand {
    Fig5Command(Invocation invocation) {
        super(invocation, Figure.FIG5);
    }
}
