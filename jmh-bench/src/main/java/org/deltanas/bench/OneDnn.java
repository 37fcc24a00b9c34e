package org.deltanas.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The functions of oneDNN's C interface that a peer needs, by downcalls. The library comes with the class path, for Linux on
 * x86-64 alone, and is unpacked into a temporary folder once a JVM.
 */
@SuppressWarnings("restricted") // downcalls are what this is for
final class OneDnn {
    private static final String RESOURCES = "/org/bytedeco/dnnl/linux-x86_64/";
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup DNNL;
    private static final SymbolLookup OPENMP;

    static {
        if (!exists()) {
            throw new UnsupportedOperationException("oneDNN is on the class path for Linux on x86-64 alone, not for "
                    + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
        }
        try {
            Path folder = Files.createTempDirectory("onednn");
            List<Path> libraries = List.of(unpack("libgomp.so.1", folder), unpack("libdnnl.so.3", folder));
            OPENMP = SymbolLookup.libraryLookup(libraries.get(0), Arena.global());
            DNNL = SymbolLookup.libraryLookup(libraries.get(1), Arena.global());
            // Loaded libraries need their files no longer.
            for (Path library : libraries) {
                Files.delete(library);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("oneDNN could not be unpacked", e);
        }
    }

    static final MethodHandle ENGINE_CREATE = status("dnnl_engine_create", POINTER, INT, ValueLayout.JAVA_LONG);
    static final MethodHandle ENGINE_DESTROY = status("dnnl_engine_destroy", POINTER);
    static final MethodHandle STREAM_CREATE = status("dnnl_stream_create", POINTER, POINTER, INT);
    static final MethodHandle STREAM_WAIT = status("dnnl_stream_wait", POINTER);
    static final MethodHandle STREAM_DESTROY = status("dnnl_stream_destroy", POINTER);
    static final MethodHandle ATTR_CREATE = status("dnnl_primitive_attr_create", POINTER);
    static final MethodHandle ATTR_SET_SCRATCHPAD_MODE =
            status("dnnl_primitive_attr_set_scratchpad_mode", POINTER, INT);
    static final MethodHandle ATTR_DESTROY = status("dnnl_primitive_attr_destroy", POINTER);
    static final MethodHandle MEMORY_DESC_CREATE =
            status("dnnl_memory_desc_create_with_tag", POINTER, INT, POINTER, INT, INT);
    static final MethodHandle MEMORY_DESC_DESTROY = status("dnnl_memory_desc_destroy", POINTER);
    static final MethodHandle MEMORY_DESC_SIZE = LINKER.downcallHandle(
            symbol(DNNL, "dnnl_memory_desc_get_size"), FunctionDescriptor.of(ValueLayout.JAVA_LONG, POINTER));
    static final MethodHandle CONVOLUTION_DESC_CREATE = status(
            "dnnl_convolution_forward_primitive_desc_create",
            POINTER,
            POINTER,
            INT,
            INT,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER);
    static final MethodHandle REORDER_DESC_CREATE =
            status("dnnl_reorder_primitive_desc_create", POINTER, POINTER, POINTER, POINTER, POINTER, POINTER);
    static final MethodHandle PRIMITIVE_DESC_QUERY = status("dnnl_primitive_desc_query", POINTER, INT, INT, POINTER);
    static final MethodHandle PRIMITIVE_DESC_QUERY_MD = LINKER.downcallHandle(
            symbol(DNNL, "dnnl_primitive_desc_query_md"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, POINTER, INT, INT));
    static final MethodHandle PRIMITIVE_DESC_DESTROY = status("dnnl_primitive_desc_destroy", POINTER);
    static final MethodHandle PRIMITIVE_CREATE = status("dnnl_primitive_create", POINTER, POINTER);
    static final MethodHandle PRIMITIVE_EXECUTE = status("dnnl_primitive_execute", POINTER, POINTER, INT, POINTER);
    static final MethodHandle PRIMITIVE_DESTROY = status("dnnl_primitive_destroy", POINTER);
    static final MethodHandle MEMORY_CREATE = status("dnnl_memory_create", POINTER, POINTER, POINTER, POINTER);
    static final MethodHandle MEMORY_DESTROY = status("dnnl_memory_destroy", POINTER);
    private static final MethodHandle VERSION =
            LINKER.downcallHandle(symbol(DNNL, "dnnl_version"), FunctionDescriptor.of(ValueLayout.ADDRESS));
    private static final MethodHandle SET_THREADS =
            LINKER.downcallHandle(symbol(OPENMP, "omp_set_num_threads"), FunctionDescriptor.ofVoid(INT));

    private OneDnn() {}

    /** Whether the library is on the class path and made for this system. */
    static boolean exists() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64")
                && OneDnn.class.getResource(RESOURCES + "libdnnl.so.3") != null;
    }

    /** E.g. {@code 3.13.0}. */
    static String version() {
        try {
            MemorySegment version = ((MemorySegment) VERSION.invokeExact()).reinterpret(3 * INT.byteSize());
            return version.getAtIndex(INT, 0) + "." + version.getAtIndex(INT, 1) + "." + version.getAtIndex(INT, 2);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Has what the calling thread asks of the library done by so many threads, this one included. */
    static void threads(int count) {
        try {
            SET_THREADS.invokeExact(count);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** A function that returns a status. */
    private static MethodHandle status(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(DNNL, name), FunctionDescriptor.of(INT, arguments));
    }

    private static MemorySegment symbol(SymbolLookup library, String name) {
        return library.find(name).orElseThrow(() -> new IllegalStateException("the library has no function " + name));
    }

    private static Path unpack(String library, Path folder) throws IOException {
        Path file = folder.resolve(library);
        try (InputStream in = OneDnn.class.getResourceAsStream(RESOURCES + library)) {
            Files.copy(in, file);
        }
        return file;
    }

    /** Refuses any status but success. */
    static void check(int status) {
        if (status != 0) {
            throw new IllegalStateException("oneDNN refused a call with status " + status);
        }
    }

    /** Downcalls declare that they throw anything, and only fail by what {@link #check} throws. */
    static IllegalStateException failure(Throwable e) {
        return e instanceof IllegalStateException refused ? refused : new IllegalStateException(e);
    }
}
