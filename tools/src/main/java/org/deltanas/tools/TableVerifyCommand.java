package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.datasets.TableVerification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a table. */
@Command(
        name = "verify",
        description = "Checks a table: checksums, row count, duplicates, index, missing values, published optima. Exits"
                + " with 3 if one fails.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class TableVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "FILE", description = "The table.")
    private Path file;

    @Option(names = "--space", paramLabel = "NAME", description = "The table's space (default: told by the file).")
    private String spaceName;

    @Override
    public Integer call() {
        common.validate();
        BackendChoice.of(common.backend, common.cudaPath);
        OutputFolder folder = common.out == null ? null : OutputFolder.prepare(common.out);
        try (BenchmarkTable table = BenchmarkTable.read(file, spaceName == null ? null : Spaces.named(spaceName))) {
            TableVerification verification = TableVerification.of(table);
            ObjectNode json = TableJson.of(table, verification);
            spec.commandLine().getOut().print(common.json ? JsonText.of(json) : text(verification));
            if (folder != null) {
                folder.write("verification.json", JsonText.of(json));
            }
            return verification.passed() ? ExitCode.DONE : ExitCode.BAD_INPUT;
        }
    }

    private static String text(TableVerification verification) {
        StringBuilder text = new StringBuilder();
        for (TableVerification.Check check : verification.checks()) {
            String word = switch (check.outcome()) {
                case PASSED -> "ok";
                case NOTED -> "note";
                case FAILED -> "FAILED";
            };
            text.append(String.format(Locale.ROOT, "%-7s %-28s %s%n", word, check.name(), check.detail()));
        }
        return text.toString();
    }
}
