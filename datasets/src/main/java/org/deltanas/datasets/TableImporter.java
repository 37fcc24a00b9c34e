package org.deltanas.datasets;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.space.SearchSpace;

/**
 * Reads one format of published results. Immutable; reads one file at a time into a builder of its own, in one pass.
 *
 * <p>A new format is a class of its own, added to {@link #standard} or passed to {@link TableImport}.
 */
public interface TableImporter {

    /** The format in words, for messages and {@code table info}, e.g. {@code CSV keyed by arch}. */
    String format();

    /** Whether a file is of this format, judged by its beginning. Does not throw. */
    boolean recognises(SourceFile source);

    /**
     * Reads a whole file: begins the table, adds columns and rows, and sets what there is of values.
     *
     * @param asked the space asked for; null to infer it from the file
     * @throws TableException if the file is not what it should be; each cause has its own subclass
     */
    void read(SourceFile source, SearchSpace asked, TableBuilder table);

    /** The importers of all formats known, in the order in which they are tried. */
    static List<TableImporter> standard() {
        return standard(Sentinel.PUBLISHED);
    }

    /** The same with other numbers that stand for missing values in CSV files. */
    static List<TableImporter> standard(List<Sentinel> sentinels) {
        List<TableImporter> importers = new ArrayList<>();
        importers.add(new TransNasTasksCsv(sentinels));
        importers.addAll(CsvImporter.all(sentinels));
        importers.add(new NasBench101Json());
        importers.add(new NasBenchMacroJson());
        importers.add(new NasLibZeroCostJson(sentinels));
        return List.copyOf(importers);
    }
}
