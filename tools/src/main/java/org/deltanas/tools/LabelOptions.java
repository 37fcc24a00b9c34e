package org.deltanas.tools;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.deltanas.proxy.Direction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What architectures are judged by. */
final class LabelOptions {
    static final String ZEN = "zen";
    static final String TABLE = "table";
    static final String COMMAND = "command";
    static final String EDIT_DISTANCE = "edit-distance";

    static final List<String> REPORT_OPTIONS = List.of("--report-table", "--report-column");

    private static final List<String> TABLE_OPTIONS = List.of("--table", "--column");

    @Option(
            names = "--labels",
            paramLabel = "KIND",
            defaultValue = ZEN,
            completionCandidates = Proxy.Descriptions.class,
            description =
                    "table, command, edit-distance (from --target), or one of: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    String labels;

    @Mixin
    CommandOptions command;

    @Option(
            names = "--table",
            paramLabel = "FILE",
            description = "With --labels table: a file of published results, or one that table import wrote.")
    Path table;

    @Option(names = "--column", paramLabel = "NAME", description = "With --labels table: the column to search by.")
    String column;

    @Option(
            names = "--direction",
            paramLabel = "DIR",
            description = "Whether large or small labels are good: max or min (default: max; min for edit-distance).")
    private String direction;

    @Option(
            names = "--target",
            paramLabel = "ARCH",
            description = "With --labels edit-distance: the architecture that edits are counted from.")
    String target;

    @Option(
            names = "--noise",
            paramLabel = "STD",
            defaultValue = "0",
            description = "Standard deviation of Gaussian noise added to every label (default: ${DEFAULT-VALUE}).")
    double noise;

    @Option(
            names = "--report-table",
            paramLabel = "FILE",
            description = "A table to report the winner's value from (default: that of --table).")
    Path reportTable;

    @Option(names = "--report-column", paramLabel = "NAME", description = "The column to report; never used to decide.")
    String reportColumn;

    /** The options of a table's column. */
    static LabelOptions table(Path file, String column, String direction) {
        LabelOptions options = new LabelOptions();
        options.labels = TABLE;
        options.table = file;
        options.column = column;
        options.direction = direction;
        return options;
    }

    void validate(GivenOptions given) {
        Check.oneOf(
                "--labels",
                labels,
                Stream.concat(Proxy.labels().stream(), Stream.of(TABLE, COMMAND, EDIT_DISTANCE))
                        .toArray(String[]::new));
        Check.oneOf("--direction", direction, "max", "min");
        Check.range("--noise", noise, 0, 1e300);
        command.validate(given, labels);
        if (!labels.equals(TABLE)) {
            given.refuse(TABLE_OPTIONS, "--labels " + labels, "--labels table");
        } else if (table == null || column == null) {
            throw new UsageException("--labels table needs " + (table == null ? "--table FILE" : "--column NAME"));
        }
        if (!labels.equals(EDIT_DISTANCE)) {
            given.refuse(List.of("--target"), "--labels " + labels, "--labels edit-distance");
        } else if (target == null) {
            throw new UsageException("--labels edit-distance needs --target ARCH");
        }
        if (reportTable != null && reportColumn == null) {
            throw new UsageException("--report-table needs --report-column NAME");
        }
        if (reportColumn != null && reportTable == null && table == null) {
            throw new UsageException("--report-column needs --report-table FILE");
        }
    }

    /** The zero-cost score that is asked for; empty for a column of a table. */
    Optional<Proxy> proxy() {
        return Proxy.named(labels);
    }

    Direction direction() {
        String given = direction != null ? direction : labels.equals(EDIT_DISTANCE) ? "min" : "max";
        return given.equals("max") ? Direction.MAX : Direction.MIN;
    }

    /** The name of a direction on the command line. */
    static String name(Direction direction) {
        return direction.name().toLowerCase(Locale.ROOT);
    }
}
