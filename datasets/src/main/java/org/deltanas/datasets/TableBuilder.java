package org.deltanas.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deltanas.space.CodeIndex;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.InvalidArchitectureException;
import org.deltanas.space.SearchSpace;

/**
 * A table that is being filled by a {@link TableImporter}: columns and rows in any order, every value missing until it
 * is set. Memory is linear in rows times columns. Used by one thread; frees its memory on {@link #close}.
 */
public final class TableBuilder implements AutoCloseable {
    private static final int EXPECTED_ROWS = 1 << 10;

    private final Path file;
    private final boolean averaging;
    /** Of how many values a cell is the mean, by column and row, where that is more than one. */
    private final Map<Long, Integer> counts = new HashMap<>();

    private final List<ColumnInfo> columns = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<double[]> values = new ArrayList<>();

    private SearchSpace space;
    private String place;
    private CodeIndex keys;
    private CodeSlab codes;
    private CodeSlab scratch;
    private long[] places = new long[EXPECTED_ROWS];
    private int capacity = EXPECTED_ROWS;

    /**
     * Begins a table of what a file holds.
     *
     * @param file its name goes into messages
     * @param averaging whether the rows of an architecture that comes more than once are averaged rather than refused
     */
    TableBuilder(Path file, boolean averaging) {
        this.file = file;
        this.averaging = averaging;
    }

    /**
     * Says what the rows are; once, before anything is added.
     *
     * @param space of the architectures
     * @param place what the number that comes with a row counts in the source, for messages: {@code line} or {@code entry}
     */
    public void begin(SearchSpace space, String place) {
        if (this.space != null) {
            throw new IllegalStateException("the table has begun already");
        }
        this.space = space;
        this.place = place;
        this.keys = CodeIndex.of(space, EXPECTED_ROWS);
        this.codes = space.newSlab(EXPECTED_ROWS);
        this.scratch = space.newSlab(2);
    }

    /** The space of the architectures. */
    public SearchSpace space() {
        return space;
    }

    /** The number of rows so far. */
    public int rows() {
        return keys == null ? 0 : keys.size();
    }

    /**
     * Adds a column, without a value in any row.
     *
     * @return its number
     */
    public int addColumn(ColumnInfo info) {
        double[] cells = new double[capacity];
        Arrays.fill(cells, Double.NaN);
        columns.add(info);
        problems.add("");
        values.add(cells);
        return columns.size() - 1;
    }

    /** The number of a column by its name, or -1. */
    public int column(String name) {
        for (int c = 0; c < columns.size(); c++) {
            if (columns.get(c).name().equals(name)) {
                return c;
            }
        }
        return -1;
    }

    /** What a column is said to hold. */
    public ColumnInfo info(int column) {
        return columns.get(column);
    }

    /** Turns a column into one that is no column of numbers; what is set in it from now on is ignored. */
    public void reject(int column, String problem) {
        if (problems.get(column).isEmpty()) {
            problems.set(column, problem);
        }
    }

    /** Whether a column was {@linkplain #reject rejected}. */
    public boolean isRejected(int column) {
        return !problems.get(column).isEmpty();
    }

    /**
     * Adds the row of an architecture.
     *
     * @param architecture as its benchmark writes it
     * @param number of the line or entry it stands on
     * @return the row
     * @throws TableArchitectureException if the string is no architecture of the space
     * @throws DuplicateRowException if the architecture, or where the benchmark measured classes of architectures its
     *     class, has a row already and repeated rows are not to be averaged
     */
    public int addRow(String architecture, long number) {
        int before = rows();
        int row = findOrAdd(architecture, number);
        if (rows() == before) {
            repeat(architecture, number, row);
        }
        return row;
    }

    /**
     * The row of an architecture, a new one if there is none yet.
     *
     * @throws TableArchitectureException if the string is no architecture of the space
     */
    public int findOrAdd(String architecture, long number) {
        try {
            space.parse(architecture, scratch, 0);
        } catch (InvalidArchitectureException e) {
            throw new TableArchitectureException(file, place + " " + number + ": " + e.getMessage(), e);
        }
        if (space.isMeasuredByClass()) {
            space.canonicalise(scratch, 0, scratch, 1);
        } else {
            scratch.copyFrom(scratch, 0, 1);
        }
        int row = keys.add(scratch, 1);
        if (row < 0) {
            return -1 - row;
        }
        if (row == capacity) {
            grow();
        }
        codes.copyFrom(scratch, 0, row);
        places[row] = number;
        return row;
    }

    /**
     * Says that an architecture's row comes again.
     *
     * @throws DuplicateRowException unless the values of repeated rows are to be averaged
     */
    public void repeat(String architecture, long number, int row) {
        if (averaging) {
            return;
        }
        throw new DuplicateRowException(
                file,
                place + " " + number + ": the architecture " + TableException.excerpt(architecture)
                        + (space.isMeasuredByClass() ? ", or one isomorphic to it," : "") + " has a row already, on "
                        + place + " " + places[row] + "; repeated rows can be averaged (--duplicates mean)");
    }

    private void grow() {
        CodeSlab larger = space.newSlab(2 * capacity);
        for (int row = 0; row < capacity; row++) {
            larger.copyFrom(codes, row, row);
        }
        codes.close();
        codes = larger;
        places = Arrays.copyOf(places, 2 * capacity);
        for (int c = 0; c < values.size(); c++) {
            double[] more = Arrays.copyOf(values.get(c), 2 * capacity);
            Arrays.fill(more, capacity, 2 * capacity, Double.NaN);
            values.set(c, more);
        }
        capacity *= 2;
    }

    /** Sets a value, or adds it to the mean of those that a repeated row has already; infinities count as missing. */
    public void set(int row, int column, double value) {
        double[] cells = values.get(column);
        if (averaging && !Double.isNaN(cells[row])) {
            if (Double.isFinite(value)) {
                int count = counts.merge((long) column << Integer.SIZE | row, 2, (old, two) -> old + 1);
                cells[row] += (value - cells[row]) / count;
            }
            return;
        }
        cells[row] = Double.isInfinite(value) ? Double.NaN : value;
    }

    /** A value that was set; NaN if none was. */
    public double value(int row, int column) {
        return values.get(column)[row];
    }

    List<ColumnInfo> columns() {
        return columns;
    }

    String problem(int column) {
        return problems.get(column);
    }

    /** The numbers of a column; those of rows that are not there are meaningless. */
    double[] cells(int column) {
        return values.get(column);
    }

    /** The architectures, as they were added. */
    CodeSlab codes() {
        return codes;
    }

    /** What rows are looked up by. */
    CodeSlab keys() {
        return keys.codes();
    }

    @Override
    public void close() {
        if (space != null) {
            keys.close();
            codes.close();
            scratch.close();
        }
    }
}
