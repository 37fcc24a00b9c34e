package org.deltanas.bindings;

import java.lang.foreign.SymbolLookup;

/**
 * The questions put to a cuDNN before it is accepted, as {@link CudartProbe}. Even these end the process if parts of the
 * library are missing: look first.
 */
final class CudnnProbe {
    private final Downcalls.Function getVersion;
    private final Downcalls.Function getCudartVersion;

    /**
     * Links the functions.
     *
     * @throws LibraryLoadException if one is missing
     */
    CudnnProbe(SymbolLookup library) throws LibraryLoadException {
        Downcalls calls = new Downcalls(library);
        getVersion = calls.link(Downcalls.SIZE, "cudnnGetVersion");
        getCudartVersion = calls.link(Downcalls.SIZE, "cudnnGetCudartVersion");
    }

    /** The library's version in digits and points: major, minor and patch level. */
    public String version() {
        long version = getVersion.callSize();
        return version / 10000 + "." + version / 100 % 100 + "." + version % 100;
    }

    /** The version of the CUDA runtime that the library was built with, as {@link CudartProbe#runtimeVersion}. */
    public int cudartVersion() {
        return Math.toIntExact(getCudartVersion.callSize());
    }
}
