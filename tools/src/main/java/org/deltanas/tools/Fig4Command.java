package org.deltanas.tools;

import picocli.CommandLine.Command;

/** Figure 4: searchers on NAS-Bench-101. */
@Command(
        name = "fig4",
        description = "Figure 4: all searchers on NAS-Bench-101: edits to the optimum, and accuracy, against queries.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class Fig4Command extends FigureCommand {
    Fig4Command(Invocation invocation) {
        super(invocation, Figure.FIG4);
    }
}
