package org.deltanas.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.deltanas.space.UnknownSpaceException;

/**
 * A table of numbers for architectures of one space: a row an architecture, a column a quantity.
 *
 * <p>A table {@linkplain TableImport imported} to a file is mapped, not read: opening costs one pass over its bytes for
 * their checksums, and processes that open the same file share its memory. Anything else is imported into memory first;
 * what it answers is the same. Where a benchmark {@linkplain SearchSpace#isMeasuredByClass measured classes} of
 * architectures, every member of a class finds its row.
 *
 * <p>Immutable, so any number of threads may use it; it owns its memory and frees it on {@link #close}, after which
 * neither it nor its columns may be used. A mapped file must not be shortened while it is open; an import in its place
 * is harmless, as it leaves the old file to those who have it open.
 */
public final class BenchmarkTable implements AutoCloseable {
    private final Path file;
    private final SearchSpace space;
    private final Arena arena;
    private final TableImage image;
    private final boolean imported;

    private BenchmarkTable(Path file, SearchSpace space, Arena arena, TableImage image, boolean imported) {
        this.file = file;
        this.space = space;
        this.arena = arena;
        this.image = image;
        this.imported = imported;
    }

    /** Reads a table of a space with the {@linkplain Sentinel#PUBLISHED sentinels of published tables}. */
    public static BenchmarkTable read(Path file, SearchSpace space) {
        return read(file, space, Sentinel.PUBLISHED);
    }

    /** Reads a table whose space the file names or its format tells. */
    public static BenchmarkTable read(Path file) {
        return read(file, null, Sentinel.PUBLISHED);
    }

    /**
     * Opens a table: a file that {@link TableImport} wrote (told by its first bytes, whatever its name), or a source in
     * one of the formats of {@link TableImporter#standard}, plain or gzip. Time and memory of the latter are linear in
     * the file.
     *
     * @param space of the architectures; null to take the one that the file is of
     * @param sentinels numbers that stand for missing values in a source; an imported table has none left
     * @throws TableReadException if the file cannot be read to its end
     * @throws CorruptTableException if it is an imported table and not what was written
     * @throws TableVersionException if it is an imported table of another version
     * @throws TableSpaceException if it is of another space, or none is given and the file does not tell
     * @throws UnsupportedTableException if it is of no known format
     * @throws TableFormatException if it is of a known format and breaks its rules
     * @throws TableArchitectureException if a row's key is no architecture of {@code space}
     * @throws DuplicateRowException if an architecture has two rows
     */
    public static BenchmarkTable read(Path file, SearchSpace space, List<Sentinel> sentinels) {
        if (isImported(file)) {
            return map(file, space);
        }
        TableImportOptions options =
                TableImportOptions.standard().withSpace(space).withImporters(TableImporter.standard(sentinels));
        Arena arena = Arena.ofShared();
        boolean done = false;
        try (TableBuilder table = new TableBuilder(file, false)) {
            String format = TableImport.fill(table, file, options);
            TableSource source = new TableSource(String.valueOf(file.getFileName()), format, "");
            TableImage image = TableImage.of(table, source, arena);
            done = true;
            return new BenchmarkTable(file, table.space(), arena, image, false);
        } finally {
            if (!done) {
                arena.close();
            }
        }
    }

    /** Whether a file begins as an imported table does; false for one that cannot be read. */
    static boolean isImported(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return TableHeader.startsWithMagic(in.readNBytes(TableHeader.magicBytes()));
        } catch (IOException e) {
            return false; // whoever opens it next tells why
        }
    }

    private static BenchmarkTable map(Path file, SearchSpace space) {
        Arena arena = Arena.ofShared();
        boolean done = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            TableImage image = TableImage.of(file, bytes);
            BenchmarkTable table = new BenchmarkTable(file, spaceOf(file, image, space), arena, image, true);
            table.checkCodes();
            done = true;
            return table;
        } catch (NoSuchFileException e) {
            throw new TableReadException(file, "there is no such file", e);
        } catch (IOException e) {
            throw new TableReadException(file, "cannot be mapped: " + e, e);
        } finally {
            if (!done) {
                arena.close();
            }
        }
    }

    private static SearchSpace spaceOf(Path file, TableImage image, SearchSpace asked) {
        String id = image.metadata().space();
        if (asked != null) {
            if (!asked.id().equals(id)) {
                throw new TableSpaceException(file, "the table is of the space " + id + ", not of " + asked.id());
            }
            return asked;
        }
        try {
            return SearchSpaces.byName(id);
        } catch (UnknownSpaceException e) {
            throw new TableSpaceException(
                    file, "the table is of the space " + TableException.excerpt(id) + ", which must be named");
        }
    }

    /** The packing of a space's codes may differ between versions of this program; its strings do not. */
    private void checkCodes() {
        TableHeader header = image.header();
        boolean same = header.words() == space.words()
                && header.bits() == space.bits()
                && header.byClass() == space.isMeasuredByClass();
        if (same) {
            try (CodeSlab codes = space.newSlab(2)) {
                for (TableMetadata.Sample sample : image.metadata().samples()) {
                    image.code(sample.row(), codes, 0);
                    writeKey(codes, 0, codes, 1);
                    same &= space.isValid(codes, 0)
                            && space.format(codes, 0).equals(sample.architecture())
                            && image.find(codes, 1) == sample.row();
                }
            }
        }
        if (!same) {
            throw new TableVersionException(
                    file,
                    "the table was written for another version of the space " + space.name()
                            + ", whose codes were packed in another way: import it again");
        }
    }

    private void writeKey(CodeSlab codes, int row, CodeSlab keys, int keyRow) {
        if (image.header().byClass()) {
            space.canonicalise(codes, row, keys, keyRow);
        } else {
            keys.copyFrom(codes, row, keyRow);
        }
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
        return image.header().rows();
    }

    /** Whether the file is an imported table, mapped into memory. */
    public boolean isImported() {
        return imported;
    }

    /** Whether a row stands for a class of architectures, as the space's representatives tell them apart. */
    public boolean isByClass() {
        return image.header().byClass();
    }

    /** The length of the table in its file format, in bytes. */
    public long bytes() {
        return image.bytes().byteSize();
    }

    /** Where the table came from. */
    public TableSource source() {
        return image.metadata().source();
    }

    /** The names of all columns but those that name the architecture, in the source's order. */
    public List<String> columns() {
        return image.metadata().columns().stream()
                .map(column -> column.info().name())
                .toList();
    }

    /** The names of the columns that hold something else than numbers and cannot be used, in the source's order. */
    public List<String> textColumns() {
        return image.metadata().columns().stream()
                .filter(column -> !column.isNumeric())
                .map(column -> column.info().name())
                .toList();
    }

    /**
     * The row of an architecture of the table's space, or -1 if there is none. Allocates where rows stand for classes;
     * {@link #finder} does not.
     */
    public int row(CodeSlab slab, int slabRow) {
        if (!isByClass()) {
            return image.find(slab, slabRow);
        }
        try (RowFinder finder = finder()) {
            return finder.row(slab, slabRow);
        }
    }

    /** A means of one thread to look up many architectures. */
    public RowFinder finder() {
        return new RowFinder(image, space);
    }

    /** Copies the code of a row as the source has it, which is one member of its class where rows stand for classes. */
    public void code(int row, CodeSlab to, int toRow) {
        image.code(row, to, toRow);
    }

    /** The architecture of a row as its benchmark writes it. Allocates. */
    public String architecture(int row) {
        try (CodeSlab codes = space.newSlab(1)) {
            code(row, codes, 0);
            return space.format(codes, 0);
        }
    }

    /**
     * A column of numbers: by its own name; or by its {@linkplain ColumnInfo#quantity quantity}, which means the mean
     * over runs; or by {@code quantity#N}, its single run {@code N}, from 1.
     *
     * @throws MissingColumnException if there is no such column
     * @throws NonNumericColumnException if a cell of it is neither a number nor missing
     * @throws EmptyColumnException if it has no value in any row
     */
    public TableColumn column(String name) {
        TableColumn column = anyColumn(indexOf(name));
        if (column.present() == 0) {
            throw new EmptyColumnException(file, "the column '" + column.name() + "' has no value in any of the rows");
        }
        return column;
    }

    /** All columns of numbers, empty ones included, in the source's order. */
    public List<TableColumn> numericColumns() {
        List<TableColumn> found = new ArrayList<>();
        for (int c = 0; c < image.metadata().columns().size(); c++) {
            if (image.metadata().columns().get(c).isNumeric()) {
                found.add(anyColumn(c));
            }
        }
        return List.copyOf(found);
    }

    private TableColumn anyColumn(int index) {
        TableMetadata.Column column = image.metadata().columns().get(index);
        if (!column.isNumeric()) {
            throw new NonNumericColumnException(file, column.problem());
        }
        return new TableColumn(column.info(), image.column(index), column.present());
    }

    private int indexOf(String name) {
        List<TableMetadata.Column> columns = image.metadata().columns();
        for (int c = 0; c < columns.size(); c++) {
            if (columns.get(c).info().name().equals(name)) {
                return c;
            }
        }
        for (int c = 0; c < columns.size(); c++) {
            ColumnInfo info = columns.get(c).info();
            String asked = info.run() == 0 ? info.quantity() : info.quantity() + "#" + info.run();
            if (asked.equals(name)) {
                return c;
            }
        }
        throw new MissingColumnException(
                file,
                "there is no column " + TableException.excerpt(name) + "; columns are " + String.join(", ", columns()));
    }

    /** The bytes behind the table. */
    TableImage image() {
        return image;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
