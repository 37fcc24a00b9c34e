package org.deltanas.datasets;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.deltanas.proxy.Direction;

/**
 * The words of a table file: everything that is not a number per row.
 *
 * @param space the id of the space
 * @param source where the table came from
 * @param columns in the source's order
 * @param samples some rows with their architectures, to notice codes of another layout
 */
record TableMetadata(String space, TableSource source, List<Column> columns, List<Sample> samples) {
    /**
     * A column.
     *
     * @param info what it holds
     * @param problem what makes it no column of numbers; empty where it is one
     * @param present the number of rows with a value
     * @param checksum CRC-32C of its bytes
     */
    record Column(ColumnInfo info, String problem, int present, int checksum) {
        boolean isNumeric() {
            return problem.isEmpty();
        }
    }

    /** A row and its architecture as the benchmark writes it. */
    record Sample(int row, String architecture) {}

    TableMetadata {
        columns = List.copyOf(columns);
        samples = List.copyOf(samples);
    }

    /** The number of columns that have numbers in the file. */
    int numericColumns() {
        int count = 0;
        for (Column column : columns) {
            count += column.isNumeric() ? 1 : 0;
        }
        return count;
    }

    byte[] encode() {
        Writer out = new Writer();
        out.text(space);
        out.text(source.file());
        out.text(source.format());
        out.text(source.sha256());
        out.number(columns.size());
        for (Column column : columns) {
            ColumnInfo info = column.info();
            out.text(info.name());
            out.text(info.quantity());
            out.number(info.run());
            out.text(info.unit());
            out.text(info.direction() == null ? "" : info.direction().name());
            out.text(info.split().name());
            out.number(info.epochs());
            out.number(info.runs());
            out.text(column.problem());
            out.number(column.present());
            out.number(column.checksum());
        }
        out.number(samples.size());
        for (Sample sample : samples) {
            out.number(sample.row());
            out.text(sample.architecture());
        }
        return out.bytes.toByteArray();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if that is not what the bytes are
     */
    static TableMetadata decode(byte[] bytes) {
        Reader in = new Reader(bytes);
        String space = in.text();
        TableSource source = new TableSource(in.text(), in.text(), in.text());
        int columnCount = in.count();
        List<Column> columns = new ArrayList<>();
        for (int c = 0; c < columnCount; c++) {
            ColumnInfo info = new ColumnInfo(
                    in.text(),
                    in.text(),
                    in.number(),
                    in.text(),
                    in.direction(),
                    Split.valueOf(in.text()),
                    in.number(),
                    in.number());
            columns.add(new Column(info, in.text(), in.number(), in.number()));
        }
        int sampleCount = in.count();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < sampleCount; i++) {
            samples.add(new Sample(in.number(), in.text()));
        }
        if (in.bytes.hasRemaining()) {
            throw new IllegalArgumentException(in.bytes.remaining() + " bytes too many");
        }
        return new TableMetadata(space, source, columns, samples);
    }

    /** Numbers are 32-bit little-endian; texts are their length in bytes and as much UTF-8. */
    private static final class Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        void number(int value) {
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                bytes.write(value >>> shift);
            }
        }

        void text(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            number(utf8.length);
            bytes.writeBytes(utf8);
        }
    }

    private static final class Reader {
        private final ByteBuffer bytes;

        Reader(byte[] bytes) {
            this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        int number() {
            if (bytes.remaining() < Integer.BYTES) {
                throw new IllegalArgumentException("it ends within a number");
            }
            return bytes.getInt();
        }

        int count() {
            int count = number();
            if (count < 0 || count > bytes.remaining()) {
                throw new IllegalArgumentException("a count of " + count);
            }
            return count;
        }

        String text() {
            byte[] utf8 = new byte[count()];
            bytes.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }

        Direction direction() {
            String name = text();
            return name.isEmpty() ? null : Direction.valueOf(name);
        }
    }
}
