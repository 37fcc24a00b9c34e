package org.deltanas.datasets;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.deltanas.space.CodeIndex;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.InvalidArchitectureException;
import org.deltanas.space.SearchSpace;
import org.eclipse.collections.impl.list.mutable.primitive.DoubleArrayList;

/** Reads one file into a {@link BenchmarkTable}. */
final class TableReader {
    private static final String KEY = "arch";
    /** Headers of published tables that name an architecture in another way, by their first such column. */
    private static final List<List<String>> OTHER_KEYS = List.of(
            List.of("hash", "vertices", "adjacency", "ops"),
            List.of("hash"),
            List.of("channels"),
            List.of("normal", "reduce"));

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int EXPECTED_ROWS = 1 << 10;

    private final Path file;
    private final SearchSpace space;
    private final List<Sentinel> sentinels;

    private int key;
    private Column[] columns;
    private long line;

    TableReader(Path file, SearchSpace space, List<Sentinel> sentinels) {
        this.file = file;
        this.space = space;
        this.sentinels = sentinels;
    }

    BenchmarkTable read() {
        if (Files.isDirectory(file)) {
            throw new TableReadException(file, "this is a folder, not a table", null);
        }
        CodeIndex codes = CodeIndex.of(space, EXPECTED_ROWS);
        boolean done = false;
        try (InputStream bytes = open();
                CsvReader<CsvRecord> csv = CsvReader.builder()
                        .allowExtraFields(true)
                        .allowMissingFields(true)
                        .detectBomHeader(true)
                        .ofCsvRecord(bytes, StandardCharsets.UTF_8)) {
            readAll(csv.iterator(), codes);
            done = true;
        } catch (UncheckedIOException e) {
            throw unreadable(e.getCause());
        } catch (IOException e) {
            throw unreadable(e);
        } catch (CsvParseException e) {
            throw unparsable(e);
        } finally {
            if (!done) {
                codes.close();
            }
        }
        return table(codes);
    }

    private InputStream open() throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        boolean opened = false;
        try {
            raw.mark(2);
            boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            InputStream bytes = gzip ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
            opened = true;
            return bytes;
        } finally {
            if (!opened) {
                raw.close();
            }
        }
    }

    private TableException unreadable(IOException cause) {
        String after = line == 0 ? "" : " after line " + line;
        if (cause instanceof NoSuchFileException) {
            return new TableReadException(file, "there is no such file", cause);
        }
        if (cause instanceof EOFException) {
            return new TableReadException(
                    file, "the gzip stream ends too early" + after + ": the file is truncated", cause);
        }
        if (cause instanceof ZipException) {
            return new TableReadException(
                    file, "the gzip stream is damaged" + after + " (" + cause.getMessage() + ")", cause);
        }
        return new TableReadException(file, "cannot be read" + after + ": " + cause, cause);
    }

    /** FastCSV wraps what its input stream throws. */
    private TableException unparsable(CsvParseException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io) {
                return unreadable(io);
            }
        }
        return new TableFormatException(file, "after line " + line + " there is no valid CSV: " + e.getMessage(), e);
    }

    private void readAll(Iterator<CsvRecord> records, CodeIndex codes) {
        if (!records.hasNext()) {
            throw new TableFormatException(
                    file, "the file is empty; expected a header line with a column " + KEY, null);
        }
        readHeader(records.next());
        List<Long> lines = new ArrayList<>();
        try (CodeSlab scratch = space.newSlab(1)) {
            while (records.hasNext()) {
                CsvRecord row = records.next();
                line = row.getStartingLineNumber();
                if (row.getFieldCount() != columns.length) {
                    throw new TableFormatException(
                            file,
                            "line " + line + " has " + row.getFieldCount() + " cells, the header has " + columns.length,
                            null);
                }
                readKey(row.getField(key), scratch, codes, lines);
                for (int c = 0; c < columns.length; c++) {
                    if (c != key) {
                        columns[c].add(row.getField(c), line);
                    }
                }
            }
        }
        if (lines.isEmpty()) {
            throw new TableFormatException(file, "there is a header but no row", null);
        }
    }

    private void readHeader(CsvRecord header) {
        List<String> names = header.getFields();
        key = names.indexOf(KEY);
        if (key < 0) {
            throw noKey(names);
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.isBlank() || !seen.add(name)) {
                throw new TableFormatException(
                        file,
                        "the header "
                                + (name.isBlank()
                                        ? "leaves a column without a name"
                                        : "names the column " + TableException.excerpt(name) + " twice"),
                        null);
            }
        }
        columns = names.stream().map(name -> new Column(name, sentinels)).toArray(Column[]::new);
        line = header.getStartingLineNumber();
    }

    private TableException noKey(List<String> names) {
        for (List<String> other : OTHER_KEYS) {
            if (names.containsAll(other)) {
                return new UnsupportedTableException(
                        file,
                        "tables keyed by " + String.join(",", other) + " are not supported yet; expected a column "
                                + KEY);
            }
        }
        return new UnsupportedTableException(
                file,
                "the first line has no column " + KEY + ": it reads "
                        + TableException.excerpt(String.join(",", names)));
    }

    private void readKey(String architecture, CodeSlab scratch, CodeIndex codes, List<Long> lines) {
        try {
            space.parse(architecture, scratch, 0);
        } catch (InvalidArchitectureException e) {
            throw new TableArchitectureException(file, "line " + line + ": " + e.getMessage(), e);
        }
        int number = codes.add(scratch, 0);
        if (number < 0) {
            throw new DuplicateRowException(
                    file,
                    "line " + line + ": the architecture " + TableException.excerpt(architecture)
                            + " has a row already, on line " + lines.get(-1 - number));
        }
        lines.add(line);
    }

    private BenchmarkTable table(CodeIndex codes) {
        List<Column> used = new ArrayList<>(Arrays.asList(columns));
        used.remove(key);
        return new BenchmarkTable(
                file,
                space,
                codes,
                used.stream().map(column -> column.name).toList(),
                used.stream().map(column -> column.problem).collect(ArrayList::new, List::add, List::addAll),
                used.stream().map(column -> column.cells.toArray()).toList());
    }

    /** A column as it is being read. */
    private static final class Column {
        private final String name;
        private final double[] sentinels;
        private final DoubleArrayList cells = new DoubleArrayList();
        private String problem;

        Column(String name, List<Sentinel> sentinels) {
            this.name = name;
            this.sentinels = sentinels.stream()
                    .filter(sentinel -> sentinel.appliesTo(name))
                    .mapToDouble(Sentinel::value)
                    .toArray();
        }

        void add(String cell, long line) {
            if (problem != null) {
                return;
            }
            String text = cell.strip();
            double value = isMissing(text) ? Double.NaN : parse(text);
            if (Double.isNaN(value) && !isMissing(text)) {
                problem = "the column '" + name + "' is no column of numbers: line " + line + " has "
                        + TableException.excerpt(cell)
                        + "; expected a number, or nothing, -inf or nan for a missing value";
                cells.clear();
                return;
            }
            for (double sentinel : sentinels) {
                if (value == sentinel) {
                    value = Double.NaN;
                }
            }
            cells.add(Double.isInfinite(value) ? Double.NaN : value);
        }

        private static boolean isMissing(String text) {
            if (text.isEmpty()) {
                return true;
            }
            char last = text.charAt(text.length() - 1);
            if (last >= '0' && last <= '9') {
                return false;
            }
            String unsigned = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
            return switch (unsigned.toLowerCase(Locale.ROOT)) {
                case "nan", "inf", "infinity" -> true;
                default -> false;
            };
        }

        /** The number, or NaN if it is none. Java's own notations, such as 1d and 0x1p3, are not numbers here. */
        private static double parse(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (!(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                    return Double.NaN;
                }
            }
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return Double.NaN;
            }
        }
    }
}
