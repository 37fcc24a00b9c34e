package org.deltanas.datasets;

import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * Finds the rows of architectures in a {@link BenchmarkTable}. For one thread at a time, to be closed before the table;
 * allocates nothing.
 */
public final class RowFinder implements AutoCloseable {
    private final TableImage image;
    private final SearchSpace space;
    private final CodeSlab key;

    RowFinder(TableImage image, SearchSpace space) {
        this.image = image;
        this.space = space;
        this.key = image.header().byClass() ? space.newSlab(1) : null;
    }

    /**
     * The row of an architecture, or of its class where the table's rows stand for classes; -1 if there is none.
     *
     * @param slab holds a valid code of the table's space in {@code slabRow}
     */
    public int row(CodeSlab slab, int slabRow) {
        if (key == null) {
            return image.find(slab, slabRow);
        }
        space.canonicalise(slab, slabRow, key, 0);
        return image.find(key, 0);
    }

    @Override
    public void close() {
        if (key != null) {
            key.close();
        }
    }
}
