package org.deltanas.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One kernel class, several vector widths in one JVM.
 *
 * <p>The Vector API is only fast when the compiler sees species as constants, i.e. in {@code static final} fields. A
 * kernel class therefore reads its width once, in its static initialiser, through {@link #of}; {@link #specialise}
 * defines a hidden copy of that class for each width that is asked for, each with constants of its own.
 */
public final class VectorWidth {
    private VectorWidth() {}

    /**
     * Makes an instance of a kernel for one width, by its constructor without parameters.
     *
     * @param lookup a lookup of a class in the kernel's own package
     * @param type what the kernel implements
     * @param kernel the kernel; not instantiated itself, its class file is the template
     * @param bits 128, 256 or 512
     * @param constants more that the kernel's static initialiser reads, through {@link #constant}
     */
    public static <T> T specialise(
            MethodHandles.Lookup lookup, Class<T> type, Class<? extends T> kernel, int bits, Object... constants) {
        List<Object> data = new ArrayList<>(List.of(bits));
        data.addAll(List.of(constants));
        try {
            MethodHandles.Lookup copy = lookup.defineHiddenClassWithClassData(classFile(kernel), data, true);
            return type.cast(copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class))
                    .invoke());
        } catch (Throwable e) {
            // invoke declares Throwable; a kernel's constructor does nothing that could be told apart here.
            throw new LinkageError("cannot specialise " + kernel.getName() + " for " + bits + " bits", e);
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
