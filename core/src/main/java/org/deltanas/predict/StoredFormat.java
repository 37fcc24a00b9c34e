package org.deltanas.predict;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.deltanas.proxy.Direction;

/**
 * The frame around everything that is stored: a magic number, a version, the {@link Origin}, the content, and the CRC-32C
 * of all that, which tells every damage of up to four bytes in a row and nearly every other. Numbers are big-endian,
 * strings in {@link DataOutputStream#writeUTF modified UTF-8}.
 */
enum StoredFormat {
    PREDICTOR(0x444E4150, 3, "predictor"), // "DNAP"
    DIFFERENCES(0x444E4144, 1, "data set of differences"); // "DNAD"

    private static final int HEADER = 2 * Integer.BYTES;

    private final int magic;
    private final int version;
    private final String noun;

    StoredFormat(int magic, int version, String noun) {
        this.magic = magic;
        this.version = version;
        this.noun = noun;
    }

    /** Reads what is in the frame. */
    interface Content<T> {
        T read(DataInputStream in, Origin origin) throws IOException;
    }

    /** Writes what is in the frame. */
    interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    void write(OutputStream out, Origin origin, Writer content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeInt(magic);
        data.writeInt(version);
        data.writeUTF(origin.space());
        data.writeUTF(origin.label());
        data.writeBoolean(origin.direction() == Direction.MAX);
        data.writeLong(origin.seed());
        data.writeInt(origin.architectures());
        content.write(data);
        data.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        bytes.writeTo(out);
        out.flush();
    }

    <T> T read(InputStream in, Content<T> content) throws IOException {
        byte[] bytes = in.readAllBytes();
        int length = bytes.length - Integer.BYTES;
        checkFrame(bytes, length);
        DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes, HEADER, length - HEADER));
        try {
            Origin origin = new Origin(
                    data.readUTF(),
                    data.readUTF(),
                    data.readBoolean() ? Direction.MAX : Direction.MIN,
                    data.readLong(),
                    data.readInt());
            T result = content.read(data, origin);
            if (data.available() > 0) {
                throw new StoredFormatException("bytes follow its end");
            }
            return result;
        } catch (EOFException | UTFDataFormatException e) {
            throw new StoredFormatException("its numbers do not fit each other (" + e + ")");
        }
    }

    private void checkFrame(byte[] bytes, int length) throws StoredFormatException {
        ByteBuffer numbers = ByteBuffer.wrap(bytes);
        int found = bytes.length < Integer.BYTES ? 0 : numbers.getInt(0);
        if (found != magic) {
            throw new StoredFormatException("it is no " + noun + other(found));
        }
        if (length < HEADER) {
            throw new StoredFormatException("it is cut short");
        }
        int foundVersion = numbers.getInt(Integer.BYTES);
        if (foundVersion != version) {
            throw new StoredFormatException(
                    "its format version is " + foundVersion + "; this program reads version " + version);
        }
        if (checksum(bytes, length) != numbers.getInt(length)) {
            throw new StoredFormatException("its checksum is wrong: it is damaged or cut short");
        }
    }

    private static String other(int magic) {
        for (StoredFormat format : values()) {
            if (format.magic == magic) {
                return " but a " + format.noun;
            }
        }
        return "";
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
