package org.deltanas.predict;

import static org.deltanas.kernels.mlp.MlpKernels.HIDDEN;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;

/**
 * Predicts the difference between two architectures as F(a, b) = g(b) - g(a), g being an ensemble of small networks
 * that was trained on differences only. Antisymmetric, and the same along every path of edits from a to b; g by itself
 * ranks architectures.
 *
 * <p>Immutable and safe for any number of threads. Scores come from a {@link NeighbourScorer} or {@link #potentials}.
 */
public final class PotentialPredictor {
    private static final int MAGIC = 0x444E4150; // "DNAP"
    private static final int VERSION = 1;
    /** Rows at a time: both hidden tiles and the second layer's weights stay in the first-level cache. */
    static final int TILE = 32;

    private final FeatureMap features;
    private final Mlp[] members;
    private final double labelIntercept;
    private final double labelSlope;

    private PotentialPredictor(FeatureMap features, Mlp[] members, double labelIntercept, double labelSlope) {
        this.features = features;
        this.members = members;
        this.labelIntercept = labelIntercept;
        this.labelSlope = labelSlope;
    }

    /** Fits the line that turns potentials into qualities on the training set. */
    static PotentialPredictor fitted(TrainingSet data, Mlp[] members, MlpKernels kernels) {
        int n = data.size();
        float[] out = new float[n];
        double[] potentials = new double[n];
        for (Mlp member : members) {
            outputs(member, data.rows(), kernels, out);
            for (int i = 0; i < n; i++) {
                potentials[i] += out[i] / (double) members.length;
            }
        }
        double sumX = 0;
        double sumY = 0;
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (Double.isFinite(data.quality(i))) {
                sumX += potentials[i];
                sumY += data.quality(i);
                count++;
            }
        }
        double meanX = sumX / count;
        double meanY = sumY / count;
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < n; i++) {
            if (Double.isFinite(data.quality(i))) {
                xy += (potentials[i] - meanX) * (data.quality(i) - meanY);
                xx += (potentials[i] - meanX) * (potentials[i] - meanX);
            }
        }
        double slope = xx > 0 ? xy / xx : 0;
        return new PotentialPredictor(data.features(), members, meanY - slope * meanX, slope);
    }

    /** How architectures are seen. */
    public FeatureMap features() {
        return features;
    }

    /** The number of networks in the ensemble. */
    public int members() {
        return members.length;
    }

    /** The quality, on the label's own scale, that a potential stands for: a line fitted to the training set. */
    public double quality(double potential) {
        return labelIntercept + labelSlope * potential;
    }

    Mlp member(int m) {
        return members[m];
    }

    /**
     * Computes g of architectures. Allocates.
     *
     * @param means receives the ensemble's means at {@code [0, count)}
     */
    public void potentials(CodeSlab codes, int from, int count, MlpKernels kernels, double[] means) {
        SparseRows rows = new SparseRows(count, count * 32);
        for (int i = 0; i < count; i++) {
            features.features(codes, from + i, rows);
        }
        potentials(rows, kernels, means);
    }

    void potentials(SparseRows rows, MlpKernels kernels, double[] means) {
        Arrays.fill(means, 0, rows.rows(), 0);
        float[] out = new float[rows.rows()];
        for (Mlp member : members) {
            outputs(member, rows, kernels, out);
            for (int i = 0; i < out.length; i++) {
                means[i] += out[i] / (double) members.length;
            }
        }
    }

    static void outputs(Mlp mlp, SparseRows rows, MlpKernels kernels, float[] out) {
        float[] hidden1 = new float[TILE * HIDDEN];
        float[] hidden2 = new float[TILE * HIDDEN];
        for (int r = 0; r < rows.rows(); r += TILE) {
            mlp.forward(kernels, rows, r, Math.min(TILE, rows.rows() - r), hidden1, hidden2, out, r);
        }
    }

    /**
     * Writes the predictor: big-endian, a magic number and version, the feature map's id, columns, hidden width, members,
     * the line to the label's scale, for each member its six arrays, and a CRC-32C of all that.
     */
    public void write(OutputStream out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeInt(MAGIC);
        data.writeInt(VERSION);
        data.writeUTF(features.id());
        data.writeInt(features.columns());
        data.writeInt(HIDDEN);
        data.writeInt(members.length);
        data.writeDouble(labelIntercept);
        data.writeDouble(labelSlope);
        for (Mlp member : members) {
            for (float[] tensor : member.tensors()) {
                for (float x : tensor) {
                    data.writeFloat(x);
                }
            }
        }
        byte[] content = bytes.toByteArray();
        DataOutputStream target = new DataOutputStream(out);
        target.write(content);
        target.writeInt((int) checksum(content, content.length));
        target.flush();
    }

    /**
     * Reads a predictor for a feature map.
     *
     * @throws PredictorFormatException if the bytes are no predictor, are damaged, or belong to another space, feature map
     *     or shape; the message says which
     */
    public static PotentialPredictor read(InputStream in, FeatureMap features) throws IOException {
        byte[] bytes = in.readAllBytes();
        DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes));
        if (bytes.length < 12 || data.readInt() != MAGIC) {
            throw new PredictorFormatException("it is no predictor file");
        }
        int version = data.readInt();
        if (version != VERSION) {
            throw new PredictorFormatException("its format version is " + version + "; this program reads " + VERSION);
        }
        int length = bytes.length - Integer.BYTES;
        int expected = ByteBuffer.wrap(bytes).getInt(length);
        if ((int) checksum(bytes, length) != expected) {
            throw new PredictorFormatException("its checksum is wrong: it is damaged or cut short");
        }
        String id = data.readUTF();
        if (!id.equals(features.id())) {
            throw new PredictorFormatException(
                    "it was trained for '" + id + "', which does not fit '" + features.id() + "'");
        }
        int columns = data.readInt();
        int hidden = data.readInt();
        int members = data.readInt();
        if (columns != features.columns() || hidden != HIDDEN || members < 1 || members > 64) {
            throw new PredictorFormatException("its shape is " + members + " networks of " + columns + "-" + hidden
                    + "; expected 1 to 64 of " + features.columns() + "-" + HIDDEN);
        }
        double intercept = data.readDouble();
        double slope = data.readDouble();
        Mlp[] networks = new Mlp[members];
        for (int m = 0; m < members; m++) {
            networks[m] = new Mlp(columns);
            for (float[] tensor : networks[m].tensors()) {
                for (int i = 0; i < tensor.length; i++) {
                    tensor[i] = data.readFloat();
                }
            }
        }
        if (data.available() != Integer.BYTES) {
            throw new PredictorFormatException("bytes follow its end");
        }
        return new PotentialPredictor(features, networks, intercept, slope);
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }
}
