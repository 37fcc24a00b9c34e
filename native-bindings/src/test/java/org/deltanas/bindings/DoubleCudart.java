package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.deltanas.bindings.DoubleDevice.Event;
import org.deltanas.bindings.DoubleDevice.Stream;

/** The CUDA runtime of the double, one method for each function. */
final class DoubleCudart {
    private static final int INVALID_VALUE = 1;
    private static final int MEMORY_ALLOCATION = 2;
    private static final int INVALID_DEVICE = 101;

    private final CudaDouble cuda;
    private final DoubleDevice device;

    DoubleCudart(CudaDouble cuda) {
        this.cuda = cuda;
        this.device = cuda.device;
    }

    int cudaRuntimeGetVersion(MemorySegment version) {
        CudaDouble.put(version, cuda.runtimeVersion);
        return 0;
    }

    int cudaDriverGetVersion(MemorySegment version) {
        CudaDouble.put(version, cuda.driverVersion);
        return 0;
    }

    int cudaGetDeviceCount(MemorySegment count) {
        CudaDouble.put(count, cuda.devices);
        return 0;
    }

    int cudaGetDeviceProperties(MemorySegment struct, int ordinal) {
        requireDevice(ordinal);
        // A whole cudaDeviceProp of CUDA 13 is 1008 bytes: the caller must have room for it.
        MemorySegment properties = CudaDouble.sized(struct, 1008);
        properties.fill((byte) 0x55);
        properties.setString(0, "Double GPU " + ordinal);
        properties.set(ValueLayout.JAVA_LONG, 288, (80L << 30) + ordinal);
        return 0;
    }

    MemorySegment cudaGetErrorName(int error) {
        return cuda.text(
                switch (error) {
                    case MEMORY_ALLOCATION -> "cudaErrorMemoryAllocation";
                    case 35 -> "cudaErrorInsufficientDriver";
                    case 100 -> "cudaErrorNoDevice";
                    case CudaDouble.LAUNCH_FAILURE -> "cudaErrorLaunchFailure";
                    default -> "cudaError" + error;
                });
    }

    MemorySegment cudaGetErrorString(int error) {
        return cuda.text(
                error == 35 ? "CUDA driver version is insufficient for CUDA runtime version" : "text of " + error);
    }

    int cudaSetDevice(int ordinal) {
        requireDevice(ordinal);
        device.chooseOn(Thread.currentThread());
        return 0;
    }

    private void requireDevice(int ordinal) {
        if (ordinal < 0 || ordinal >= cuda.devices) {
            throw new CudaDouble.Refusal(INVALID_DEVICE, "no device " + ordinal);
        }
    }

    int cudaGetLastError() {
        return 0;
    }

    int cudaDeviceSynchronize() {
        device.requireChosen();
        device.drainAll();
        return 0;
    }

    int cudaDeviceReset() {
        return 0;
    }

    int cudaStreamCreateWithFlags(MemorySegment stream, int flags) {
        device.requireChosen();
        if (flags != 1) {
            throw new CudaDouble.Violation("a stream that waits for the default one: flags " + flags);
        }
        CudaDouble.put(stream, device.add(new Stream()));
        return 0;
    }

    int cudaStreamDestroy(MemorySegment stream) {
        device.drain(device.get(Stream.class, stream));
        device.remove(Stream.class, stream);
        return 0;
    }

    int cudaStreamSynchronize(MemorySegment stream) {
        Stream waited = device.get(Stream.class, stream);
        waited.requireNoCapture();
        device.drain(waited);
        return 0;
    }

    int cudaStreamWaitEvent(MemorySegment stream, MemorySegment event, int flags) {
        if (flags != 0) {
            throw new CudaDouble.Violation("flags " + flags);
        }
        device.get(Stream.class, stream).waitFor(device.get(Event.class, event));
        return 0;
    }

    int cudaStreamBeginCapture(MemorySegment stream, int mode) {
        device.requireChosen();
        if (mode != 1) {
            throw new CudaDouble.Violation("a capture that other threads can break: mode " + mode);
        }
        Stream origin = device.get(Stream.class, stream);
        origin.requireNoCapture();
        origin.capture = new DoubleDevice.Capture(origin);
        return 0;
    }

    int cudaStreamEndCapture(MemorySegment stream, MemorySegment graph) {
        CudaDouble.put(graph, 0L);
        DoubleDevice.Capture capture = device.get(Stream.class, stream).capture;
        if (capture == null || capture.origin != device.get(Stream.class, stream)) {
            throw new CudaDouble.Violation("ends what was not begun");
        }
        CudaDouble.put(graph, device.add(capture.end()));
        return 0;
    }

    int cudaGraphInstantiate(MemorySegment executable, MemorySegment graph, long flags) {
        if (flags != 0) {
            throw new CudaDouble.Violation("flags " + flags);
        }
        device.requireNoCapture();
        CudaDouble.put(
                executable, device.add(new DoubleDevice.Executable(device.get(DoubleDevice.Graph.class, graph))));
        return 0;
    }

    int cudaGraphLaunch(MemorySegment executable, MemorySegment stream) {
        device.requireChosen();
        DoubleDevice.Executable graph = device.get(DoubleDevice.Executable.class, executable);
        Stream queue = device.get(Stream.class, stream);
        queue.requireNoCapture();
        queue.put(graph.graph()::run);
        return 0;
    }

    int cudaGraphExecDestroy(MemorySegment executable) {
        device.remove(DoubleDevice.Executable.class, executable);
        return 0;
    }

    int cudaGraphDestroy(MemorySegment graph) {
        device.remove(DoubleDevice.Graph.class, graph);
        return 0;
    }

    int cudaEventCreateWithFlags(MemorySegment event, int flags) {
        device.requireChosen();
        if (flags != 2) {
            throw new CudaDouble.Violation("an event that keeps time: flags " + flags);
        }
        CudaDouble.put(event, device.add(new Event()));
        return 0;
    }

    int cudaEventRecord(MemorySegment event, MemorySegment stream) {
        device.get(Event.class, event).record(device.get(Stream.class, stream));
        return 0;
    }

    int cudaEventSynchronize(MemorySegment event) {
        device.get(Event.class, event).synchronize();
        return 0;
    }

    int cudaEventDestroy(MemorySegment event) {
        device.remove(Event.class, event);
        return 0;
    }

    int cudaMalloc(MemorySegment pointer, long bytes) {
        device.requireChosen();
        device.requireNoCapture();
        if (bytes <= 0) {
            throw new CudaDouble.Violation("allocates " + bytes + " bytes");
        }
        long address = device.memory.allocate(bytes);
        if (address == 0) {
            throw new CudaDouble.Refusal(MEMORY_ALLOCATION, "out of memory");
        }
        CudaDouble.put(pointer, address);
        return 0;
    }

    /** Those of an H100 SXM. */
    int cudaDeviceGetAttribute(MemorySegment value, int attribute, int ordinal) {
        requireDevice(ordinal);
        int answer = switch (attribute) {
            case 13 -> 1_980_000;
            case 16 -> 132;
            case 36 -> 2_619_000;
            case 37 -> 5120;
            case 75 -> 9;
            case 76 -> 0;
            default -> throw new CudaDouble.Violation("asks for attribute " + attribute);
        };
        CudaDouble.put(value, answer);
        return 0;
    }

    int cudaMemGetInfo(MemorySegment free, MemorySegment total) {
        device.requireChosen();
        CudaDouble.put(free, device.memory.free());
        CudaDouble.put(total, device.memory.total());
        return 0;
    }

    int cudaFree(MemorySegment pointer) {
        // The real one waits as well.
        device.drainAll();
        device.memory.free(pointer.address());
        return 0;
    }

    int cudaMemcpyAsync(MemorySegment to, MemorySegment from, long bytes, int kind, MemorySegment stream) {
        device.requireChosen();
        Stream queue = device.get(Stream.class, stream);
        if (bytes <= 0 || bytes % 4 != 0) {
            throw new CudaDouble.Violation("copies " + bytes + " bytes");
        }
        if (kind != 3 && queue.capture != null) {
            throw new CudaDouble.Violation("host memory in a graph");
        }
        switch (kind) {
            case 1 -> upload(to, CudaDouble.sized(from, bytes), bytes, queue);
            case 2 -> {
                DoubleMemory.Floats source = device.memory.floats("source", from, bytes, 4);
                MemorySegment target = CudaDouble.sized(to, bytes);
                device.willWrite(target);
                queue.put(() ->
                        MemorySegment.copy(source.toArray(), 0, target, ValueLayout.JAVA_FLOAT, 0, source.count()));
            }
            case 3 -> {
                DoubleMemory.Floats source = device.memory.floats("source", from, bytes, 4);
                DoubleMemory.Floats target = device.memory.floats("target", to, bytes, 4);
                if (source.overlaps(target)) {
                    throw new CudaDouble.Violation("source and target overlap");
                }
                queue.put(() -> target.copyFrom(source.toArray()));
            }
            default -> throw new CudaDouble.Refusal(INVALID_VALUE, "kind " + kind);
        }
        return 0;
    }

    int cudaMemcpy2DAsync(
            MemorySegment to,
            long toStride,
            MemorySegment from,
            long fromStride,
            long width,
            long height,
            int kind,
            MemorySegment stream) {
        device.requireChosen();
        if (kind != 3 || width <= 0 || width % 4 != 0 || height <= 0 || width > Math.min(toStride, fromStride)) {
            throw new CudaDouble.Violation("copies " + height + " rows of " + width + " bytes, kind " + kind);
        }
        DoubleMemory.Floats source = device.memory.floats("source", from, (height - 1) * fromStride + width, 4);
        DoubleMemory.Floats target = device.memory.floats("target", to, (height - 1) * toStride + width, 4);
        if (source.overlaps(target)) {
            throw new CudaDouble.Violation("source and target overlap");
        }
        device.get(Stream.class, stream).put(() -> {
            for (int row = 0; row < height; row++) {
                for (int i = 0; i < width / 4; i++) {
                    target.set((int) (row * toStride / 4) + i, source.get((int) (row * fromStride / 4) + i));
                }
            }
        });
        return 0;
    }

    private void upload(MemorySegment to, MemorySegment source, long bytes, Stream queue) {
        DoubleMemory.Floats target = device.memory.floats("target", to, bytes, 4);
        // What a download will have written by then is no change by the host.
        float[] seen = device.isToBeWritten(source) ? null : source.toArray(ValueLayout.JAVA_FLOAT);
        queue.put(() -> {
            float[] now = source.toArray(ValueLayout.JAVA_FLOAT);
            if (seen != null && !Arrays.equals(seen, now)) {
                throw new CudaDouble.Violation(bytes + " bytes of host memory have changed before they were copied");
            }
            target.copyFrom(now);
        });
    }

    int cudaMemsetAsync(MemorySegment pointer, int value, long bytes, MemorySegment stream) {
        device.requireChosen();
        DoubleMemory.Floats target = device.memory.floats("target", pointer, bytes, 4);
        if (value != 0 || bytes % 4 != 0) {
            throw new CudaDouble.Violation("sets " + bytes + " bytes to " + value);
        }
        device.get(Stream.class, stream).put(() -> target.fill(0));
        return 0;
    }
}
