package org.deltanas.predict;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Function;
import org.deltanas.encode.FeatureMap;
import org.deltanas.proxy.Direction;
import org.deltanas.space.CodeIndex;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.eclipse.collections.impl.list.mutable.primitive.DoubleArrayList;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;

/**
 * The difference-of-architecture data set of Algorithm 1: pairs of labelled architectures some edits apart.
 *
 * <p>Architectures are stored once each, as their packed codes, so that any predictor and any features can learn from
 * the same file. Owns its memory; filled by one thread, read by any number.
 *
 * <p>In the file, after the frame's header (magic {@code DNAD}, version, the space's {@linkplain SearchSpace#id id}, label, whether larger labels are better,
 * seed, architectures): the edits between the architectures of a pair, the samples drawn for each difference, the longs
 * of a code; for each architecture its code and its label; the number of pairs and for each its two architectures. Then
 * the CRC-32C. All numbers big-endian.
 */
public final class DifferenceDataSet implements AutoCloseable {
    private final SearchSpace space;
    private final int edits;
    private final int samples;
    private final CodeIndex architectures;
    private final DoubleArrayList labels = new DoubleArrayList();
    private final IntArrayList pairs = new IntArrayList();

    /**
     * An empty data set.
     *
     * @param edits how many edits lie between the architectures of a pair (the paper's k)
     * @param samples how many pairs are drawn for each difference (the paper's n)
     */
    public DifferenceDataSet(SearchSpace space, int edits, int samples) {
        if (edits < 1 || samples < 1) {
            throw new IllegalArgumentException(
                    "edits and samples must be at least 1, not " + edits + " and " + samples);
        }
        this.space = space;
        this.edits = edits;
        this.samples = samples;
        this.architectures = CodeIndex.of(space, 256);
    }

    /**
     * Adds a pair of labelled architectures.
     *
     * @param labelA the label of the first; minus infinity for a dead network, NaN is not accepted
     * @param labelB the label of the second
     */
    public void add(CodeSlab codes, int rowA, double labelA, int rowB, double labelB) {
        int a = add(codes, rowA, labelA);
        int b = add(codes, rowB, labelB);
        pairs.add(a);
        pairs.add(b);
    }

    private int add(CodeSlab codes, int row, double label) {
        if (Double.isNaN(label)) {
            throw new IllegalArgumentException("an architecture without a label cannot be learnt from");
        }
        int number = architectures.add(codes, row);
        if (number < 0) {
            return -1 - number;
        }
        labels.add(label);
        return number;
    }

    /** The search space. */
    public SearchSpace space() {
        return space;
    }

    /** How many edits lie between the architectures of a pair. */
    public int edits() {
        return edits;
    }

    /** How many pairs were to be drawn for each difference. */
    public int samples() {
        return samples;
    }

    /** The number of pairs. */
    public int pairs() {
        return pairs.size() / 2;
    }

    /** The first architecture of a pair. */
    public int first(int pair) {
        return pairs.get(2 * pair);
    }

    /** The second architecture of a pair. */
    public int second(int pair) {
        return pairs.get(2 * pair + 1);
    }

    /** The number of different architectures. */
    public int size() {
        return labels.size();
    }

    /** The architectures, one a row. */
    public CodeSlab codes() {
        return architectures.codes();
    }

    /** The label of an architecture. */
    public double label(int architecture) {
        return labels.get(architecture);
    }

    /** The differences as predictors learn them, architectures being seen through {@code features}. */
    public TrainingSet trainingSet(FeatureMap features, Direction direction) {
        TrainingSet data = new TrainingSet(features);
        for (int i = 0; i < size(); i++) {
            data.add(codes(), i, direction.quality(label(i)));
        }
        for (int p = 0; p < pairs(); p++) {
            data.addPair(first(p), second(p));
        }
        return data;
    }

    /**
     * A data set as it is stored.
     *
     * @param data the data set, owned by whoever reads or writes
     * @param origin where it comes from
     */
    public record Stored(DifferenceDataSet data, Origin origin) {}

    /** Writes a file. Does not close the stream. */
    public void write(OutputStream out, Origin origin) throws IOException {
        StoredFormat.DIFFERENCES.write(out, origin, this::write);
    }

    private void write(DataOutputStream out) throws IOException {
        out.writeInt(edits);
        out.writeInt(samples);
        out.writeInt(space.words());
        for (int i = 0; i < size(); i++) {
            for (int w = 0; w < space.words(); w++) {
                out.writeLong(codes().word(i, w));
            }
            out.writeDouble(label(i));
        }
        out.writeInt(pairs());
        for (int p = 0; p < pairs(); p++) {
            out.writeInt(first(p));
            out.writeInt(second(p));
        }
    }

    /**
     * Reads a file. Does not close the stream.
     *
     * @param spaces gives the space of an {@linkplain SearchSpace#id id}, or refuses it
     * @throws StoredFormatException if the bytes are no data set, are damaged, or are not of the space that was given; the
     *     message says which
     */
    public static Stored read(InputStream in, Function<String, SearchSpace> spaces) throws IOException {
        return StoredFormat.DIFFERENCES.read(in, (data, origin) -> {
            int edits = data.readInt();
            int samples = data.readInt();
            SearchSpace space = spaces.apply(origin.space());
            origin.requireSpace(space);
            if (edits < 1 || samples < 1) {
                throw new StoredFormatException("it was made with " + edits + " edits and " + samples + " samples");
            }
            DifferenceDataSet set = new DifferenceDataSet(space, edits, samples);
            boolean done = false;
            try {
                set.read(data, origin.architectures());
                done = true;
            } finally {
                if (!done) {
                    set.close();
                }
            }
            return new Stored(set, origin);
        });
    }

    private void read(DataInputStream in, int count) throws IOException {
        int words = in.readInt();
        if (words != space.words()) {
            throw new StoredFormatException(
                    "its codes have " + words + " longs; those of '" + space.name() + "' have " + space.words());
        }
        try (CodeSlab code = space.newSlab(1)) {
            for (int i = 0; i < count; i++) {
                for (int w = 0; w < words; w++) {
                    code.setWord(0, w, in.readLong());
                }
                double label = in.readDouble();
                if (!space.isValid(code, 0) || Double.isNaN(label)) {
                    throw new StoredFormatException(
                            "its architecture " + i + " is none of '" + space.name() + "', or has no label");
                }
                if (add(code, 0, label) != i) {
                    throw new StoredFormatException("its architecture " + i + " is there twice");
                }
            }
        }
        int pairCount = in.readInt();
        for (int p = 0; p < pairCount; p++) {
            int a = in.readInt();
            int b = in.readInt();
            if (a < 0 || a >= count || b < 0 || b >= count) {
                throw new StoredFormatException(
                        "its pair " + p + " is " + a + " and " + b + " of " + count + " architectures");
            }
            pairs.add(a);
            pairs.add(b);
        }
    }

    @Override
    public void close() {
        architectures.close();
    }
}
