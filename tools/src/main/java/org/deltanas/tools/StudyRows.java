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
import java.util.function.Supplier;
import org.deltanas.predict.PredictorKind;

/**
 * The rows of an experiment in a CSV file, each written as soon as it is known: an experiment that is started again takes
 * from there what it has.
 */
final class StudyRows {
    private final Path file;
    private final List<StudyRow> rows = new ArrayList<>();
    private int computed;

    private StudyRows(Path file) {
        this.file = file;
    }

    /**
     * Opens the file, which need not be there.
     *
     * @throws BadInputException if it is there and holds something else
     */
    static StudyRows open(Path file) {
        StudyRows opened = new StudyRows(file);
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
                    rows.add(StudyRow.of(line.getFields()));
                } else if (!line.getFields().equals(StudyRow.HEADER)) {
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

    /** The row that answers a question: from the file, or computed and added to it. */
    StudyRow get(String cell, PredictorKind kind, int edits, int samples, long seed, Supplier<StudyRow> computation) {
        for (StudyRow row : rows) {
            if (row.answers(cell, kind, edits, samples, seed)) {
                return row;
            }
        }
        StudyRow row = computation.get();
        rows.add(row);
        computed++;
        // The file is small and a row takes seconds, so it is written whole: no half row is ever left.
        WholeFile.write(file, out -> {
            try (CsvWriter writer = CsvWriter.builder().build(out)) {
                writer.writeRecord(StudyRow.HEADER);
                for (StudyRow known : rows) {
                    writer.writeRecord(known.fields());
                }
            }
        });
        return row;
    }

    /** How many rows were computed, not taken from the file. */
    int computed() {
        return computed;
    }
}
