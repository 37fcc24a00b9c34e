package org.deltanas.bindings.lookup;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The libraries behind the generated bindings, set once in the life of a JVM.
 *
 * <p>This is the project's only static state, and jextract forces it: a generated class keeps each function's handle in a
 * static final field, filled when the function is first called. So the libraries bound here must never be unloaded, and
 * nothing generated may be called before they are bound; a class that fails to find its symbol stays broken for good.
 */
public final class BoundSymbols {
    /** One function of each library: where these are, the libraries are. */
    private static final List<String> WITNESSES = List.of("cudaMalloc", "cublasCreate_v2", "cudnnCreate");

    private static final AtomicReference<SymbolLookup> BOUND = new AtomicReference<>();

    private BoundSymbols() {}

    /**
     * Binds the generated classes to libraries; binding them again to the same ones does nothing.
     *
     * @param symbols the symbols of libraries that stay open
     * @throws IllegalStateException if this JVM's bindings belong to other libraries already
     */
    public static void bind(SymbolLookup symbols) {
        if (BOUND.compareAndSet(null, symbols)) {
            return;
        }
        SymbolLookup bound = BOUND.get();
        for (String witness : WITNESSES) {
            if (!bound.find(witness).equals(symbols.find(witness))) {
                throw new IllegalStateException("this JVM uses other CUDA libraries already (" + witness
                        + " lies elsewhere), and can use one set only: start another JVM for these");
            }
        }
    }

    /** The address of a function, for the generated classes. */
    public static Optional<MemorySegment> find(String name) {
        SymbolLookup bound = BOUND.get();
        if (bound == null) {
            throw new IllegalStateException(name + " was called before CUDA's libraries were opened");
        }
        return bound.find(name);
    }
}
