package org.deltanas.datasets;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Reads CSV: UTF-8, commas, one header line of distinct names, as many cells in every row. */
final class CsvFile {
    private final SourceFile source;
    private long line;

    private CsvFile(SourceFile source) {
        this.source = source;
    }

    /** What is done with a file's rows. */
    interface Rows {
        /** Takes the header, once, before any row. */
        void header(List<String> names);

        /** Takes a row of as many cells as the header. */
        void row(CsvRecord cells, long line);
    }

    /**
     * Reads a whole file.
     *
     * @throws TableReadException if it cannot be read to its end
     * @throws TableFormatException if it is no such CSV
     */
    static void read(SourceFile source, Rows rows) {
        new CsvFile(source).read(rows);
    }

    /** The names in a file's first line; that line itself where it is no CSV. */
    static List<String> header(SourceFile source) {
        String line = source.firstLine();
        try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(line)) {
            Iterator<CsvRecord> records = csv.iterator();
            return records.hasNext() ? records.next().getFields() : List.of();
        } catch (CsvParseException | IOException e) {
            return List.of(line); // no importer takes that for a header
        }
    }

    private void read(Rows rows) {
        try (InputStream bytes = source.open();
                CsvReader<CsvRecord> csv = CsvReader.builder()
                        .allowExtraFields(true)
                        .allowMissingFields(true)
                        .detectBomHeader(true)
                        .ofCsvRecord(bytes, StandardCharsets.UTF_8)) {
            readAll(csv.iterator(), rows);
        } catch (UncheckedIOException e) {
            throw source.unreadable(e.getCause(), after());
        } catch (IOException e) {
            throw source.unreadable(e, after());
        } catch (CsvParseException e) {
            throw unparsable(e);
        }
    }

    private void readAll(Iterator<CsvRecord> records, Rows rows) {
        Path file = source.path();
        CsvRecord header = records.next(); // a file that an importer recognised has one
        line = header.getStartingLineNumber();
        Set<String> seen = new HashSet<>();
        for (String name : header.getFields()) {
            if (name.isBlank() || !seen.add(name)) {
                String problem = name.isBlank()
                        ? "leaves a column without a name"
                        : "names the column " + TableException.excerpt(name) + " twice";
                throw new TableFormatException(file, "the header " + problem, null);
            }
        }
        rows.header(header.getFields());
        while (records.hasNext()) {
            CsvRecord row = records.next();
            line = row.getStartingLineNumber();
            if (row.getFieldCount() != header.getFieldCount()) {
                throw new TableFormatException(
                        file,
                        "line " + line + " has " + row.getFieldCount() + " cells, the header has "
                                + header.getFieldCount(),
                        null);
            }
            rows.row(row, line);
        }
    }

    private String after() {
        return line == 0 ? "" : " after line " + line;
    }

    /** FastCSV wraps what its input stream throws. */
    private TableException unparsable(CsvParseException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io) {
                return source.unreadable(io, after());
            }
        }
        return new TableFormatException(
                source.path(), "after line " + line + " there is no valid CSV: " + e.getMessage(), e);
    }
}
