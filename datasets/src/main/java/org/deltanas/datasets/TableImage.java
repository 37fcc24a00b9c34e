package org.deltanas.datasets;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * The bytes of a table, in memory or in a mapped file, with their header and metadata; see the package's documentation
 * for the format.
 *
 * @param bytes all of them
 * @param header the header
 * @param metadata the metadata
 */
record TableImage(MemorySegment bytes, TableHeader header, TableMetadata metadata) {
    private static final int SAMPLES = 16;

    /** Lays out a filled table. The bytes live as long as the arena. */
    static TableImage of(TableBuilder table, TableSource source, Arena arena) {
        SearchSpace space = table.space();
        int rows = table.rows();
        int numeric = 0;
        for (int c = 0; c < table.columns().size(); c++) {
            numeric += table.isRejected(c) ? 0 : 1;
        }
        // Checksums have a fixed width, so metadata without them are as long.
        TableMetadata draft = metadata(table, source, new int[numeric]);
        int metadataBytes = draft.encode().length;
        int slots = Integer.highestOneBit(rows) * 4;
        TableHeader sizes = header(space, rows, slots, metadataBytes, numeric, 0, new int[4]);
        MemorySegment bytes = arena.allocate(sizes.expectedBytes(), TableHeader.ALIGNMENT);

        writeCodes(table.codes(), rows, space.words(), bytes.asSlice(sizes.codesAt()));
        if (sizes.byClass()) {
            writeCodes(table.keys(), rows, space.words(), bytes.asSlice(sizes.keysAt()));
        }
        writeIndex(table.keys(), rows, slots, bytes.asSlice(sizes.indexAt()));
        int[] columnChecksums = new int[numeric];
        int next = 0;
        for (int c = 0; c < table.columns().size(); c++) {
            if (!table.isRejected(c)) {
                long at = sizes.columnAt(next);
                MemorySegment.copy(table.cells(c), 0, bytes, TableHeader.DOUBLE, at, rows);
                columnChecksums[next++] = TableHeader.checksum(bytes, at, sizes.columnBytes());
            }
        }
        TableMetadata metadata = metadata(table, source, columnChecksums);
        byte[] encoded = metadata.encode();
        MemorySegment.copy(encoded, 0, bytes, ValueLayout.JAVA_BYTE, TableHeader.BYTES, encoded.length);
        int[] checksums = {
            TableHeader.checksum(bytes, TableHeader.BYTES, sizes.codesAt() - TableHeader.BYTES),
            TableHeader.checksum(bytes, sizes.codesAt(), sizes.codesBytes()),
            sizes.byClass() ? TableHeader.checksum(bytes, sizes.keysAt(), sizes.codesBytes()) : 0,
            TableHeader.checksum(bytes, sizes.indexAt(), sizes.indexBytes())
        };
        TableHeader header = header(space, rows, slots, metadataBytes, numeric, sizes.expectedBytes(), checksums);
        header.write(bytes);
        return new TableImage(bytes, header, metadata);
    }

    private static TableHeader header(
            SearchSpace space, int rows, int slots, int metadataBytes, int columns, long fileBytes, int[] checksums) {
        return new TableHeader(
                fileBytes,
                rows,
                space.words(),
                space.bits(),
                space.isMeasuredByClass(),
                slots,
                metadataBytes,
                columns,
                checksums[0],
                checksums[1],
                checksums[2],
                checksums[3]);
    }

    private static TableMetadata metadata(TableBuilder table, TableSource source, int[] checksums) {
        int rows = table.rows();
        List<TableMetadata.Column> columns = new ArrayList<>();
        int next = 0;
        for (int c = 0; c < table.columns().size(); c++) {
            if (table.isRejected(c)) {
                columns.add(new TableMetadata.Column(table.columns().get(c), table.problem(c), 0, 0));
                continue;
            }
            int present = 0;
            for (int row = 0; row < rows; row++) {
                present += Double.isNaN(table.value(row, c)) ? 0 : 1;
            }
            columns.add(new TableMetadata.Column(table.columns().get(c), "", present, checksums[next++]));
        }
        List<TableMetadata.Sample> samples = new ArrayList<>();
        int count = Math.min(SAMPLES, rows);
        for (int i = 0; i < count; i++) {
            int row = count == 1 ? 0 : (int) ((long) i * (rows - 1) / (count - 1));
            samples.add(new TableMetadata.Sample(row, table.space().format(table.codes(), row)));
        }
        return new TableMetadata(table.space().id(), source, columns, samples);
    }

    private static void writeCodes(CodeSlab codes, int rows, int words, MemorySegment to) {
        for (int row = 0; row < rows; row++) {
            for (int w = 0; w < words; w++) {
                to.setAtIndex(TableHeader.LONG, (long) row * words + w, codes.word(row, w));
            }
        }
    }

    /** Open addressing with linear probing: a slot holds a row plus one, or 0. */
    private static void writeIndex(CodeSlab keys, int rows, int slots, MemorySegment to) {
        for (int row = 0; row < rows; row++) {
            int slot = (int) keys.hash(row) & (slots - 1);
            while (to.getAtIndex(TableHeader.INT, slot) != 0) {
                slot = (slot + 1) & (slots - 1);
            }
            to.setAtIndex(TableHeader.INT, slot, row + 1);
        }
    }

    /**
     * Takes the bytes of a whole file for a table, once every one of them was found to be what was written.
     *
     * @throws TableVersionException if the file is of another version
     * @throws CorruptTableException if a checksum is wrong or the file has another length than it should
     */
    static TableImage of(Path file, MemorySegment bytes) {
        TableHeader header = TableHeader.read(file, bytes);
        check(file, bytes, TableHeader.BYTES, header.codesAt(), header.metadataChecksum(), "the metadata");
        byte[] encoded = new byte[header.metadataBytes()];
        // Not by MemorySegment.copy, which spins a class of its own for arrays: 8 ms of a JVM's first opening.
        bytes.asSlice(TableHeader.BYTES, encoded.length).asByteBuffer().get(encoded);
        TableMetadata metadata;
        try {
            metadata = TableMetadata.decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new CorruptTableException(file, "the metadata make no sense: " + e.getMessage());
        }
        if (metadata.numericColumns() != header.columns()) {
            throw new CorruptTableException(
                    file,
                    "the metadata tell of " + metadata.numericColumns() + " columns of numbers, the header of "
                            + header.columns());
        }
        long keysEnd = header.keysAt() + header.codesBytes();
        check(
                file,
                bytes,
                header.codesAt(),
                header.codesAt() + header.codesBytes(),
                header.codesChecksum(),
                "the codes");
        if (header.byClass()) {
            check(file, bytes, header.keysAt(), keysEnd, header.keysChecksum(), "the keys");
        }
        check(file, bytes, header.indexAt(), header.columnAt(0), header.indexChecksum(), "the index");
        int next = 0;
        for (TableMetadata.Column column : metadata.columns()) {
            if (column.isNumeric()) {
                String name = column.info().name();
                check(file, bytes, header.columnAt(next), header.columnAt(next + 1), column.checksum(), name);
                next++;
            }
        }
        return new TableImage(bytes, header, metadata);
    }

    /** Puts words together only to complain: the first string that a JVM concatenates costs it 10 ms. */
    private static void check(Path file, MemorySegment bytes, long from, long to, int checksum, String section) {
        if (TableHeader.checksum(bytes, from, to - from) != checksum) {
            throw new CorruptTableException(
                    file,
                    "the file is damaged in " + (section.startsWith("the ") ? section : "the column '" + section + "'")
                            + ", bytes " + from + " to " + (to - 1) + ": the checksum is wrong");
        }
    }

    /** The row of a key, or -1. */
    int find(CodeSlab slab, int slabRow) {
        int mask = header.slots() - 1;
        int slot = (int) slab.hash(slabRow) & mask;
        long index = header.indexAt();
        // At most half of the slots are taken; the bound is for files that someone made up.
        for (int probes = 0; probes <= mask; probes++) {
            int row = bytes.get(TableHeader.INT, index + (long) slot * Integer.BYTES) - 1;
            if (row < 0) {
                return -1;
            }
            if (hasKey(row, slab, slabRow)) {
                return row;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private boolean hasKey(int row, CodeSlab slab, int slabRow) {
        int words = header.words();
        long at = header.keysAt() + (long) row * words * Long.BYTES;
        for (int w = 0; w < words; w++) {
            if (bytes.get(TableHeader.LONG, at + (long) w * Long.BYTES) != slab.word(slabRow, w)) {
                return false;
            }
        }
        return true;
    }

    /** Copies the code of a row. */
    void code(int row, CodeSlab to, int toRow) {
        copy(header.codesAt(), row, to, toRow);
    }

    /** Copies what a row is looked up by. */
    void key(int row, CodeSlab to, int toRow) {
        copy(header.keysAt(), row, to, toRow);
    }

    private void copy(long section, int row, CodeSlab to, int toRow) {
        int words = header.words();
        for (int w = 0; w < words; w++) {
            to.setWord(toRow, w, bytes.get(TableHeader.LONG, section + ((long) row * words + w) * Long.BYTES));
        }
    }

    /** The numbers of a column, by its place among all columns. */
    MemorySegment column(int column) {
        int numeric = 0;
        for (int c = 0; c < column; c++) {
            numeric += metadata.columns().get(c).isNumeric() ? 1 : 0;
        }
        return bytes.asSlice(header.columnAt(numeric), (long) header.rows() * Double.BYTES);
    }
}
