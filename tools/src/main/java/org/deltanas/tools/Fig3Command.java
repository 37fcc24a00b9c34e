package org.deltanas.tools;

import picocli.CommandLine.Command;

/** Figure 3: the predictor's loss against the edits between the architectures of a pair. */
@Command(
        name = "fig3",
        description = "Figure 3: how well predictors learn from pairs 1 to 5 edits apart.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class Fig3Command extends StudyCommand {
    Fig3Command(Invocation invocation) {
        super(invocation, Study.FIG3);
    }
}
