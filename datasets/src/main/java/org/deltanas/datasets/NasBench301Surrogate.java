package org.deltanas.datasets;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deltanas.proxy.Label;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.SearchSpace;

/**
 * The model {@code yahpo_nb301.onnx} of YAHPO Gym (Pfisterer et al., 2022), trained on the learning curves of
 * NAS-Bench-301, as a label of DARTS cells: no table of that space exists. The model reaches accuracies that no cell of the
 * benchmark has: it is for ranking.
 *
 * <p>Runs in ONNX Runtime, one cell and one thread at a time, so that an answer does not depend on what else is asked; used
 * by one thread. Allocates a little for each cell. Owns the model and frees it on {@link #close}.
 */
public final class NasBench301Surrogate implements Label {
    /** The last epoch of the learning curves, and the one that is asked for by default. */
    public static final int LAST_EPOCH = 98;

    private static final Pattern OUTPUT = Pattern.compile("(valid_acc|runtime_seconds)(?:_([0-9]{1,2}))?");
    private static final String PREFIX = "NetworkSelectorDatasetInfo_COLON_darts_COLON_";
    private static final String[] CELLS = {"normal", "reduce"};
    /** Nodes with a choice of inputs; node 0 reads both inputs of the cell. */
    private static final int FIRST_CHOICE = 1;

    private static final int INPUTS = 2 * (NasBench301Space.EDGES + NasBench301Space.NODES - FIRST_CHOICE);

    private final String name;
    private final int output;
    /** For each cell and edge the model's number of an operation plus one, that of no edge first. */
    private final int[][][] operations = new int[2][NasBench301Space.EDGES][];
    /** For each cell and node the model's number of a pair of inputs, first times six plus second. */
    private final int[][][] pairs = new int[2][NasBench301Space.NODES][];

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final OnnxTensor categories;
    private final OnnxTensor epoch;
    private final IntBuffer categoryValues = direct(INPUTS * Integer.BYTES).asIntBuffer();
    private final FloatBuffer epochValue = direct(Float.BYTES).asFloatBuffer();
    private final Map<String, OnnxTensor> question;
    private boolean closed;

    private NasBench301Surrogate(Path model, String name, int output, int epochNumber, JsonNode encoding)
            throws OrtException {
        this.name = name;
        this.output = output;
        readEncoding(model, encoding);
        this.environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            this.session = environment.createSession(model.toString(), options);
        }
        epochValue.put(0, epochNumber);
        this.categories = OnnxTensor.createTensor(environment, categoryValues, new long[] {1, INPUTS});
        this.epoch = OnnxTensor.createTensor(environment, epochValue, new long[] {1, 1});
        this.question = Map.of("x_cat", categories, "x_cont", epoch);
    }

    /** Whether a file is a model rather than a table, by its name. */
    public static boolean isModel(Path file) {
        return file.toString().endsWith(".onnx");
    }

    /**
     * Loads the model; its encoding is {@code NAME_encoding.json} beside {@code NAME.onnx}.
     *
     * @param space must be {@code nasbench301}
     * @param column {@code valid_acc} (%) or {@code runtime_seconds}, with {@code _EPOCH} from 1 to 98 for another epoch than
     *     the last
     * @throws TableSpaceException if the space is another one
     * @throws MissingColumnException if there is no such column
     * @throws SurrogateException if the files are not there or not this model's
     * @throws MissingLibraryException if ONNX Runtime is not there or does not load
     */
    public static NasBench301Surrogate open(Path model, SearchSpace space, String column) {
        if (!(space instanceof NasBench301Space)) {
            throw new TableSpaceException(model, "the surrogate is of the space nasbench301, not of " + space.name());
        }
        Matcher parts = OUTPUT.matcher(column);
        int epoch = !parts.matches() ? 0 : parts.group(2) == null ? LAST_EPOCH : Integer.parseInt(parts.group(2));
        if (epoch < 1 || epoch > LAST_EPOCH) {
            throw new MissingColumnException(
                    model,
                    "there is no column " + TableException.excerpt(column) + "; columns are valid_acc and"
                            + " runtime_seconds after " + LAST_EPOCH + " epochs, with _N those after N, from 1");
        }
        if (!Files.isRegularFile(model)) {
            throw new SurrogateException(model, "there is no such file", null);
        }
        JsonNode encoding = encoding(model);
        try {
            NasBench301Surrogate surrogate = new NasBench301Surrogate(
                    model, column, parts.group(1).equals("valid_acc") ? 0 : 1, epoch, encoding);
            surrogate.tryOut(model);
            return surrogate;
        } catch (OrtException e) {
            throw new SurrogateException(model, "ONNX Runtime refuses the model: " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw new MissingLibraryException(
                    "the surrogate needs ONNX Runtime (com.microsoft.onnxruntime:onnxruntime), which does not load here: "
                            + e.getMessage(),
                    e);
        }
    }

    private static JsonNode encoding(Path model) {
        String fileName = model.getFileName().toString();
        Path file =
                model.resolveSibling(fileName.substring(0, fileName.length() - ".onnx".length()) + "_encoding.json");
        try {
            return new JsonMapper().readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new SurrogateException(file, "the model's encoding is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new SurrogateException(file, "the model's encoding cannot be read: " + e, e);
        }
    }

    private void readEncoding(Path model, JsonNode encoding) {
        for (int cell = 0; cell < CELLS.length; cell++) {
            for (int edge = 0; edge < NasBench301Space.EDGES; edge++) {
                JsonNode codes = encoding.path(PREFIX + "edge_" + CELLS[cell] + "_" + edge);
                operations[cell][edge] = new int[NasBench301Space.OPERATIONS + 1];
                operations[cell][edge][0] = code(model, codes, "#na#");
                for (int o = 0; o < NasBench301Space.OPERATIONS; o++) {
                    String label = NasBench301Space.Operation.of(o).label();
                    operations[cell][edge][o + 1] = code(model, codes, label);
                }
            }
            for (int node = FIRST_CHOICE; node < NasBench301Space.NODES; node++) {
                JsonNode codes = encoding.path(PREFIX + "inputs_node_" + CELLS[cell] + "_" + (node + 2));
                pairs[cell][node] = new int[NasBench301Space.VALUES * NasBench301Space.VALUES];
                for (int second = 1; second < node + 2; second++) {
                    for (int first = 0; first < second; first++) {
                        pairs[cell][node][first * NasBench301Space.VALUES + second] =
                                code(model, codes, first + "_" + second);
                    }
                }
            }
        }
    }

    private static int code(Path model, JsonNode codes, String value) {
        JsonNode code = codes.path(value);
        if (!code.isInt()) {
            throw new SurrogateException(
                    model, "the model's encoding has no number for " + TableException.excerpt(value), null);
        }
        return code.intValue();
    }

    /** Asks about cells of the smallest numbers, so that a model of something else is noticed at once. */
    private void tryOut(Path model) throws OrtException {
        boolean done = false;
        try {
            if (Double.isNaN(answer())) {
                throw new SurrogateException(
                        model, "the model gives no pair of finite numbers, as that of NAS-Bench-301 does", null);
            }
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public String name() {
        return name;
    }

    /** {@inheritDoc} They do not: the model sees how nodes are numbered. */
    @Override
    public boolean sameWithinClass() {
        return false;
    }

    @Override
    public void evaluate(CodeSlab codes, int from, int count, double[] values) {
        for (int i = 0; i < count; i++) {
            encode(codes, from + i);
            try {
                values[i] = answer();
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime failed on a cell that is like all others", e);
            }
        }
    }

    private void encode(CodeSlab codes, int row) {
        int inputsAt = 2 * NasBench301Space.EDGES;
        for (int cell = 0; cell < CELLS.length; cell++) {
            long word = codes.word(row, cell);
            for (int edge = 0; edge < NasBench301Space.EDGES; edge++) {
                categoryValues.put(
                        cell * NasBench301Space.EDGES + edge,
                        operations[cell][edge][NasBench301Space.held(word, edge)]);
            }
            for (int node = FIRST_CHOICE; node < NasBench301Space.NODES; node++) {
                int first = NasBench301Space.firstInput(word, node);
                int second = NasBench301Space.secondInput(word, node);
                categoryValues.put(inputsAt++, pairs[cell][node][first * NasBench301Space.VALUES + second]);
            }
        }
    }

    /** The model's answer to what is in the buffers; NaN if it is none. */
    private double answer() throws OrtException {
        try (OrtSession.Result result = session.run(question)) {
            OnnxValue value = result.get(0);
            if (value instanceof OnnxTensor tensor
                    && tensor.getValue() instanceof float[][] rows
                    && rows.length == 1
                    && rows[0].length == 2
                    && Float.isFinite(rows[0][output])) {
                return rows[0][output];
            }
            return Double.NaN;
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        categories.close();
        epoch.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot let go of a model", e);
        }
    }
}
