package org.deltanas.datasets;

import java.nio.file.Path;
import java.util.List;
import org.deltanas.space.SearchSpace;

/**
 * How a table is imported.
 *
 * @param space of the architectures; null to infer it from the source
 * @param graphs a table that says which graph a hash of NAS-Bench-101 stands for, for sources that have hashes only; null
 *     for {@code nasbench101.csv.gz} beside the source
 * @param averaging whether the rows of an architecture that comes more than once are averaged; otherwise they are refused
 * @param importers the formats to try, in this order
 * @param listener hears how much of the source was read
 */
public record TableImportOptions(
        SearchSpace space, Path graphs, boolean averaging, List<TableImporter> importers, ImportListener listener) {
    /** Copies the list. */
    public TableImportOptions {
        importers = List.copyOf(importers);
    }

    /** All known formats, everything inferred, nobody listening. */
    public static TableImportOptions standard() {
        return new TableImportOptions(null, null, false, TableImporter.standard(), ImportListener.NONE);
    }

    /** The same with a space, or null to infer it. */
    public TableImportOptions withSpace(SearchSpace newSpace) {
        return new TableImportOptions(newSpace, graphs, averaging, importers, listener);
    }

    /** The same with a table of graphs. */
    public TableImportOptions withGraphs(Path newGraphs) {
        return new TableImportOptions(space, newGraphs, averaging, importers, listener);
    }

    /** The same, repeated rows averaged or not. */
    public TableImportOptions withAveraging(boolean newAveraging) {
        return new TableImportOptions(space, graphs, newAveraging, importers, listener);
    }

    /** The same with other formats. */
    public TableImportOptions withImporters(List<TableImporter> newImporters) {
        return new TableImportOptions(space, graphs, averaging, newImporters, listener);
    }

    /** The same with a listener. */
    public TableImportOptions withListener(ImportListener newListener) {
        return new TableImportOptions(space, graphs, averaging, importers, newListener);
    }
}
