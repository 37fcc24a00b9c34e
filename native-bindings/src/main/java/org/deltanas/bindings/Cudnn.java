package org.deltanas.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/**
 * cuDNN's calls, every status checked. Stateless: any thread may call, until the library is closed; from then on every
 * call throws {@link IllegalStateException}.
 *
 * <p>Even the version cannot be asked of a library whose parts are missing: cuDNN 9 ends the process.
 */
public final class Cudnn {
    private static final long LAST_ERROR_BYTES = 4096;

    private final Downcalls.Function getVersion;
    private final Downcalls.Function getCudartVersion;
    private final Downcalls.Function getErrorString;
    private final Downcalls.Function getLastErrorString;

    /**
     * Links the functions.
     *
     * @throws LibraryLoadException if one is missing
     */
    Cudnn(SymbolLookup library) throws LibraryLoadException {
        Downcalls calls = new Downcalls(library);
        getVersion = calls.link(Downcalls.SIZE, "cudnnGetVersion");
        getCudartVersion = calls.link(Downcalls.SIZE, "cudnnGetCudartVersion");
        getErrorString = calls.link(Downcalls.TEXT_OF_INT, "cudnnGetErrorString");
        getLastErrorString = calls.link(Downcalls.VOID_OF_POINTER_SIZE, "cudnnGetLastErrorString");
    }

    /** The library's version in digits and points: major, minor and patch level. */
    public String version() {
        long version = getVersion.callSize();
        return version / 10000 + "." + version / 100 % 100 + "." + version % 100;
    }

    /** The version of the CUDA runtime that the library was built with, as {@link Cudart#runtimeVersion}. */
    public int cudartVersion() {
        return Math.toIntExact(getCudartVersion.callSize());
    }

    /**
     * Throws if {@code code} is not {@code CUDNN_STATUS_SUCCESS}.
     *
     * @param call the function that returned it
     * @throws CudaCallException with the code's name and the library's last error text of this thread
     */
    public void check(String call, int code) {
        if (code != 0) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment text = arena.allocate(LAST_ERROR_BYTES);
                getLastErrorString.callVoid(text, LAST_ERROR_BYTES);
                throw new CudaCallException(
                        call,
                        code,
                        getErrorString.callText(code),
                        text.getString(0).strip());
            }
        }
    }
}
