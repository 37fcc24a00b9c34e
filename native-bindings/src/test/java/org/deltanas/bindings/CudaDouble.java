package org.deltanas.bindings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A double of cudart, cuBLAS and cuDNN made of upcall stubs, so that linking, marshalling and status checks are the real
 * ones in every build. Computes on the CPU in double precision, with single precision in memory.
 *
 * <p>It is stricter than a device. Work waits in its stream until somebody waits for it. Whatever would be undefined
 * behaviour on the real libraries is a violation, which a test must find none of: use of what is destroyed or of another
 * type, pointers that do not lie in device memory for all they are said to hold, wrong alignment, overlapping input and
 * output, a workspace that is too small, host memory that changes before it is copied, a thread that never chose the
 * device. Any call can be made to fail.
 *
 * <p>An exception out of a stub would end the JVM: everything is caught there and kept for {@link #failures}. The stubs
 * live as long as the JVM, because the generated bindings bind to them for good, and pass calls on to the double that was
 * made last; one at a time.
 */
public final class CudaDouble implements LibraryLoader, AutoCloseable {
    /** What the loader says of a library that was not installed; a stand-in for the system's words. */
    public static final String NOT_THERE = "cannot open shared object file: No such file or directory";

    /** What a call returns once the device is lost: {@code cudaErrorLaunchFailure}. */
    public static final int LAUNCH_FAILURE = 719;

    /** What is done even if it fails. */
    private static final Pattern ENDING = Pattern.compile("Destroy|Free|EndCapture");

    private static final Map<String, MemorySegment> STUBS = new ConcurrentHashMap<>();
    private static final Map<String, Method> FUNCTIONS = functions();

    private static volatile CudaDouble current;

    private final Map<String, CudaLibrary> installed = new HashMap<>();
    private final Map<String, Path> files = new HashMap<>();
    private final Map<String, Integer> statuses = new HashMap<>();
    private final Map<String, Integer> remaining = new HashMap<>();
    private final Set<String> missingSymbols = new HashSet<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final Arena texts = Arena.ofShared();
    private final Map<Class<?>, Object> libraries = new HashMap<>();

    final DoubleDevice device = new DoubleDevice();
    int runtimeVersion = 13000;
    int driverVersion = 13000;
    long cudnnVersion = 92400;
    int cudnnCuda = 13000;
    int devices = 1;
    boolean tf32;

    private int faultAt = -1;
    private String faultIn;
    private int faultStatus;
    private String faulted;
    private int lossAt = -1;
    private int statusCalls;

    /** A double without anything installed, behind the stubs from now on. */
    public CudaDouble() {
        libraries.put(DoubleCudart.class, new DoubleCudart(this));
        libraries.put(DoubleCublas.class, new DoubleCublas(this));
        libraries.put(DoubleCudnn.class, new DoubleCudnn(this));
        current = this;
    }

    /** Something that would be undefined behaviour on the real libraries. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Violation(String what) {
            super(what);
        }
    }

    /** A status that the real libraries would return as well. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final int status;

        Refusal(int status, String text) {
            super(text, null, false, false);
            this.status = status;
        }
    }

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

    /** A double with everything of CUDA 13 installed, in a folder that goes with the JVM. */
    public static CudaDouble complete() {
        Path folder = Installation.FOLDER;
        CudaDouble cuda = new CudaDouble();
        for (CudaLibrary library : CudaLibrary.values()) {
            cuda.install(library, library.soname(13), folder.resolve(library.soname(13)));
        }
        return cuda;
    }

    /** The files of {@link #complete}. */
    private static final class Installation {
        static final Path FOLDER = make();

        private static Path make() {
            try (CudaDouble cuda = new CudaDouble()) {
                Path folder = Files.createTempDirectory("cuda-double");
                folder.toFile().deleteOnExit();
                cuda.installAll(folder);
                try (Stream<Path> files = Files.list(folder)) {
                    files.forEach(file -> file.toFile().deleteOnExit());
                }
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Makes every call of {@code function} return {@code status}. */
    public CudaDouble failing(String function, int status) {
        statuses.put(function, status);
        remaining.put(function, -1);
        return this;
    }

    /**
     * Makes one call fail, without doing anything but what destroys or ends: that is done, as the real libraries do.
     *
     * @param call counts calls that return a status, from 0 at this moment
     */
    public CudaDouble failAt(int call, int status) {
        statusCalls = 0;
        faulted = null;
        faultAt = call;
        faultIn = null;
        faultStatus = status;
        return this;
    }

    /**
     * Makes one call of {@code function} fail, likewise.
     *
     * @param call counts calls of that function
     */
    public CudaDouble failAt(String function, int call, int status) {
        failAt(call, status);
        faultIn = function;
        return this;
    }

    /** Makes the next so many calls of {@code function} fail. */
    public CudaDouble failEvery(String function, int count, int status) {
        failing(function, status);
        remaining.put(function, count);
        return this;
    }

    /** Loses the device at a call, counted likewise: it and all later ones fail, but for a reset. */
    public CudaDouble loseDeviceAt(int call) {
        statusCalls = 0;
        lossAt = call;
        return this;
    }

    /** The function whose call {@link #failAt} made fail; null if none has. */
    public String faulted() {
        return faulted;
    }

    /** Calls that returned a status since the last of {@link #failAt} and {@link #loseDeviceAt}. */
    public int statusCalls() {
        return statusCalls;
    }

    /** Gives the device so many bytes of memory. */
    public CudaDouble memory(long bytes) {
        device.memory.limit(bytes);
        return this;
    }

    /** The most bytes that were allocated on the device at a time. */
    public long peakBytes() {
        return device.memory.peak();
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

    /** Lets convolutions round their factors to TF32 where they are not told to multiply in single precision. */
    public CudaDouble allowTf32() {
        tf32 = true;
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

    /** Forgets the calls so far. */
    public void forgetCalls() {
        calls.clear();
    }

    /** What went wrong inside the stubs. A test that used the double must find this empty. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** Everything that was created or allocated and is still there. A test that closed all must find this empty. */
    public List<String> leaks() {
        return device.leaks();
    }

    @Override
    public SymbolLookup open(String nameOrPath, Arena arena) throws LibraryLoadException {
        CudaLibrary library = installed.get(nameOrPath);
        if (library == null) {
            throw new LibraryLoadException(nameOrPath + ": " + NOT_THERE);
        }
        return name -> {
            boolean isThere = CudaLibrary.of(name) == library && FUNCTIONS.containsKey(name);
            return isThere && !missingSymbols.contains(name)
                    ? Optional.of(inArena(STUBS.computeIfAbsent(name, CudaDouble::stub), arena))
                    : Optional.empty();
        };
    }

    /** The library is closed with its arena, though the stub stays. */
    @SuppressWarnings("restricted") // an address of this class's own
    private static MemorySegment inArena(MemorySegment stub, Arena arena) {
        return MemorySegment.ofAddress(stub.address()).reinterpret(arena, null);
    }

    @Override
    public Optional<Path> fileOf(String nameOrPath) {
        return Optional.ofNullable(files.get(nameOrPath));
    }

    @Override
    public void close() {
        if (current == this) {
            current = null;
        }
        texts.close();
    }

    /** A text that C code may read until the double is closed. */
    MemorySegment text(String text) {
        return texts.allocateFrom(text, StandardCharsets.UTF_8);
    }

    static MemorySegment put(MemorySegment pointer, int value) {
        sized(pointer, Integer.BYTES).set(ValueLayout.JAVA_INT, 0, value);
        return pointer;
    }

    static void put(MemorySegment pointer, long value) {
        sized(pointer, Long.BYTES).set(ValueLayout.JAVA_LONG, 0, value);
    }

    @SuppressWarnings("restricted") // pointers arrive without a size
    static MemorySegment sized(MemorySegment pointer, long bytes) {
        if (pointer.equals(MemorySegment.NULL)) {
            throw new Violation("a null pointer");
        }
        return pointer.reinterpret(bytes);
    }

    /** The descriptor of every function that the double has, as its own method's parameters have it. */
    static Map<String, FunctionDescriptor> descriptors() {
        Map<String, FunctionDescriptor> descriptors = new TreeMap<>();
        FUNCTIONS.forEach((name, method) -> descriptors.put(name, descriptor(method)));
        return descriptors;
    }

    private static Map<String, Method> functions() {
        Map<String, Method> functions = new HashMap<>();
        for (Class<?> library : List.of(DoubleCudart.class, DoubleCublas.class, DoubleCudnn.class)) {
            for (Method method : library.getDeclaredMethods()) {
                if (method.getName().startsWith("cuda")
                        || method.getName().startsWith("cublas")
                        || method.getName().startsWith("cudnn")) {
                    functions.put(method.getName(), method);
                }
            }
        }
        return functions;
    }

    private static FunctionDescriptor descriptor(Method method) {
        MemoryLayout[] parameters = new MemoryLayout[method.getParameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = layout(method.getParameterTypes()[i]);
        }
        return method.getReturnType() == void.class
                ? FunctionDescriptor.ofVoid(parameters)
                : FunctionDescriptor.of(layout(method.getReturnType()), parameters);
    }

    private static MemoryLayout layout(Class<?> type) {
        if (type == int.class) {
            return ValueLayout.JAVA_INT;
        }
        if (type == long.class) {
            return ValueLayout.JAVA_LONG;
        }
        return type == double.class ? ValueLayout.JAVA_DOUBLE : ValueLayout.ADDRESS;
    }

    @SuppressWarnings("restricted") // the descriptors are the headers', which a test makes sure of
    private static MemorySegment stub(String name) {
        try {
            Method method = FUNCTIONS.get(name);
            FunctionDescriptor descriptor = descriptor(method);
            MethodHandle dispatch = MethodHandles.lookup()
                    .findStatic(
                            CudaDouble.class,
                            "dispatch",
                            java.lang.invoke.MethodType.methodType(
                                    Object.class, Method.class, MethodHandle.class, Object[].class));
            MethodHandle target = MethodHandles.lookup().unreflect(method);
            MethodHandle bound = MethodHandles.insertArguments(
                            dispatch, 0, method, target.asSpreader(Object[].class, method.getParameterCount()))
                    .asCollector(Object[].class, method.getParameterCount())
                    .asType(descriptor.toMethodType());
            return Linker.nativeLinker().upcallStub(bound, descriptor, Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    static Object dispatch(Method method, MethodHandle target, Object[] arguments) {
        CudaDouble cuda = current;
        if (cuda != null) {
            return cuda.call(method, target, arguments);
        }
        return method.getReturnType() == int.class ? (Object) 999 : method.getReturnType() == long.class ? 0L : null;
    }

    private Object call(Method method, MethodHandle target, Object[] arguments) {
        String name = method.getName();
        try {
            calls.add(name);
            Object library = libraries.get(method.getDeclaringClass());
            if (method.getReturnType() != int.class) {
                return target.invoke(library, arguments);
            }
            int status = status(name);
            if (status == 0 || ENDING.matcher(name).find()) {
                int done = (int) target.invoke(library, arguments);
                status = status == 0 ? done : status;
            }
            return status;
        } catch (Refusal e) {
            device.lastError = name + ": " + e.getMessage();
            return e.status;
        } catch (Throwable e) {
            device.lastError = name + ": " + e.getMessage();
            failures.add(e instanceof Violation ? new Violation(name + ": " + e.getMessage()) : e);
            return method.getReturnType() == int.class
                    ? (Object) 999
                    : method.getReturnType() == long.class ? 0L : MemorySegment.NULL;
        }
    }

    /** The status that is forced on a call; 0 if none is. */
    private int status(String function) {
        Integer always = statuses.get(function);
        if (always != null) {
            if (remaining.merge(function, -1, Integer::sum) == 0) {
                statuses.remove(function);
            }
            return always;
        }
        if (function.equals("cudaDeviceReset")) {
            device.reset();
            return 0;
        }
        int call = faultIn == null || faultIn.equals(function) ? statusCalls++ : -1;
        if (faultAt >= 0 && call == faultAt) {
            faultAt = -1;
            faulted = function;
            device.lastError = "made to fail";
            return faultStatus;
        }
        if (lossAt >= 0 && call == lossAt) {
            device.lose();
        }
        if (!device.isLost() || function.contains("Descriptor")) {
            return 0;
        }
        device.lastError = "the device is lost";
        return switch (CudaLibrary.of(function)) {
            case CUDART -> LAUNCH_FAILURE;
            case CUBLAS -> 13;
            case CUDNN -> 5003;
        };
    }
}
