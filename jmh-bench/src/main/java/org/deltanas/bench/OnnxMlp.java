package org.deltanas.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.deltanas.kernels.mlp.Mlp;

/**
 * A network of two hidden layers with ReLU as an ONNX model: {@code Gemm, Relu, Gemm, Relu, Gemm} with its weights as
 * initialisers, from {@value #INPUT} of shape (batch, columns) to {@value #OUTPUT} of shape (batch, 1). Field numbers are those
 * of {@code onnx.proto}, version 8.
 */
final class OnnxMlp {
    static final String INPUT = "x";
    static final String OUTPUT = "y";

    private static final int IR_VERSION = 8;
    private static final int OPERATORS = 13;
    private static final int FLOAT = 1;

    private OnnxMlp() {}

    /**
     * The model's bytes.
     *
     * @param batch rows; fixed, so that the runtime can plan its memory
     */
    static byte[] model(Mlp mlp, int batch) {
        int hidden1 = mlp.shape().hidden1();
        int hidden2 = mlp.shape().hidden2();
        Message graph = new Message()
                .message(1, node("Gemm", "a1", INPUT, "w1", "b1"))
                .message(1, node("Relu", "h1", "a1"))
                .message(1, node("Gemm", "a2", "h1", "w2", "b2"))
                .message(1, node("Relu", "h2", "a2"))
                .message(1, node("Gemm", OUTPUT, "h2", "w3", "b3"))
                .text(2, "mlp")
                .message(5, tensor("w1", mlp.w1(), mlp.columns(), hidden1))
                .message(5, tensor("b1", mlp.b1(), hidden1))
                .message(5, tensor("w2", mlp.w2(), hidden1, hidden2))
                .message(5, tensor("b2", mlp.b2(), hidden2))
                .message(5, tensor("w3", mlp.w3(), hidden2, 1))
                .message(5, tensor("b3", mlp.b3(), 1))
                .message(11, value(INPUT, batch, mlp.columns()))
                .message(12, value(OUTPUT, batch, 1));
        return new Message()
                .number(1, IR_VERSION)
                .message(7, graph)
                .message(8, new Message().number(2, OPERATORS))
                .bytes();
    }

    private static Message node(String operator, String output, String... inputs) {
        Message node = new Message();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(3, output).text(4, operator);
    }

    private static Message tensor(String name, float[] values, int... dimensions) {
        Message tensor = new Message();
        for (int dimension : dimensions) {
            tensor.number(1, dimension);
        }
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array());
    }

    private static Message value(String name, int... dimensions) {
        Message shape = new Message();
        for (int dimension : dimensions) {
            shape.message(1, new Message().number(1, dimension));
        }
        Message tensor = new Message().number(1, FLOAT).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    /** A message in the wire format of Protocol Buffers: fields one behind the other, each with a key before it. */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int LENGTH_DELIMITED = 2;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint(((long) field << 3) | VARINT);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint(((long) field << 3) | LENGTH_DELIMITED);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes());
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        /** Seven bits at a time, the lowest first; the eighth says that more follow. */
        private void varint(long value) {
            long rest = value;
            for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
                out.write((int) ((rest & 0x7F) | 0x80));
            }
            out.write((int) rest);
        }
    }
}
