package org.deltanas.tools;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The rows of an experiment in a CSV file, each written as soon as it is known: an experiment that is started again takes
 * from there what it has. Any number of threads may ask for different rows.
 *
 * @param <R> a row
 */
final class StudyRows<R> {
    /**
     * How rows are written.
     *
     * @param header the names of the fields
     * @param fields the fields of a row
     * @param row the row of some fields; an {@link IllegalArgumentException} if they are none
     */
    record Format<R>(List<String> header, Function<R, List<String>> fields, Function<List<String>, R> row) {}

    private final Path file;
    private final Format<R> format;
    private final List<R> rows = new ArrayList<>();
    private int computed;

    private StudyRows(Path file, Format<R> format) {
        this.file = file;
        this.format = format;
    }

    /**
     * Opens the file, which need not be there.
     *
     * @throws BadInputException if it is there and holds something else
     */
    static <R> StudyRows<R> open(Path file, Format<R> format) {
        StudyRows<R> opened = new StudyRows<>(file, format);
        if (Files.exists(file)) {
            opened.read();
        }
        return opened;
    }

    private void read() {
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
            boolean header = true;
            for (CsvRecord line : reader) {
                if (!header) {
                    rows.add(format.row().apply(line.getFields()));
                } else if (!line.getFields().equals(format.header())) {
                    throw new IllegalArgumentException(String.join(",", line.getFields()));
                }
                header = false;
            }
        } catch (IOException e) {
            throw new BadInputException("'" + file + "' cannot be read (" + WholeFile.reason(e) + ")", e);
        } catch (IllegalArgumentException | CsvParseException e) {
            throw new BadInputException(
                    "'" + file + "' cannot be gone on with: '" + e.getMessage()
                            + "' is no row of this experiment; remove the file to start anew",
                    e);
        }
    }

    /** The row that answers a question: from the file, or computed, on the calling thread, and added to it. */
    R get(Predicate<R> answers, Supplier<R> computation) {
        Optional<R> known = find(answers);
        if (known.isPresent()) {
            return known.get();
        }
        R row = computation.get();
        add(row);
        return row;
    }

    private synchronized Optional<R> find(Predicate<R> answers) {
        return rows.stream().filter(answers).findFirst();
    }

    /** The file is small and a row takes seconds, so it is written whole: no half row is ever left. */
    private synchronized void add(R row) {
        rows.add(row);
        computed++;
        WholeFile.write(file, out -> {
            try (CsvWriter writer = CsvWriter.builder().build(out)) {
                writer.writeRecord(format.header());
                for (R known : rows) {
                    writer.writeRecord(format.fields().apply(known));
                }
            }
        });
    }

    /** How many rows were computed, not taken from the file. */
    synchronized int computed() {
        return computed;
    }
}
