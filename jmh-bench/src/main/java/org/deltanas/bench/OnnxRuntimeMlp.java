package org.deltanas.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.deltanas.kernels.mlp.Mlp;

/**
 * ONNX Runtime as fast as it goes on one thread: a model of fixed batch with all its optimisations, its arena and memory
 * patterns, input and output in tensors made once on direct buffers. It copies nothing; {@link #outputs} copies the outputs
 * into an array, four bytes for each of some ten thousand operations.
 */
final class OnnxRuntimeMlp implements DenseMlp {
    private final OrtSession session;
    private final OnnxTensor input;
    private final OnnxTensor output;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    private final FloatBuffer results;
    private final float[] out;

    OnnxRuntimeMlp(Mlp mlp, float[] values, int batch) {
        FloatBuffer question = direct(values.length);
        question.put(0, values);
        this.results = direct(batch);
        this.out = new float[batch];
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setCPUArenaAllocator(true);
            options.setMemoryPatternOptimization(true);
            session = environment.createSession(OnnxMlp.model(mlp, batch), options);
            input = OnnxTensor.createTensor(environment, question, new long[] {batch, mlp.columns()});
            output = OnnxTensor.createTensor(environment, results, new long[] {batch, 1});
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses the model", e);
        }
        inputs = Map.of(OnnxMlp.INPUT, input);
        outputs = Map.of(OnnxMlp.OUTPUT, output);
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public float[] outputs() {
        try {
            // Frees its own list; the tensors in it are the caller's.
            session.run(inputs, outputs).close();
            results.get(0, out);
            return out;
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed", e);
        }
    }

    @Override
    public void close() {
        input.close();
        output.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not close", e);
        }
    }
}
