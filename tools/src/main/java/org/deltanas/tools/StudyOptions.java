package org.deltanas.tools;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What every experiment on published tables is asked. */
final class StudyOptions {
    static final String TABLES_PROPERTY = "deltanas.benchmarks";

    @Option(
            names = "--tables",
            paramLabel = "DIR",
            description = "Folder of the published tables (default: the system property " + TABLES_PROPERTY + ").")
    private Path tables;

    @Option(
            names = "--cells",
            paramLabel = "SPACE/COLUMN",
            split = ",",
            description = "Only these benchmarks, separated by commas (default: all).")
    private List<String> cells = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Repetitions with seeds from --seed on (default: what the experiment is published with;"
                    + " fewer with --quick).")
    private Integer seeds;

    @Option(names = "--quick", description = "Less of everything: fewer repetitions, and of a large grid a part.")
    private boolean quick;

    void validate(CommonOptions common) {
        Check.range("--seeds", seeds, 1, 1_000);
        if (common.out == null) {
            throw new UsageException("--out DIR is needed: the folder of the results");
        }
    }

    /** The folder of the published tables. */
    Path tables() {
        return tablesFolder(tables);
    }

    /**
     * The folder of the published tables.
     *
     * @param given the value of {@code --tables}, or null
     */
    static Path tablesFolder(Path given) {
        if (given != null) {
            return given;
        }
        String folder = System.getProperty(TABLES_PROPERTY);
        if (folder == null) {
            throw new UsageException("--tables DIR is needed: the folder of the published tables");
        }
        return Path.of(folder);
    }

    /** The benchmarks that are asked for; none for all. */
    List<String> cells() {
        return cells;
    }

    /** The repetitions. */
    int seeds(int whole, int inQuick) {
        return seeds != null ? seeds : quick ? inQuick : whole;
    }

    boolean quick() {
        return quick;
    }
}
