package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.datasets.ImportListener;
import org.deltanas.datasets.TableImport;
import org.deltanas.datasets.TableImportOptions;
import org.deltanas.space.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Imports a file of published results. */
@Command(
        name = "import",
        description =
                "Imports a file of published results (CSV or JSON, plain or gzip) into a file that opens at once.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class TableImportCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "FILE", description = "The file to import.")
    private Path source;

    @Option(
            names = "--space",
            paramLabel = "NAME",
            description = "The space of the architectures (default: told by the file).")
    private String spaceName;

    @Option(
            names = "--graphs",
            paramLabel = "FILE",
            description = "For a table that names NAS-Bench-101 cells by hash only: a CSV file with the columns hash,"
                    + " adjacency and ops (default: nasbench101.csv.gz beside the table).")
    private Path graphs;

    @Option(
            names = "--duplicates",
            paramLabel = "WAY",
            defaultValue = "refuse",
            description = "What to do with an architecture that has several rows: refuse the file, or take the mean"
                    + " (default: ${DEFAULT-VALUE}).")
    private String duplicates;

    TableImportCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        common.validate();
        Check.oneOf("--duplicates", duplicates, "refuse", "mean");
        if (common.out == null) {
            throw new UsageException("table import needs --out FILE, the file to write");
        }
        BackendChoice.of(common.backend, common.cudaPath);
        SearchSpace space = spaceName == null ? null : Spaces.named(spaceName);
        TableImportOptions options = TableImportOptions.standard()
                .withSpace(space)
                .withGraphs(graphs)
                .withAveraging(duplicates.equals("mean"));
        PrintWriter terminal =
                invocation.terminal() && !common.json ? spec.commandLine().getErr() : null;
        long start = System.nanoTime();
        try (Progress progress = Progress.of("importing", 1, terminal)) {
            ImportListener listener = progress::stepTo;
            TableImport.run(source, common.out, options.withListener(listener));
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        try (BenchmarkTable table = BenchmarkTable.read(common.out, space)) {
            print(table, seconds);
        }
        return ExitCode.DONE;
    }

    private void print(BenchmarkTable table, double seconds) {
        if (common.json) {
            ObjectNode json = TableJson.of(table);
            json.putObject("run").put("seconds", seconds);
            spec.commandLine().getOut().print(JsonText.of(json));
        } else {
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "%s: %,d rows and %d columns of %s, %.1f MB, imported in %.1f s%n",
                            common.out,
                            table.rows(),
                            table.numericColumns().size(),
                            table.space().name(),
                            table.bytes() * 1e-6,
                            seconds);
        }
    }
}
