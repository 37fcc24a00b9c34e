package org.deltanas.predict;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Activation;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.SearchSpace;

/**
 * A predictor as it is stored.
 *
 * <p>In the file, after the frame's header (magic {@code DNAP}, version, the space's {@linkplain SearchSpace#id id}, label,
 * whether larger labels are better, seed, architectures): the kind's name, the feature map's id, the network's inputs, the widths of its hidden layers, their
 * activation, the number of networks; the number of points of the line from levels to qualities and for each its level and quality; the number of anchors and for each its level, its
 * number of entries and their (column, value); for each network its six arrays, weights of the three layers first. Then
 * the CRC-32C.
 *
 * @param predictor the predictor
 * @param origin where it comes from
 */
public record PredictorFile(Predictor predictor, Origin origin) {
    private static final int MAX_MEMBERS = 64;

    /** Writes the file. Does not close the stream. */
    public void write(OutputStream out) throws IOException {
        StoredFormat.PREDICTOR.write(out, origin, this::write);
    }

    private void write(DataOutputStream out) throws IOException {
        FeatureMap features = predictor.features();
        out.writeUTF(predictor.kind().toString());
        out.writeUTF(features.id());
        out.writeInt(predictor.kind().inputs(features));
        out.writeInt(predictor.shape().hidden1());
        out.writeInt(predictor.shape().hidden2());
        out.writeUTF(predictor.shape().activation().toString());
        out.writeInt(predictor.members());
        Calibration calibration = predictor.calibration();
        out.writeInt(calibration.size());
        for (int i = 0; i < calibration.size(); i++) {
            out.writeDouble(calibration.level(i));
            out.writeDouble(calibration.quality(i));
        }
        SparseRows anchors = predictor.anchors().rows();
        out.writeInt(anchors.rows());
        for (int r = 0; r < anchors.rows(); r++) {
            out.writeDouble(predictor.anchors().level(r));
            out.writeInt(anchors.start(r + 1) - anchors.start(r));
            for (int e = anchors.start(r); e < anchors.start(r + 1); e++) {
                out.writeInt(anchors.column(e));
                out.writeFloat(anchors.value(e));
            }
        }
        for (int m = 0; m < predictor.members(); m++) {
            for (float[] tensor : predictor.member(m).tensors()) {
                for (float x : tensor) {
                    out.writeFloat(x);
                }
            }
        }
    }

    /**
     * Reads the file of a predictor for a space. Does not close the stream.
     *
     * @throws StoredFormatException if the bytes are no predictor, are damaged, or belong to another space, feature map or
     *     shape; the message says which
     */
    public static PredictorFile read(InputStream in, SearchSpace space) throws IOException {
        return StoredFormat.PREDICTOR.read(
                in, (data, origin) -> new PredictorFile(predictor(data, origin, space), origin));
    }

    private static Predictor predictor(DataInputStream in, Origin origin, SearchSpace space) throws IOException {
        origin.requireSpace(space);
        String kindName = in.readUTF();
        PredictorKind kind = PredictorKind.byName(kindName);
        if (kind == null) {
            throw new StoredFormatException("its kind '" + kindName + "' is none of potential, pair and difference");
        }
        FeatureMap features = features(in.readUTF(), kind, space);
        int inputs = in.readInt();
        MlpShape shape = shape(in.readInt(), in.readInt(), in.readUTF());
        int members = in.readInt();
        if (inputs != kind.inputs(features) || members < 1 || members > MAX_MEMBERS) {
            throw new StoredFormatException("its shape is " + members + " networks of " + inputs
                    + " inputs; expected 1 to " + MAX_MEMBERS + " of " + kind.inputs(features));
        }
        Calibration calibration = calibration(in, origin.architectures());
        Predictor.Anchors anchors = anchors(in, kind, features);
        Mlp[] networks = new Mlp[members];
        for (int m = 0; m < members; m++) {
            networks[m] = new Mlp(inputs, shape);
            for (float[] tensor : networks[m].tensors()) {
                for (int i = 0; i < tensor.length; i++) {
                    tensor[i] = (float) finite(in.readFloat());
                }
            }
            if (!networks[m].addsUpExactly(column -> features.largest(column % features.columns()))) {
                throw new StoredFormatException(
                        "the first layer of its network " + (m + 1) + " does not add up exactly");
            }
        }
        return new Predictor(kind, features, networks, anchors, calibration);
    }

    private static FeatureMap features(String id, PredictorKind kind, SearchSpace space) throws StoredFormatException {
        FeatureMap known = Predictor.features(id, kind, space);
        if (known == null) {
            throw new StoredFormatException("it sees features '" + id + "', which do not fit '"
                    + kind.features(space).id() + "'");
        }
        return known;
    }

    private static MlpShape shape(int hidden1, int hidden2, String activation) throws StoredFormatException {
        try {
            return new MlpShape(hidden1, hidden2, Activation.byName(activation));
        } catch (IllegalArgumentException e) {
            throw new StoredFormatException("its networks cannot be: " + e.getMessage());
        }
    }

    private static Calibration calibration(DataInputStream in, int architectures) throws IOException {
        int points = in.readInt();
        if (points < 0 || points > architectures) {
            throw new StoredFormatException(
                    "its line to the label has " + points + " points from " + architectures + " architectures");
        }
        double[] levels = new double[points];
        double[] qualities = new double[points];
        for (int i = 0; i < points; i++) {
            levels[i] = finite(in.readDouble());
            qualities[i] = finite(in.readDouble());
            if (i > 0 && !(levels[i] > levels[i - 1] && qualities[i] > qualities[i - 1])) {
                throw new StoredFormatException("its line to the label does not rise");
            }
        }
        return new Calibration(levels, qualities);
    }

    private static Predictor.Anchors anchors(DataInputStream in, PredictorKind kind, FeatureMap features)
            throws IOException {
        int count = in.readInt();
        boolean fits = kind == PredictorKind.POTENTIAL ? count == 0 : count > 0 && count <= Predictor.MAX_ANCHORS;
        if (!fits) {
            throw new StoredFormatException("a " + kind + " predictor cannot have " + count + " anchors");
        }
        SparseRows rows = new SparseRows(count, count * 32);
        double[] levels = new double[count];
        for (int r = 0; r < count; r++) {
            levels[r] = finite(in.readDouble());
            int entries = in.readInt();
            for (int e = 0; e < entries; e++) {
                int column = in.readInt();
                if (column < 0 || column >= features.columns()) {
                    throw new StoredFormatException(
                            "an anchor has column " + column + " of " + features.columns() + " columns");
                }
                rows.add(column, (float) finite(in.readFloat()));
            }
            rows.endRow();
        }
        return new Predictor.Anchors(rows, levels);
    }

    private static double finite(double x) throws StoredFormatException {
        if (!Double.isFinite(x)) {
            throw new StoredFormatException("it holds the number " + x);
        }
        return x;
    }
}
