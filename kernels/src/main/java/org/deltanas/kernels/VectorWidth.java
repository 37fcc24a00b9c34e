package org.deltanas.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One kernel class, several vector widths in one JVM.
 *
 * <p>The Vector API is only fast when the compiler sees species as constants, i.e. in {@code static final} fields. A
 * kernel class therefore reads its width once, in its static initialiser, through {@link #of}; {@link #specialise}
 * defines a hidden copy of that class for each width that is asked for, each with constants of its own. A copy is made once
 * and lives as long as the JVM, with what the compiler made of it: kernels hold no state, and a program that searches again
 * and again must not wait for the compiler each time.
 */
public final class VectorWidth {
    private static final Map<Copy, Object> INSTANCES = new ConcurrentHashMap<>();

    private VectorWidth() {}

    private record Copy(Class<?> kernel, List<Object> data) {}

    /**
     * The instance of a kernel for one width, made by its constructor without parameters when it is first asked for. Safe for
     * any number of threads.
     *
     * @param lookup a lookup of a class in the kernel's own package
     * @param type what the kernel implements
     * @param kernel the kernel; not instantiated itself, its class file is the template
     * @param bits 128, 256 or 512
     * @param constants more that the kernel's static initialiser reads, through {@link #constant}; values, by equality
     */
    public static <T> T specialise(
            MethodHandles.Lookup lookup, Class<T> type, Class<? extends T> kernel, int bits, Object... constants) {
        List<Object> data = new ArrayList<>(List.of(bits));
        data.addAll(List.of(constants));
        Copy copy = new Copy(kernel, List.copyOf(data));
        Object known = INSTANCES.get(copy);
        if (known == null) {
            // Not within the map: a kernel's initialiser may ask for other kernels.
            Object made = make(lookup, copy);
            Object first = INSTANCES.putIfAbsent(copy, made);
            known = first == null ? made : first;
        }
        return type.cast(known);
    }

    private static Object make(MethodHandles.Lookup lookup, Copy copy) {
        try {
            MethodHandles.Lookup hidden =
                    lookup.defineHiddenClassWithClassData(classFile(copy.kernel()), copy.data(), true);
            return hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (Throwable e) {
            // invoke declares Throwable; a kernel's constructor does nothing that could be told apart here.
            throw new LinkageError("cannot specialise " + copy.kernel().getName() + " for " + copy.data(), e);
        }
    }

    /**
     * The width of a hidden copy made by {@link #specialise}.
     *
     * @param lookup the kernel's own lookup, from its static initialiser
     */
    public static int of(MethodHandles.Lookup lookup) {
        return datum(lookup, Integer.class, 0);
    }

    /**
     * A constant that {@link #specialise} was given for a hidden copy.
     *
     * @param lookup the kernel's own lookup, from its static initialiser
     * @param type the constant's type
     * @param index its place among the constants
     */
    public static <T> T constant(MethodHandles.Lookup lookup, Class<T> type, int index) {
        return datum(lookup, type, 1 + index);
    }

    private static <T> T datum(MethodHandles.Lookup lookup, Class<T> type, int index) {
        try {
            T datum = MethodHandles.classDataAt(lookup, "_", type, index);
            if (datum == null) {
                throw new IllegalStateException(
                        lookup.lookupClass().getName() + " is a template: instances come from VectorWidth.specialise");
            }
            return datum;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Species of floats of a width. */
    public static VectorSpecies<Float> floats(int bits) {
        return bits == 512 ? FloatVector.SPECIES_512 : bits == 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
    }

    /** Species of longs of a width. */
    public static VectorSpecies<Long> longs(int bits) {
        return bits == 512 ? LongVector.SPECIES_512 : bits == 256 ? LongVector.SPECIES_256 : LongVector.SPECIES_128;
    }

    private static byte[] classFile(Class<?> kernel) {
        String name = kernel.getName();
        String resource = name.substring(name.lastIndexOf('.') + 1) + ".class";
        try (InputStream in = kernel.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no class file for " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
