package org.deltanas.bindings;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * A double of cudart, cuBLAS and cuDNN made of upcall stubs, so that linking, marshalling and status checks are the real
 * ones in every build. An exception out of a stub would end the JVM: {@link #guarded} keeps it for {@link #failures}.
 */
public final class CudaDouble implements LibraryLoader, AutoCloseable {
    /** What the loader says of a library that was not installed; a stand-in for the system's words. */
    public static final String NOT_THERE = "cannot open shared object file: No such file or directory";

    private static final MemorySegment NULL = MemorySegment.NULL;

    private final Arena stubs = Arena.ofShared();
    private final Map<String, CudaLibrary> installed = new HashMap<>();
    private final Map<String, Path> files = new HashMap<>();
    private final Map<String, Integer> statuses = new HashMap<>();
    private final Set<String> missingSymbols = new HashSet<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private int runtimeVersion = 13000;
    private int driverVersion = 13000;
    private long cudnnVersion = 92400;
    private int cudnnCuda = 13000;
    private int devices = 1;

    /** Lets {@code nameOrPath} be opened as {@code library}, loaded from {@code file}. */
    public CudaDouble install(CudaLibrary library, String nameOrPath, Path file) {
        installed.put(nameOrPath, library);
        files.put(nameOrPath, file);
        return this;
    }

    /**
     * Lets everything of CUDA 13 be opened by its versioned name.
     *
     * @param folder empty; gets files that stand for cuDNN's
     */
    public CudaDouble installAll(Path folder) throws IOException {
        for (CudaLibrary library : CudaLibrary.values()) {
            String soname = library.soname(13);
            install(library, soname, Files.createFile(folder.resolve(soname)));
            for (String part : library.parts()) {
                Files.createFile(folder.resolve(library.partFile(part)));
            }
        }
        return this;
    }

    /** Makes every call of {@code function} return {@code status}. */
    public CudaDouble failing(String function, int status) {
        statuses.put(function, status);
        return this;
    }

    /** Leaves {@code function} out of its library. */
    public CudaDouble without(String function) {
        missingSymbols.add(function);
        return this;
    }

    /** Sets what the runtime and the driver answer, as 13000 for 13.0. */
    public CudaDouble versions(int runtime, int driver) {
        runtimeVersion = runtime;
        driverVersion = driver;
        return this;
    }

    /** Sets cuDNN's version and the version of CUDA that it was built for. */
    public CudaDouble cudnn(long version, int cuda) {
        cudnnVersion = version;
        cudnnCuda = cuda;
        return this;
    }

    /** Sets the number of devices. */
    public CudaDouble devices(int count) {
        devices = count;
        return this;
    }

    /** The functions called so far, in order. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** What went wrong inside the stubs. A test that used the double must find this empty. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    @Override
    public SymbolLookup open(String nameOrPath, Arena arena) throws LibraryLoadException {
        CudaLibrary library = installed.get(nameOrPath);
        if (library == null) {
            throw new LibraryLoadException(nameOrPath + ": " + NOT_THERE);
        }
        Map<String, MemorySegment> symbols = new HashMap<>();
        switch (library) {
            case CUDART -> {
                symbols.put("cudaRuntimeGetVersion", stub("runtimeVersion", Downcalls.INT_OF_POINTER, arena));
                symbols.put("cudaDriverGetVersion", stub("driverVersion", Downcalls.INT_OF_POINTER, arena));
                symbols.put("cudaGetDeviceCount", stub("deviceCount", Downcalls.INT_OF_POINTER, arena));
                symbols.put("cudaGetDeviceProperties", stub("properties", Downcalls.INT_OF_POINTER_INT, arena));
                symbols.put("cudaGetErrorName", stub("cudaName", Downcalls.TEXT_OF_INT, arena));
                symbols.put("cudaGetErrorString", stub("cudaText", Downcalls.TEXT_OF_INT, arena));
            }
            case CUBLAS -> {
                symbols.put("cublasGetProperty", stub("cublasProperty", Downcalls.INT_OF_INT_POINTER, arena));
                symbols.put("cublasGetStatusName", stub("cublasName", Downcalls.TEXT_OF_INT, arena));
                symbols.put("cublasGetStatusString", stub("cublasText", Downcalls.TEXT_OF_INT, arena));
            }
            case CUDNN -> {
                symbols.put("cudnnGetVersion", stub("cudnnVersion", Downcalls.SIZE, arena));
                symbols.put("cudnnGetCudartVersion", stub("cudnnCuda", Downcalls.SIZE, arena));
                symbols.put("cudnnGetErrorString", stub("cudnnName", Downcalls.TEXT_OF_INT, arena));
                symbols.put("cudnnGetLastErrorString", stub("cudnnLastError", Downcalls.VOID_OF_POINTER_SIZE, arena));
            }
        }
        missingSymbols.forEach(symbols::remove);
        return name -> Optional.ofNullable(symbols.get(name));
    }

    @Override
    public Optional<Path> fileOf(String nameOrPath) {
        return Optional.ofNullable(files.get(nameOrPath));
    }

    @Override
    public void close() {
        stubs.close();
    }

    int runtimeVersion(MemorySegment value) {
        return guarded("cudaRuntimeGetVersion", () -> put(value, runtimeVersion));
    }

    int driverVersion(MemorySegment value) {
        return guarded("cudaDriverGetVersion", () -> put(value, driverVersion));
    }

    int deviceCount(MemorySegment value) {
        return guarded("cudaGetDeviceCount", () -> put(value, devices));
    }

    int properties(MemorySegment struct, int device) {
        return guarded("cudaGetDeviceProperties", () -> {
            if (device < 0 || device >= devices) {
                return 101;
            }
            // A whole cudaDeviceProp of CUDA 13 is 1008 bytes: the caller must have room for it.
            MemorySegment properties = sized(struct, 1008);
            properties.fill((byte) 0x55);
            properties.setString(0, "Double GPU " + device);
            properties.set(ValueLayout.JAVA_LONG, 288, (80L << 30) + device);
            return 0;
        });
    }

    MemorySegment cudaName(int code) {
        return text(
                code == 35 ? "cudaErrorInsufficientDriver" : code == 100 ? "cudaErrorNoDevice" : "cudaError" + code);
    }

    MemorySegment cudaText(int code) {
        return text(code == 35 ? "CUDA driver version is insufficient for CUDA runtime version" : "text of " + code);
    }

    int cublasProperty(int property, MemorySegment value) {
        return guarded("cublasGetProperty", () -> put(value, new int[] {runtimeVersion / 1000, 1, 7}[property]));
    }

    MemorySegment cublasName(int code) {
        return text("CUBLAS_STATUS_" + code);
    }

    MemorySegment cublasText(int code) {
        return code == 14 ? NULL : text("cublas text of " + code);
    }

    long cudnnVersion() {
        guarded("cudnnGetVersion", () -> 0);
        return cudnnVersion;
    }

    long cudnnCuda() {
        guarded("cudnnGetCudartVersion", () -> 0);
        return cudnnCuda;
    }

    MemorySegment cudnnName(int code) {
        return text("CUDNN_STATUS_" + code);
    }

    void cudnnLastError(MemorySegment buffer, long size) {
        guarded("cudnnGetLastErrorString", () -> {
            sized(buffer, size).setString(0, "the last words of cuDNN");
            return 0;
        });
    }

    private int guarded(String function, IntSupplier body) {
        try {
            calls.add(function);
            Integer status = statuses.get(function);
            return status != null ? status : body.getAsInt();
        } catch (Throwable e) {
            failures.add(e);
            return 999;
        }
    }

    private static int put(MemorySegment pointer, int value) {
        sized(pointer, Integer.BYTES).set(ValueLayout.JAVA_INT, 0, value);
        return 0;
    }

    @SuppressWarnings("restricted") // pointers arrive without a size
    private static MemorySegment sized(MemorySegment pointer, long bytes) {
        return pointer.reinterpret(bytes);
    }

    private MemorySegment text(String text) {
        return stubs.allocateFrom(text, StandardCharsets.UTF_8);
    }

    @SuppressWarnings("restricted") // the descriptors are the headers'
    private MemorySegment stub(String method, FunctionDescriptor descriptor, Arena arena) {
        MethodType type = descriptor.toMethodType();
        try {
            return Linker.nativeLinker().upcallStub(MethodHandles.lookup().bind(this, method, type), descriptor, arena);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
