package org.deltanas.tools;

import java.nio.file.Path;
import org.deltanas.datasets.BenchmarkTable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A table that is named on the command line. */
final class TableFile {
    @Parameters(paramLabel = "FILE", description = "The table.")
    private Path file;

    @Option(names = "--space", paramLabel = "NAME", description = "The table's space (default: told by the file).")
    private String spaceName;

    /** Opens it; to be closed by the caller. */
    BenchmarkTable open() {
        return BenchmarkTable.read(file, spaceName == null ? null : Spaces.named(spaceName));
    }
}
