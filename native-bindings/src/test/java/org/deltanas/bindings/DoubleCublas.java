package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import org.deltanas.bindings.DoubleDevice.Library;
import org.deltanas.bindings.DoubleDevice.Stream;

/** The cuBLAS of the double, one method for each function. */
final class DoubleCublas {
    private static final int POINTER_MODE_DEVICE = 1;

    private final CudaDouble cuda;
    private final DoubleDevice device;

    DoubleCublas(CudaDouble cuda) {
        this.cuda = cuda;
        this.device = cuda.device;
    }

    int cublasGetProperty(int property, MemorySegment value) {
        CudaDouble.put(value, new int[] {cuda.runtimeVersion / 1000, 1, 7}[property]);
        return 0;
    }

    MemorySegment cublasGetStatusName(int status) {
        return cuda.text("CUBLAS_STATUS_" + status);
    }

    MemorySegment cublasGetStatusString(int status) {
        return status == 14 ? MemorySegment.NULL : cuda.text("cublas text of " + status);
    }

    int cublasCreate_v2(MemorySegment handle) {
        device.requireChosen();
        CudaDouble.put(handle, device.add(new Library("cuBLAS")));
        return 0;
    }

    int cublasDestroy_v2(MemorySegment handle) {
        device.remove(Library.class, handle);
        return 0;
    }

    int cublasSetStream_v2(MemorySegment handle, MemorySegment stream) {
        library(handle).stream = device.get(Stream.class, stream);
        return 0;
    }

    int cublasSetPointerMode_v2(MemorySegment handle, int mode) {
        library(handle).resultsOnDevice = mode == POINTER_MODE_DEVICE;
        return 0;
    }

    int cublasSasum_v2(MemorySegment handle, int count, MemorySegment x, int stride, MemorySegment result) {
        Library library = library(handle);
        if (library.stream == null || !library.resultsOnDevice) {
            throw new CudaDouble.Violation("a handle without stream, or with results on the host");
        }
        if (count <= 0 || stride != 1) {
            throw new CudaDouble.Violation("count " + count + ", stride " + stride);
        }
        DoubleMemory.Floats numbers = device.memory.floats("x", x, 4L * count, 4);
        DoubleMemory.Floats sum = device.memory.floats("result", result, 4, 4);
        library.stream.put(() -> {
            double total = 0;
            for (int i = 0; i < count; i++) {
                total += Math.abs(numbers.get(i));
            }
            sum.set(0, total);
        });
        return 0;
    }

    private Library library(MemorySegment handle) {
        device.requireChosen();
        Library library = device.get(Library.class, handle);
        if (!library.name.equals("cuBLAS")) {
            throw new CudaDouble.Violation("a handle of " + library.name);
        }
        return library;
    }
}
