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
        device.remove(Stream.class, stream).drain();
        return 0;
    }

    int cudaStreamSynchronize(MemorySegment stream) {
        device.get(Stream.class, stream).drain();
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
