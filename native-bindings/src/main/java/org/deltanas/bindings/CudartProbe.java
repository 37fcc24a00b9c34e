package org.deltanas.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;

/**
 * The questions put to a CUDA runtime before it is accepted. Linked by hand, because the generated bindings bind to one
 * library for good. Stateless: any thread may ask, until the library is closed; from then on every call throws
 * {@link IllegalStateException}.
 */
final class CudartProbe {
    /** Larger than {@code cudaDeviceProp} of any known version, whose first fields, the ones read, never moved; the headers
     * are asked when the bindings are generated. */
    private static final long PROPERTIES_BYTES = 16384;

    /** After the name of 256 bytes, a 16-byte uuid, an 8-byte luid and a 4-byte mask, padded to 8. */
    private static final long MEMORY_OFFSET = 288;

    /** Numbers of {@code cudaDeviceAttr}. */
    private static final int CLOCK_RATE = 13;

    private static final int MULTIPROCESSORS = 16;
    private static final int MEMORY_CLOCK_RATE = 36;
    private static final int MEMORY_BUS_WIDTH = 37;
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;

    private final Downcalls.Function runtimeGetVersion;
    private final Downcalls.Function driverGetVersion;
    private final Downcalls.Function getDeviceCount;
    private final Downcalls.Function getDeviceProperties;
    private final Downcalls.Function getAttribute;
    private final Downcalls.Function getErrorName;
    private final Downcalls.Function getErrorString;

    /**
     * Links the functions.
     *
     * @throws LibraryLoadException if one is missing
     */
    CudartProbe(SymbolLookup library) throws LibraryLoadException {
        Downcalls calls = new Downcalls(library);
        runtimeGetVersion = calls.link(Downcalls.INT_OF_POINTER, "cudaRuntimeGetVersion");
        driverGetVersion = calls.link(Downcalls.INT_OF_POINTER, "cudaDriverGetVersion");
        getDeviceCount = calls.link(Downcalls.INT_OF_POINTER, "cudaGetDeviceCount");
        // CUDA 12 keeps a shorter struct under the plain name.
        getDeviceProperties =
                calls.link(Downcalls.INT_OF_POINTER_INT, "cudaGetDeviceProperties_v2", "cudaGetDeviceProperties");
        getAttribute = calls.link(Downcalls.INT_OF_POINTER_INT_INT, "cudaDeviceGetAttribute");
        getErrorName = calls.link(Downcalls.TEXT_OF_INT, "cudaGetErrorName");
        getErrorString = calls.link(Downcalls.TEXT_OF_INT, "cudaGetErrorString");
    }

    /**
     * The runtime's version, 1000 for every major and 10 for every minor one: 13000 for 13.0.
     *
     * @throws CudaCallException if the call fails
     */
    public int runtimeVersion() {
        return askInt(runtimeGetVersion);
    }

    /**
     * The newest version of CUDA that the installed driver runs, as {@link #runtimeVersion}; 0 without a driver.
     *
     * @throws CudaCallException if the call fails
     */
    public int driverVersion() {
        return askInt(driverGetVersion);
    }

    /**
     * The number of devices that can be used.
     *
     * @throws CudaCallException if there is none (100, {@code cudaErrorNoDevice}), the driver is missing or older than
     *     the runtime (35, {@code cudaErrorInsufficientDriver}), or the call fails otherwise
     */
    public int deviceCount() {
        return askInt(getDeviceCount);
    }

    /**
     * Name and memory of a device; does not create a context on it.
     *
     * @param device its number, in {@code [0, deviceCount())}
     * @throws CudaCallException if the call fails
     */
    public GpuStatus.Device device(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment properties = arena.allocate(PROPERTIES_BYTES, Long.BYTES);
            check(getDeviceProperties.name(), getDeviceProperties.call(properties, device));
            return new GpuStatus.Device(
                    properties.getString(0).strip(), properties.get(ValueLayout.JAVA_LONG, MEMORY_OFFSET));
        }
    }

    /**
     * What a device can do at most; does not create a context on it.
     *
     * @param device its number, in {@code [0, deviceCount())}
     * @throws CudaCallException if a call fails
     */
    public DeviceLimits limits(int device) {
        return new DeviceLimits(
                attribute(CLOCK_RATE, device),
                attribute(MULTIPROCESSORS, device),
                attribute(MEMORY_CLOCK_RATE, device),
                attribute(MEMORY_BUS_WIDTH, device),
                attribute(CAPABILITY_MAJOR, device),
                attribute(CAPABILITY_MINOR, device));
    }

    private int attribute(int attribute, int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            check(getAttribute.name(), getAttribute.call(value, attribute, device));
            return value.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /**
     * Throws if {@code code} is not {@code cudaSuccess}.
     *
     * @param call the function that returned it
     * @throws CudaCallException with the code's name and text
     */
    public void check(String call, int code) {
        if (code != 0) {
            throw new CudaCallException(
                    call,
                    code,
                    getErrorName.callText(code),
                    getErrorString.callText(code),
                    CudaCallException.Kind.OTHER);
        }
    }

    private int askInt(Downcalls.Function function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            check(function.name(), function.call(value));
            return value.get(ValueLayout.JAVA_INT, 0);
        }
    }
}
