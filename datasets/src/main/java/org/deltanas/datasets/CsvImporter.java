package org.deltanas.datasets;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deltanas.space.SearchSpace;

/**
 * CSV with a row for each architecture, named by one or more columns. Every other column whose cells are all numbers or
 * {@linkplain Sentinel missing} can be used.
 */
final class CsvImporter implements TableImporter {
    private static final String HASH = "hash";
    private static final String GRAPHS = "nasbench101.csv.gz";

    /**
     * How a table names architectures.
     *
     * @param columns that name them, and are no columns of numbers
     * @param space that is written so; null if the architectures must tell
     * @param parts those of the columns that make up the string
     * @param separator between them
     */
    private record Key(List<String> columns, String space, List<String> parts, String separator) {}

    /** The first of which a header has all columns is it. */
    private static final List<Key> KEYS = List.of(
            new Key(List.of("arch"), null, List.of("arch"), ""),
            new Key(List.of(HASH, "vertices", "adjacency", "ops"), "nasbench101", List.of("adjacency", "ops"), ":"),
            new Key(List.of("channels"), "natsbench-size", List.of("channels"), ""),
            new Key(List.of("normal", "reduce"), "nasbench301", List.of("normal", "reduce"), "|"),
            new Key(List.of(HASH), "nasbench101", List.of(HASH), ""));

    private final Key key;
    private final List<Sentinel> sentinels;

    private CsvImporter(Key key, List<Sentinel> sentinels) {
        this.key = key;
        this.sentinels = List.copyOf(sentinels);
    }

    /** An importer for each way to name architectures, in the order in which they are to be tried. */
    static List<TableImporter> all(List<Sentinel> sentinels) {
        return KEYS.stream()
                .<TableImporter>map(key -> new CsvImporter(key, sentinels))
                .toList();
    }

    @Override
    public String format() {
        return "CSV keyed by " + String.join(",", key.columns());
    }

    @Override
    public boolean recognises(SourceFile source) {
        return CsvFile.header(source).containsAll(key.columns());
    }

    @Override
    public void read(SourceFile source, SearchSpace asked, TableBuilder table) {
        CsvFile.read(source, new Reader(source, asked, table));
    }

    /** The architectures of hashes, from a table that has both. */
    private static Map<String, String> graphs(SourceFile source) {
        Path beside = source.path().resolveSibling(GRAPHS);
        Path file = source.graphs() != null ? source.graphs() : beside;
        if (source.graphs() == null && !Files.exists(beside)) {
            throw new UnsupportedTableException(
                    source.path(),
                    "the table names architectures by hash only, and which graph a hash stands for is in no file "
                            + GRAPHS + " beside it: name a table that says so (--graphs FILE)");
        }
        Map<String, String> graphs = new HashMap<>();
        CsvFile.read(SourceFile.of(file, null, ImportListener.NONE), new CsvFile.Rows() {
            private int hash;
            private int adjacency;
            private int operations;

            @Override
            public void header(List<String> names) {
                hash = names.indexOf(HASH);
                adjacency = names.indexOf("adjacency");
                operations = names.indexOf("ops");
                if (hash < 0 || adjacency < 0 || operations < 0) {
                    throw new UnsupportedTableException(
                            file, "a table of graphs needs the columns hash, adjacency and ops");
                }
            }

            @Override
            public void row(CsvRecord cells, long line) {
                graphs.put(cells.getField(hash), cells.getField(adjacency) + ":" + cells.getField(operations));
            }
        });
        return graphs;
    }

    /** The state of one import. */
    private final class Reader implements CsvFile.Rows {
        private final SourceFile source;
        private final SearchSpace asked;
        private final TableBuilder table;
        private List<String> names;
        private SearchSpace space;
        private int[] parts;
        private Map<String, String> graphs;
        private CsvCells[] cells;

        Reader(SourceFile source, SearchSpace asked, TableBuilder table) {
            this.source = source;
            this.asked = asked;
            this.table = table;
        }

        @Override
        public void header(List<String> header) {
            names = header;
            parts = key.parts().stream().mapToInt(names::indexOf).toArray();
            if (key.space() != null) {
                String keyed = "a table keyed by " + String.join(",", key.columns());
                space = SpaceInference.onlyOf(source.path(), keyed, key.space(), asked);
            }
            graphs = key.parts().contains(HASH) ? graphs(source) : null;
        }

        /** Columns need the space, and that may need the first row. */
        private void begin(String architecture) {
            if (space == null) {
                space = asked != null ? asked : SpaceInference.ofArchitecture(source.path(), architecture);
            }
            table.begin(space, "line");
            List<CsvCells> columns = new ArrayList<>();
            for (String name : names) {
                columns.add(
                        key.columns().contains(name)
                                ? null
                                : new CsvCells(
                                        table,
                                        table.addColumn(ColumnCatalogue.describe(name, space, names)),
                                        sentinels));
            }
            cells = columns.toArray(CsvCells[]::new);
        }

        @Override
        public void row(CsvRecord record, long line) {
            String architecture = architecture(record, line);
            if (cells == null) {
                begin(architecture);
            }
            int row = table.addRow(architecture, line);
            for (int c = 0; c < cells.length; c++) {
                if (cells[c] != null) {
                    cells[c].set(row, record.getField(c), line);
                }
            }
        }

        private String architecture(CsvRecord record, long line) {
            if (graphs != null) {
                String hash = record.getField(parts[0]);
                String architecture = graphs.get(hash);
                if (architecture == null) {
                    throw new TableArchitectureException(
                            source.path(),
                            "line " + line + ": the table of graphs has no hash " + TableException.excerpt(hash),
                            null);
                }
                return architecture;
            }
            if (parts.length == 1) {
                return record.getField(parts[0]);
            }
            return record.getField(parts[0]) + key.separator() + record.getField(parts[1]);
        }
    }
}
