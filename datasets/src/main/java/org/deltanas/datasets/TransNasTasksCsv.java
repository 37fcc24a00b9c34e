package org.deltanas.datasets;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.deltanas.space.SearchSpace;

/**
 * CSV of TransNAS-Bench-101 with a row for each space, task and architecture. The rows of one space become a table with
 * a column for each quantity and task, {@code valid_best_jigsaw} and so on.
 */
final class TransNasTasksCsv implements TableImporter {
    private static final String PREFIX = "transnas-";
    private static final List<String> KEY = List.of("space", "task", "arch");

    private final List<Sentinel> sentinels;

    TransNasTasksCsv(List<Sentinel> sentinels) {
        this.sentinels = List.copyOf(sentinels);
    }

    @Override
    public String format() {
        return "CSV keyed by space,task,arch (TransNAS-Bench-101)";
    }

    @Override
    public boolean recognises(SourceFile source) {
        return CsvFile.header(source).containsAll(KEY);
    }

    @Override
    public void read(SourceFile source, SearchSpace asked, TableBuilder table) {
        Path file = source.path();
        if (asked == null) {
            throw new TableSpaceException(
                    file, "the file has rows of several spaces: name transnas-micro or transnas-macro (--space NAME)");
        }
        table.begin(asked, "line");
        TreeSet<String> others = new TreeSet<>();
        CsvFile.read(source, new CsvFile.Rows() {
            private List<String> names;
            private int space;
            private int task;
            private int architecture;

            @Override
            public void header(List<String> header) {
                names = header;
                space = names.indexOf("space");
                task = names.indexOf("task");
                architecture = names.indexOf("arch");
            }

            @Override
            public void row(CsvRecord cells, long line) {
                if (!asked.id().equals(PREFIX + cells.getField(space))) {
                    others.add(PREFIX + cells.getField(space));
                    return;
                }
                int row = table.findOrAdd(cells.getField(architecture), line);
                for (int c = 0; c < names.size(); c++) {
                    if (!KEY.contains(names.get(c))) {
                        int column = column(names.get(c) + "_" + cells.getField(task));
                        if (!Double.isNaN(table.value(row, column))) {
                            table.repeat(cells.getField(architecture), line, row);
                        }
                        new CsvCells(table, column, sentinels).set(row, cells.getField(c), line);
                    }
                }
            }

            private int column(String name) {
                int known = table.column(name);
                return known >= 0 ? known : table.addColumn(ColumnCatalogue.describe(name, asked, names));
            }
        });
        if (table.rows() == 0) {
            throw new TableSpaceException(
                    file, "the file has rows of " + String.join(", ", others) + ", none of " + asked.name());
        }
    }
}
