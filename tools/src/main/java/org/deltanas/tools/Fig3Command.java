package org.deltanas.tools;

import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/** Figure 3: the predictor's loss against the edits between the architectures of a pair. */
@Command(
        name = "fig3",
        description = "Figure 3: how well predictors learn from pairs 1 to 5 edits apart.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class Fig3Command extends StudyCommand {
    private static final int MOST_EDITS = 5;
    private static final int SAMPLES = 4;

    Fig3Command(Invocation invocation) {
        super(invocation, "fig3");
    }

    @Override
    List<int[]> settings() {
        return IntStream.rangeClosed(1, MOST_EDITS)
                .mapToObj(k -> new int[] {k, SAMPLES})
                .toList();
    }
}
