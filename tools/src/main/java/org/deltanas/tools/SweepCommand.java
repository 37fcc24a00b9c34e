package org.deltanas.tools;

import picocli.CommandLine.Command;

/** The paper's two hyper-parameters: k edits, n samples. */
@Command(
        name = "sweep",
        description =
                "The two settings of the difference data set: k = 1 to 3 edits, n = 1 to 16 samples a difference.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class SweepCommand extends StudyCommand {
    SweepCommand(Invocation invocation) {
        super(invocation, Study.SWEEP);
    }
}
