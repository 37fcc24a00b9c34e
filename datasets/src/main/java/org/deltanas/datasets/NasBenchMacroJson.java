package org.deltanas.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.deltanas.space.SearchSpace;

/**
 * The JSON of NAS-Bench-Macro: for each architecture {@code test_acc} of three runs, {@code mean_acc}, {@code std},
 * {@code params} and {@code flops}.
 */
final class NasBenchMacroJson implements TableImporter {
    private static final String SPACE = "nasbench-macro";
    private static final int RUNS = 3;

    /** The columns, and the member that each comes from; runs come from a list. */
    private static final List<List<String>> COLUMNS = List.of(
            List.of("test_acc_mean", "mean_acc"),
            List.of("test_acc_std", "std"),
            List.of("params", "params"),
            List.of("flops", "flops"));

    @Override
    public String format() {
        return "JSON of NAS-Bench-Macro";
    }

    @Override
    public boolean recognises(SourceFile source) {
        return source.beginning().startsWith("{") && source.beginning().contains("\"mean_acc\"");
    }

    @Override
    public void read(SourceFile source, SearchSpace asked, TableBuilder table) {
        SearchSpace space = SpaceInference.onlyOf(source.path(), format(), SPACE, asked);
        table.begin(space, "entry");
        for (List<String> column : COLUMNS) {
            table.addColumn(ColumnCatalogue.describe(column.get(0), space, List.of()));
        }
        for (int run = 1; run <= RUNS; run++) {
            table.addColumn(ColumnCatalogue.describe("test_acc_" + run, space, List.of()));
        }
        JsonSource.read(source, 1, (outer, name, value, number) -> {
            int row = table.addRow(name, number);
            for (int c = 0; c < COLUMNS.size(); c++) {
                String member = COLUMNS.get(c).get(1);
                table.set(row, c, JsonSource.number(source, value.get(member), member, number));
            }
            JsonNode runs = value.path("test_acc");
            for (int run = 0; run < RUNS; run++) {
                table.set(row, COLUMNS.size() + run, JsonSource.number(source, runs.get(run), "test_acc", number));
            }
        });
    }
}
