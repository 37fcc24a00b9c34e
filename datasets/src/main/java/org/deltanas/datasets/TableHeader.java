package org.deltanas.datasets;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The first 128 bytes of a table file, from which the place of every section follows.
 *
 * @param fileBytes the length of the whole file
 * @param rows the number of rows, at least 1
 * @param words longs in a code
 * @param bits of a code that are used
 * @param byClass whether a row stands for a class of architectures, so that there is a section of keys
 * @param slots of the index, a power of two above {@code rows}
 * @param metadataBytes the length of the metadata
 * @param columns the number of columns with numbers
 * @param metadataChecksum CRC-32C of the metadata's section
 * @param codesChecksum of the codes' section
 * @param keysChecksum of the keys' section; 0 without one
 * @param indexChecksum of the index's section
 */
record TableHeader(
        long fileBytes,
        int rows,
        int words,
        int bits,
        boolean byClass,
        int slots,
        int metadataBytes,
        int columns,
        int metadataChecksum,
        int codesChecksum,
        int keysChecksum,
        int indexChecksum) {
    /** The version that is written, and the only one that is read. */
    static final int VERSION = 1;

    static final int BYTES = 128;
    /** Every section starts at a multiple of this, zeros before it. */
    static final int ALIGNMENT = 64;

    /**
     * 0x89, then {@code DNAS}, then CR, LF, 0x1A: not text, and not the same after a transfer that changes line ends or
     * drops the eighth bit.
     */
    private static final byte[] MAGIC = {(byte) 0x89, 'D', 'N', 'A', 'S', '\r', '\n', 0x1A};

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int VERSION_AT = 8;
    private static final int FLAGS_AT = 12;
    private static final int FILE_BYTES_AT = 16;
    private static final int ROWS_AT = 24;
    private static final int WORDS_AT = 28;
    private static final int BITS_AT = 32;
    private static final int SLOTS_AT = 36;
    private static final int METADATA_BYTES_AT = 40;
    private static final int COLUMNS_AT = 44;
    private static final int METADATA_CHECKSUM_AT = 48;
    private static final int CODES_CHECKSUM_AT = 52;
    private static final int KEYS_CHECKSUM_AT = 56;
    private static final int INDEX_CHECKSUM_AT = 60;
    private static final int CHECKSUM_AT = BYTES - Integer.BYTES;

    private static final int BY_CLASS = 1;

    /** Whether a file begins as a table file does. */
    static boolean startsWithMagic(byte[] start) {
        if (start.length < MAGIC.length) {
            return false;
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (start[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    static int magicBytes() {
        return MAGIC.length;
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    long codesAt() {
        return BYTES + aligned(metadataBytes);
    }

    /** Bytes of the section of codes, and of that of keys. */
    long codesBytes() {
        return aligned((long) rows * words * Long.BYTES);
    }

    long keysAt() {
        return byClass ? codesAt() + codesBytes() : codesAt();
    }

    long indexAt() {
        return keysAt() + codesBytes();
    }

    long indexBytes() {
        return aligned((long) slots * Integer.BYTES);
    }

    long columnAt(int column) {
        return indexAt() + indexBytes() + column * columnBytes();
    }

    long columnBytes() {
        return aligned((long) rows * Double.BYTES);
    }

    /** The length that the file must have by its other fields. */
    long expectedBytes() {
        return columnAt(columns);
    }

    void write(MemorySegment file) {
        MemorySegment.copy(MAGIC, 0, file, ValueLayout.JAVA_BYTE, 0, MAGIC.length);
        file.set(INT, VERSION_AT, VERSION);
        file.set(INT, FLAGS_AT, byClass ? BY_CLASS : 0);
        file.set(LONG, FILE_BYTES_AT, fileBytes);
        file.set(INT, ROWS_AT, rows);
        file.set(INT, WORDS_AT, words);
        file.set(INT, BITS_AT, bits);
        file.set(INT, SLOTS_AT, slots);
        file.set(INT, METADATA_BYTES_AT, metadataBytes);
        file.set(INT, COLUMNS_AT, columns);
        file.set(INT, METADATA_CHECKSUM_AT, metadataChecksum);
        file.set(INT, CODES_CHECKSUM_AT, codesChecksum);
        file.set(INT, KEYS_CHECKSUM_AT, keysChecksum);
        file.set(INT, INDEX_CHECKSUM_AT, indexChecksum);
        file.set(INT, CHECKSUM_AT, checksum(file, 0, CHECKSUM_AT));
    }

    /**
     * Reads the header of a whole file.
     *
     * @throws TableVersionException if it is of another version
     * @throws CorruptTableException if it, or the length of the file, is not what was written
     */
    static TableHeader read(Path name, MemorySegment file) {
        if (file.byteSize() < BYTES) {
            throw new CorruptTableException(
                    name,
                    "the file is truncated: it has " + file.byteSize() + " bytes, its header alone needs " + BYTES);
        }
        int version = file.get(INT, VERSION_AT);
        if (version != VERSION) {
            throw new TableVersionException(
                    name,
                    "the file is of version " + Integer.toUnsignedString(version) + " of the table format; this program"
                            + " reads version " + VERSION + ": import the table again");
        }
        if (file.get(INT, CHECKSUM_AT) != checksum(file, 0, CHECKSUM_AT)) {
            throw new CorruptTableException(name, "the header is damaged: its checksum is wrong");
        }
        TableHeader header = new TableHeader(
                file.get(LONG, FILE_BYTES_AT),
                file.get(INT, ROWS_AT),
                file.get(INT, WORDS_AT),
                file.get(INT, BITS_AT),
                (file.get(INT, FLAGS_AT) & BY_CLASS) != 0,
                file.get(INT, SLOTS_AT),
                file.get(INT, METADATA_BYTES_AT),
                file.get(INT, COLUMNS_AT),
                file.get(INT, METADATA_CHECKSUM_AT),
                file.get(INT, CODES_CHECKSUM_AT),
                file.get(INT, KEYS_CHECKSUM_AT),
                file.get(INT, INDEX_CHECKSUM_AT));
        header.check(name, file);
        return header;
    }

    private void check(Path name, MemorySegment file) {
        if (file.byteSize() != fileBytes) {
            throw new CorruptTableException(
                    name,
                    (file.byteSize() < fileBytes ? "the file is truncated: " : "something was added to the file: ")
                            + "it has " + file.byteSize() + " bytes, its header says " + fileBytes);
        }
        boolean sound = rows > 0
                && words > 0
                && bits > 0
                && Integer.bitCount(slots) == 1
                && slots > rows
                && metadataBytes > 0
                && columns >= 0
                && expectedBytes() == fileBytes;
        if (!sound) {
            throw new CorruptTableException(name, "the header contradicts itself: " + this);
        }
    }

    /** CRC-32C of a part of a file. */
    static int checksum(MemorySegment file, long from, long bytes) {
        CRC32C crc = new CRC32C();
        long most = 1 << 30; // of a buffer
        for (long at = 0; at < bytes; at += most) {
            crc.update(file.asSlice(from + at, Math.min(most, bytes - at)).asByteBuffer());
        }
        return (int) crc.getValue();
    }
}
