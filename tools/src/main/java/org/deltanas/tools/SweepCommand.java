package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** The paper's two hyper-parameters: k edits, n samples. */
@Command(
        name = "sweep",
        description =
                "The two settings of the difference data set: k = 1 to 3 edits, n = 1 to 16 samples a difference.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class SweepCommand extends StudyCommand {
    private static final int MOST_EDITS = 3;
    private static final int MOST_SAMPLES = 16;

    SweepCommand(Invocation invocation) {
        super(invocation, "sweep");
    }

    @Override
    List<int[]> settings() {
        List<int[]> settings = new ArrayList<>();
        for (int k = 1; k <= MOST_EDITS; k++) {
            for (int n = 1; n <= MOST_SAMPLES; n *= 2) {
                settings.add(new int[] {k, n});
            }
        }
        return settings;
    }
}
