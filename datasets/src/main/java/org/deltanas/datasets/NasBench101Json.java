package org.deltanas.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.deltanas.proxy.Direction;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.SearchSpace;

/**
 * The two dictionaries of NAS-Bench-101's own interface as JSON: for each hash {@code module_adjacency},
 * {@code module_operations}, {@code trainable_parameters} and, in {@code runs}, for each number of epochs a list of runs.
 *
 * <p>Columns are the mean of each quantity over the runs, and each run: {@code test_acc_108}, {@code test_acc_108_1}
 * and so on; {@code ..._half} is the value half-way.
 */
final class NasBench101Json implements TableImporter {
    private static final String SPACE = "nasbench101";

    /** A measured quantity: its member in a run, and how its columns are called and described. */
    private record Quantity(String member, String name, String suffix, String unit, Direction direction, Split split) {}

    private static final List<Quantity> QUANTITIES = List.of(
            new Quantity("final_test_accuracy", "test_acc", "", "fraction", Direction.MAX, Split.TEST),
            new Quantity("final_validation_accuracy", "valid_acc", "", "fraction", Direction.MAX, Split.VALIDATION),
            new Quantity("final_train_accuracy", "train_acc", "", "fraction", Direction.MAX, Split.TRAIN),
            new Quantity("final_training_time", "training_seconds", "", "s", Direction.MIN, Split.TRAIN),
            new Quantity("halfway_test_accuracy", "test_acc", "_half", "fraction", Direction.MAX, Split.TEST),
            new Quantity(
                    "halfway_validation_accuracy", "valid_acc", "_half", "fraction", Direction.MAX, Split.VALIDATION),
            new Quantity("halfway_train_accuracy", "train_acc", "_half", "fraction", Direction.MAX, Split.TRAIN),
            new Quantity("halfway_training_time", "training_seconds", "_half", "s", Direction.MIN, Split.TRAIN));

    @Override
    public String format() {
        return "JSON of NAS-Bench-101";
    }

    @Override
    public boolean recognises(SourceFile source) {
        return source.beginning().startsWith("{") && source.beginning().contains("\"module_adjacency\"");
    }

    @Override
    public void read(SourceFile source, SearchSpace asked, TableBuilder table) {
        SearchSpace space = SpaceInference.onlyOf(source.path(), format(), SPACE, asked);
        table.begin(space, "entry");
        int parameters = table.addColumn(ColumnCatalogue.describe("params", space, List.of()));
        JsonSource.read(source, 1, (outer, hash, cell, number) -> {
            int row = table.addRow(architecture(source, cell, number), number);
            table.set(
                    row,
                    parameters,
                    JsonSource.number(source, cell.get("trainable_parameters"), "trainable_parameters", number));
            cell.path("runs").properties().forEach(runs -> {
                for (Quantity quantity : QUANTITIES) {
                    set(source, table, row, runs.getKey(), runs.getValue(), quantity, number);
                }
            });
        });
    }

    private static void set(
            SourceFile source,
            TableBuilder table,
            int row,
            String epochs,
            JsonNode runs,
            Quantity quantity,
            long entry) {
        if (!epochs.matches("[0-9]{1,4}")) {
            throw new TableFormatException(
                    source.path(),
                    "entry " + entry + ": runs of " + TableException.excerpt(epochs) + " epochs, no number",
                    null);
        }
        double sum = 0;
        for (int run = 1; run <= runs.size(); run++) {
            double value =
                    JsonSource.number(source, runs.path(run - 1).get(quantity.member()), quantity.member(), entry);
            table.set(row, column(table, quantity, epochs, run, 1), value);
            sum += value;
        }
        table.set(row, column(table, quantity, epochs, 0, runs.size()), sum / runs.size());
    }

    /** The column of a run, or for run 0 of the mean, added when it is first met. */
    private static int column(TableBuilder table, Quantity quantity, String epochs, int run, int runs) {
        String name = quantity.name() + "_" + epochs + quantity.suffix();
        String column = run == 0 ? name : name + "_" + run;
        int known = table.column(column);
        return known >= 0
                ? known
                : table.addColumn(new ColumnInfo(
                        column,
                        name,
                        run,
                        quantity.unit(),
                        quantity.direction(),
                        quantity.split(),
                        Integer.parseInt(epochs),
                        runs));
    }

    /** The cell as its space writes it. */
    private static String architecture(SourceFile source, JsonNode cell, long entry) {
        JsonNode rows = cell.path("module_adjacency");
        JsonNode operations = cell.path("module_operations");
        int vertices = operations.size();
        StringBuilder text = new StringBuilder();
        for (int v = 0; v + 1 < vertices; v++) {
            for (int w = v + 1; w < vertices; w++) {
                text.append(rows.path(v).path(w).asText("?"));
            }
        }
        text.append(':');
        for (int v = 1; v + 1 < vertices; v++) {
            text.append(letter(source, operations.path(v).asText(), entry));
        }
        return text.toString();
    }

    private static char letter(SourceFile source, String label, long entry) {
        for (NasBench101Space.Operation operation : NasBench101Space.Operation.values()) {
            if (operation.label().equals(label)) {
                return operation.letter();
            }
        }
        throw new TableFormatException(
                source.path(), "entry " + entry + ": " + TableException.excerpt(label) + " is no operation", null);
    }
}
