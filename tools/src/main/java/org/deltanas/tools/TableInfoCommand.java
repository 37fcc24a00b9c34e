package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.datasets.ColumnInfo;
import org.deltanas.datasets.Split;
import org.deltanas.datasets.TableColumn;
import org.deltanas.proxy.Direction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells what a table holds. */
@Command(
        name = "info",
        description = "Tells what a table holds: an imported one, or a file that could be imported.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class TableInfoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private TableFile file;

    @Override
    public Integer call() {
        common.validate();
        BackendChoice.of(common.backend, common.cudaPath);
        OutputFolder folder = common.folder();
        try (BenchmarkTable table = file.open()) {
            ObjectNode json = TableJson.of(table);
            spec.commandLine().getOut().print(common.json ? JsonText.of(json) : text(table));
            if (folder != null) {
                folder.write("table.json", JsonText.of(json));
            }
        }
        return ExitCode.DONE;
    }

    private static String text(BenchmarkTable table) {
        List<String> lines = new ArrayList<>();
        lines.add(String.valueOf(table.file().getFileName()));
        add(lines, "space", table.space().name());
        add(
                lines,
                "rows",
                String.format(Locale.ROOT, "%,d", table.rows())
                        + (table.isByClass() ? ", one for each class of isomorphic architectures" : ""));
        add(lines, "from", table.source().file() + " (" + table.source().format() + ")");
        if (table.isImported()) {
            add(lines, "its SHA-256", table.source().sha256());
            add(lines, "bytes", String.format(Locale.ROOT, "%,d, checked", table.bytes()));
        } else {
            add(lines, "not imported", "every use reads it anew; see 'deltanas table import --help'");
        }
        lines.add(String.format(
                Locale.ROOT,
                "  %-28s %-9s %-4s %-11s %-7s %-5s %8s %14s %14s",
                "column",
                "unit",
                "best",
                "split",
                "epochs",
                "runs",
                "missing",
                "min",
                "max"));
        for (TableColumn column : table.numericColumns()) {
            lines.add(row(column));
        }
        if (!table.textColumns().isEmpty()) {
            add(lines, "no numbers", String.join(", ", table.textColumns()));
        }
        return String.join("\n", lines) + "\n";
    }

    private static void add(List<String> lines, String name, String value) {
        lines.add(String.format(Locale.ROOT, "  %-28s %s", name, value));
    }

    private static String row(TableColumn column) {
        ColumnInfo info = column.info();
        return String.format(
                Locale.ROOT,
                "  %-28s %-9s %-4s %-11s %-7s %-5s %8d %14.8g %14.8g",
                info.name(),
                info.unit().isEmpty() ? "-" : info.unit(),
                info.direction() == null ? "-" : LabelOptions.name(info.direction()),
                info.split() == Split.NONE ? "-" : info.split().name().toLowerCase(Locale.ROOT),
                info.epochs() == 0 ? "-" : Integer.toString(info.epochs()),
                info.runs() == 0 ? "-" : info.run() == 0 ? Integer.toString(info.runs()) : "no. " + info.run(),
                column.rows() - column.present(),
                column.best(Direction.MIN),
                column.best(Direction.MAX));
    }
}
