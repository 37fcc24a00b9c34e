package org.deltanas.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A convolution by oneDNN as fast as it goes on one thread: forward inference in single precision, the layouts of images,
 * weights and outputs those that oneDNN prefers, weights brought into theirs beforehand, all memory kept. The algorithm is
 * direct, the only one that version 3 has on x86 (it refuses {@code dnnl_convolution_winograd}).
 *
 * <p>Belongs to the thread that made it, since OpenMP keeps the number of threads for each.
 */
@SuppressWarnings("restricted") // reads what oneDNN points at
final class OneDnnConvolution implements AutoCloseable {
    private static final int CPU = 1;
    private static final int IN_ORDER = 1;
    private static final int F32 = 3;
    private static final int ANY_LAYOUT = 1;
    private static final int PLAIN_4D = 5;
    private static final int PLAIN_5D = 6;
    private static final int USER_SCRATCHPAD = 1;
    private static final int FORWARD_INFERENCE = 96;
    private static final int DIRECT = 1;
    private static final int IMPLEMENTATION = 8;
    private static final int SOURCE_DESC = 129;
    private static final int WEIGHTS_DESC = 131;
    private static final int TARGET_DESC = 133;
    private static final int SCRATCHPAD_DESC = 136;
    private static final int SOURCE = 1;
    private static final int TARGET = 17;
    private static final int WEIGHTS = 33;
    private static final int SCRATCHPAD = 80;
    private static final MemoryLayout NAME = MemoryLayout.sequenceLayout(256, ValueLayout.JAVA_BYTE);

    private final Arena arena = Arena.ofConfined();
    /** What has to be destroyed, the last made first. */
    private final Deque<Call> owned = new ArrayDeque<>();

    private final MemorySegment engine;
    private final MemorySegment stream;
    private final MemorySegment convolution;
    private final String implementation;
    private final Tensor source;
    private final Tensor weights;
    private final Tensor target;
    private final MemorySegment arguments;

    /** A call that returns a status. */
    private interface Call {
        int status() throws Throwable;
    }

    /** A call that writes a handle. */
    private interface Creation {
        int status(MemorySegment handle) throws Throwable;
    }

    /** Numbers in the layout that oneDNN chose, and room for the same in plain order. */
    private record Tensor(
            MemorySegment desc,
            MemorySegment memory,
            MemorySegment plainDesc,
            MemorySegment plainMemory,
            MemorySegment plain) {}

    /**
     * Makes the convolution ready, for images and weights of zeros.
     *
     * @param images images in a batch
     * @param in channels in
     * @param out channels out
     * @param size pixels a side of an input image
     * @param groups groups of channels that do not mix
     */
    OneDnnConvolution(
            int images, int in, int out, int size, int kernel, int stride, int padding, int dilation, int groups) {
        OneDnn.threads(1);
        int outSize = (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
        long[] sourceShape = {images, in, size, size};
        long[] targetShape = {images, out, outSize, outSize};
        long[] weightShape = groups == 1
                ? new long[] {out, in, kernel, kernel}
                : new long[] {groups, out / groups, in / groups, kernel, kernel};
        engine = create(OneDnn.ENGINE_DESTROY, to -> (int) OneDnn.ENGINE_CREATE.invokeExact(to, CPU, 0L));
        stream = create(OneDnn.STREAM_DESTROY, to -> (int) OneDnn.STREAM_CREATE.invokeExact(to, engine, IN_ORDER));
        MemorySegment attr = create(OneDnn.ATTR_DESTROY, to -> (int) OneDnn.ATTR_CREATE.invokeExact(to));
        call(() -> (int) OneDnn.ATTR_SET_SCRATCHPAD_MODE.invokeExact(attr, USER_SCRATCHPAD));
        MemorySegment anySource = describe(sourceShape, ANY_LAYOUT);
        MemorySegment anyWeights = describe(weightShape, ANY_LAYOUT);
        MemorySegment anyTarget = describe(targetShape, ANY_LAYOUT);
        MemorySegment strides = arena.allocateFrom(ValueLayout.JAVA_LONG, stride, stride);
        // Pixels between taps beyond the next one.
        MemorySegment dilates = arena.allocateFrom(ValueLayout.JAVA_LONG, dilation - 1, dilation - 1);
        MemorySegment paddings = arena.allocateFrom(ValueLayout.JAVA_LONG, padding, padding);
        MemorySegment desc =
                create(OneDnn.PRIMITIVE_DESC_DESTROY, to -> (int) OneDnn.CONVOLUTION_DESC_CREATE.invokeExact(
                        to,
                        engine,
                        FORWARD_INFERENCE,
                        DIRECT,
                        anySource,
                        anyWeights,
                        MemorySegment.NULL,
                        anyTarget,
                        strides,
                        dilates,
                        paddings,
                        paddings,
                        attr));
        convolution = create(OneDnn.PRIMITIVE_DESTROY, to -> (int) OneDnn.PRIMITIVE_CREATE.invokeExact(to, desc));
        MemorySegment name = arena.allocate(ValueLayout.ADDRESS);
        call(() -> (int) OneDnn.PRIMITIVE_DESC_QUERY.invokeExact(desc, IMPLEMENTATION, 0, name));
        implementation = name.get(ValueLayout.ADDRESS.withTargetLayout(NAME), 0).getString(0);
        source = tensor(sourceShape, chosen(desc, SOURCE_DESC));
        weights = tensor(weightShape, chosen(desc, WEIGHTS_DESC));
        target = tensor(targetShape, chosen(desc, TARGET_DESC));
        MemorySegment scratchpadDesc = chosen(desc, SCRATCHPAD_DESC);
        MemorySegment scratchpad = memory(scratchpadDesc, allocate(scratchpadDesc));
        arguments = arguments(
                new int[] {SOURCE, WEIGHTS, TARGET, SCRATCHPAD},
                source.memory,
                weights.memory,
                target.memory,
                scratchpad);
    }

    /** What oneDNN calls the code it made, e.g. {@code brgconv:avx512_core}. */
    String implementation() {
        return implementation;
    }

    /** Brings images, {@code [image][channel][row][column]}, into oneDNN's layout. */
    void images(float[] values) {
        set(source, values);
    }

    /** Brings weights, {@code [channel out][channel in of the group][row][column]}, into oneDNN's layout. */
    void weights(float[] values) {
        set(weights, values);
    }

    /** Convolves. Allocates nothing. */
    void run() {
        try {
            OneDnn.check((int) OneDnn.PRIMITIVE_EXECUTE.invokeExact(convolution, stream, 4, arguments));
            OneDnn.check((int) OneDnn.STREAM_WAIT.invokeExact(stream));
        } catch (Throwable e) {
            throw OneDnn.failure(e);
        }
    }

    /** What the last {@link #run} made, {@code [image][channel][row][column]}. */
    float[] outputs() {
        reorder(target.desc, target.memory, target.plainDesc, target.plainMemory);
        return target.plain.toArray(ValueLayout.JAVA_FLOAT);
    }

    private void set(Tensor tensor, float[] values) {
        long floats = tensor.plain.byteSize() / Float.BYTES;
        if (values.length != floats) {
            throw new IllegalArgumentException(values.length + " numbers where " + floats + " are needed");
        }
        MemorySegment.copy(values, 0, tensor.plain, ValueLayout.JAVA_FLOAT, 0, values.length);
        reorder(tensor.plainDesc, tensor.plainMemory, tensor.desc, tensor.memory);
    }

    private void reorder(MemorySegment fromDesc, MemorySegment from, MemorySegment toDesc, MemorySegment to) {
        MemorySegment desc = create(OneDnn.PRIMITIVE_DESC_DESTROY, made -> (int)
                OneDnn.REORDER_DESC_CREATE.invokeExact(made, fromDesc, engine, toDesc, engine, MemorySegment.NULL));
        MemorySegment reorder =
                create(OneDnn.PRIMITIVE_DESTROY, made -> (int) OneDnn.PRIMITIVE_CREATE.invokeExact(made, desc));
        MemorySegment both = arguments(new int[] {SOURCE, TARGET}, from, to);
        call(() -> (int) OneDnn.PRIMITIVE_EXECUTE.invokeExact(reorder, stream, 2, both));
        call(() -> (int) OneDnn.STREAM_WAIT.invokeExact(stream));
    }

    /** Zeros of a shape, in both layouts. */
    private Tensor tensor(long[] shape, MemorySegment desc) {
        MemorySegment plainDesc = describe(shape, shape.length == 4 ? PLAIN_4D : PLAIN_5D);
        MemorySegment plain = allocate(plainDesc);
        return new Tensor(desc, memory(desc, allocate(desc)), plainDesc, memory(plainDesc, plain), plain);
    }

    private MemorySegment describe(long[] shape, int layout) {
        MemorySegment dims = arena.allocateFrom(ValueLayout.JAVA_LONG, shape);
        return create(OneDnn.MEMORY_DESC_DESTROY, to ->
                (int) OneDnn.MEMORY_DESC_CREATE.invokeExact(to, shape.length, dims, F32, layout));
    }

    /** A layout that belongs to the convolution. */
    private static MemorySegment chosen(MemorySegment convolutionDesc, int which) {
        try {
            return (MemorySegment) OneDnn.PRIMITIVE_DESC_QUERY_MD.invokeExact(convolutionDesc, which, 0);
        } catch (Throwable e) {
            throw OneDnn.failure(e);
        }
    }

    private MemorySegment allocate(MemorySegment desc) {
        try {
            return arena.allocate(Math.max(1, (long) OneDnn.MEMORY_DESC_SIZE.invokeExact(desc)), 64);
        } catch (Throwable e) {
            throw OneDnn.failure(e);
        }
    }

    private MemorySegment memory(MemorySegment desc, MemorySegment bytes) {
        return create(OneDnn.MEMORY_DESTROY, to -> (int) OneDnn.MEMORY_CREATE.invokeExact(to, desc, engine, bytes));
    }

    /** Pairs of what a memory is to the primitive, padded to eight bytes, and the memory. */
    private MemorySegment arguments(int[] roles, MemorySegment... memories) {
        MemorySegment pairs = arena.allocate(2 * ValueLayout.ADDRESS.byteSize() * roles.length, 8);
        for (int i = 0; i < roles.length; i++) {
            pairs.set(ValueLayout.JAVA_INT, 16L * i, roles[i]);
            pairs.set(ValueLayout.ADDRESS, 16L * i + 8, memories[i]);
        }
        return pairs;
    }

    private MemorySegment create(MethodHandle destroy, Creation creation) {
        MemorySegment handle = arena.allocate(ValueLayout.ADDRESS);
        call(() -> creation.status(handle));
        MemorySegment made = handle.get(ValueLayout.ADDRESS, 0);
        owned.push(() -> (int) destroy.invokeExact(made));
        return made;
    }

    private static void call(Call call) {
        try {
            OneDnn.check(call.status());
        } catch (Throwable e) {
            throw OneDnn.failure(e);
        }
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            call(owned.pop());
        }
        arena.close();
    }
}
