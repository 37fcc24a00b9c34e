package org.deltanas.tools;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores as a table that {@code --labels table} reads: a header, then one line an architecture. The score of a dead
 * network is {@code -inf}; where there is none, the cell is empty.
 */
final class ScoreCsv {
    private ScoreCsv() {}

    static String of(Scores scores) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            List<String> cells = new ArrayList<>(List.of("arch"));
            scores.proxies().forEach(proxy -> cells.add(proxy.label()));
            csv.writeRecord(cells);
            for (int row = 0; row < scores.count(); row++) {
                cells.clear();
                cells.add(scores.architecture(row));
                for (int p = 0; p < scores.proxies().size(); p++) {
                    cells.add(cell(scores.proxies().get(p), scores.value(p, row)));
                }
                csv.writeRecord(cells);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory could not be written to", e);
        }
        return text.toString();
    }

    private static String cell(Proxy proxy, double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (value == Double.NEGATIVE_INFINITY) {
            return "-inf";
        }
        return proxy.isCount() ? Long.toString((long) value) : Double.toString(value);
    }
}
