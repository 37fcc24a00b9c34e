package org.deltanas.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;

/**
 * The questions put to a cuBLAS before it is accepted, as {@link CudartProbe}.
 */
final class CublasProbe {
    private final Downcalls.Function getProperty;
    private final Downcalls.Function getStatusName;
    private final Downcalls.Function getStatusString;

    /**
     * Links the functions.
     *
     * @throws LibraryLoadException if one is missing
     */
    CublasProbe(SymbolLookup library) throws LibraryLoadException {
        Downcalls calls = new Downcalls(library);
        getProperty = calls.link(Downcalls.INT_OF_INT_POINTER, "cublasGetProperty");
        getStatusName = calls.link(Downcalls.TEXT_OF_INT, "cublasGetStatusName");
        getStatusString = calls.link(Downcalls.TEXT_OF_INT, "cublasGetStatusString");
    }

    /**
     * The library's version in digits and points: major, minor and patch level.
     *
     * @throws CudaCallException if the call fails
     */
    public String version() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            StringBuilder version = new StringBuilder();
            // libraryPropertyType: MAJOR_VERSION 0, MINOR_VERSION 1, PATCH_LEVEL 2
            for (int property = 0; property < 3; property++) {
                check(getProperty.name(), getProperty.call(property, value));
                version.append(property == 0 ? "" : ".").append(value.get(ValueLayout.JAVA_INT, 0));
            }
            return version.toString();
        }
    }

    /**
     * Throws if {@code code} is not {@code CUBLAS_STATUS_SUCCESS}.
     *
     * @param call the function that returned it
     * @throws CudaCallException with the code's name and text
     */
    public void check(String call, int code) {
        if (code != 0) {
            throw new CudaCallException(
                    call,
                    code,
                    getStatusName.callText(code),
                    getStatusString.callText(code),
                    CudaCallException.Kind.OTHER);
        }
    }
}
