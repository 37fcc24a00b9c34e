package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.datasets.TableVerification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin
    private TableFile file;

    @Override
    public Integer call() {
        common.validate();
        BackendChoice.of(common.backend, common.cudaPath);
        OutputFolder folder = common.folder();
        try (BenchmarkTable table = file.open()) {
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
