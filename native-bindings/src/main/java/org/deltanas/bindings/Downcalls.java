package org.deltanas.bindings;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Links the few functions that a library is asked before it is accepted, one method for each shape of signature. */
final class Downcalls {
    /** {@code int f(void*)}. */
    static final FunctionDescriptor INT_OF_POINTER = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    /** {@code int f(int, int*)}. */
    static final FunctionDescriptor INT_OF_INT_POINTER =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    /** {@code int f(void*, int)}. */
    static final FunctionDescriptor INT_OF_POINTER_INT =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    /** {@code int f(void*, int, int)}. */
    static final FunctionDescriptor INT_OF_POINTER_INT_INT = FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    /** {@code const char* f(int)}. */
    static final FunctionDescriptor TEXT_OF_INT = FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    /** {@code size_t f(void)}. */
    static final FunctionDescriptor SIZE = FunctionDescriptor.of(ValueLayout.JAVA_LONG);

    private final SymbolLookup library;

    Downcalls(SymbolLookup library) {
        this.library = library;
    }

    /** Links the first of {@code names} that the library has. */
    @SuppressWarnings("restricted") // the descriptors are the headers'
    Function link(FunctionDescriptor descriptor, String... names) throws LibraryLoadException {
        for (String name : names) {
            MemorySegment address = library.find(name).orElse(null);
            if (address != null) {
                return new Function(name, Linker.nativeLinker().downcallHandle(address, descriptor));
            }
        }
        throw new LibraryLoadException("it has no function " + String.join(" or ", names));
    }

    /** A failure that a downcall cannot have by its signature. */
    static RuntimeException unexpected(String name, Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("the call of " + name + " threw a checked exception", e);
    }

    /** A linked function. Throws {@link IllegalStateException} when its library is closed. */
    record Function(String name, MethodHandle handle) {
        int call(MemorySegment pointer) {
            try {
                return (int) handle.invokeExact(pointer);
            } catch (Throwable e) {
                throw unexpected(name, e);
            }
        }

        int call(int value, MemorySegment pointer) {
            try {
                return (int) handle.invokeExact(value, pointer);
            } catch (Throwable e) {
                throw unexpected(name, e);
            }
        }

        int call(MemorySegment pointer, int value) {
            try {
                return (int) handle.invokeExact(pointer, value);
            } catch (Throwable e) {
                throw unexpected(name, e);
            }
        }

        int call(MemorySegment pointer, int first, int second) {
            try {
                return (int) handle.invokeExact(pointer, first, second);
            } catch (Throwable e) {
                throw unexpected(name, e);
            }
        }

        long callSize() {
            try {
                return (long) handle.invokeExact();
            } catch (Throwable e) {
                throw unexpected(name, e);
            }
        }

        String callText(int value) {
            try {
                return CStrings.read((MemorySegment) handle.invokeExact(value));
            } catch (Throwable e) {
                throw unexpected(name, e);
            }
        }
    }
}
