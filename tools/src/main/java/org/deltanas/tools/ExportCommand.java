package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Holds the place of a command to come. */
@Command(
        name = "export",
        description = "Not there yet: an architecture as ONNX or PyTorch source.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class ExportCommand implements Runnable {
    @Unmatched
    private final List<String> ignored = new ArrayList<>();

    @Override
    public void run() {
        throw new UsageException(
                "export is not there yet; 'deltanas search' prints an architecture in its benchmark's notation");
    }
}
