package org.deltanas.datasets;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.deltanas.space.CodeIndex;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * A table of numbers for architectures of one space: a row an architecture, a column a quantity.
 *
 * <p>Values lie off the heap, a column at a time; a look-up by code allocates nothing. Immutable once read, so any
 * number of threads may use it; it owns its memory and frees it on {@link #close}, after which neither it nor its
 * columns may be used.
 */
public final class BenchmarkTable implements AutoCloseable {
    private final Path file;
    private final SearchSpace space;
    private final CodeIndex codes;
    private final List<String> columns;
    private final List<String> problems;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment values;

    /**
     * Takes over what was read.
     *
     * @param codes the rows' architectures; this table's from now on
     * @param columns the columns' names
     * @param problems for each column what makes it no column of numbers, or null
     * @param cells for each column its numbers, NaN where missing; ignored where there is a problem
     */
    BenchmarkTable(
            Path file,
            SearchSpace space,
            CodeIndex codes,
            List<String> columns,
            List<String> problems,
            List<double[]> cells) {
        this.file = file;
        this.space = space;
        this.codes = codes;
        this.columns = List.copyOf(columns);
        this.problems = problems;
        int rows = codes.size();
        this.values = arena.allocate(Math.max(1L, (long) columns.size() * rows) * Double.BYTES, 64);
        for (int c = 0; c < columns.size(); c++) {
            if (problems.get(c) == null) {
                MemorySegment.copy(
                        cells.get(c), 0, values, ValueLayout.JAVA_DOUBLE, (long) c * rows * Double.BYTES, rows);
            }
        }
    }

    /** Reads a file with the {@linkplain Sentinel#PUBLISHED sentinels of published tables}. */
    public static BenchmarkTable read(Path file, SearchSpace space) {
        return read(file, space, Sentinel.PUBLISHED);
    }

    /**
     * Reads CSV, plain or gzip (told by its first bytes, whatever its name): UTF-8, commas, one header line. The column
     * {@code arch} holds the architectures as their benchmark writes them; every other column whose cells are all
     * numbers or {@linkplain Sentinel missing} can be used. Time and memory are linear in the file.
     *
     * @throws TableReadException if the file cannot be read to its end
     * @throws TableFormatException if it is no table
     * @throws UnsupportedTableException if it has no column {@code arch}
     * @throws TableArchitectureException if a row's {@code arch} is no architecture of {@code space}
     * @throws DuplicateRowException if an architecture has two rows
     */
    public static BenchmarkTable read(Path file, SearchSpace space, List<Sentinel> sentinels) {
        return new TableReader(file, space, sentinels).read();
    }

    /** The file that the table was read from. */
    public Path file() {
        return file;
    }

    /** The space whose architectures the rows are. */
    public SearchSpace space() {
        return space;
    }

    /** The number of rows. */
    public int rows() {
        return codes.size();
    }

    /** The names of all columns but {@code arch}, in the file's order. */
    public List<String> columns() {
        return columns;
    }

    /** The row of an architecture of the table's space, or -1 if there is none. */
    public int row(CodeSlab slab, int slabRow) {
        return codes.indexOf(slab, slabRow);
    }

    /** The architecture of a row as its benchmark writes it. Allocates. */
    public String architecture(int row) {
        return space.format(codes.codes(), row);
    }

    /**
     * A column of numbers.
     *
     * @throws MissingColumnException if there is no such column
     * @throws NonNumericColumnException if a cell of it is neither a number nor missing
     * @throws EmptyColumnException if it has no value in any row
     */
    public TableColumn column(String name) {
        int index = columns.indexOf(name);
        if (index < 0) {
            throw new MissingColumnException(
                    file,
                    "there is no column " + TableException.excerpt(name) + "; columns are "
                            + String.join(", ", columns));
        }
        if (problems.get(index) != null) {
            throw new NonNumericColumnException(file, problems.get(index));
        }
        long bytes = (long) rows() * Double.BYTES;
        TableColumn column = new TableColumn(name, values.asSlice(index * bytes, bytes));
        if (column.present() == 0) {
            throw new EmptyColumnException(file, "the column '" + name + "' has no value in any of the rows");
        }
        return column;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
            codes.close();
        }
    }
}
