package org.deltanas.kernels.width;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Makes copies of a kernel class that differ only in their vector width.
 *
 * <p>C2 turns Vector API calls into instructions only where the species is a constant, and a large kernel is never
 * inlined into a caller that knows it. So each width gets its own hidden class, defined from the bytes of one template,
 * with the species as class data: a constant to the compiler, one source to the reader.
 */
public final class SpeciesTemplate {
    private SpeciesTemplate() {}

    /**
     * The species that this copy of a template was made for; for the initialiser of a {@code static final} field.
     *
     * @param lookup the template's own {@code MethodHandles.lookup()}
     */
    @SuppressWarnings("unchecked")
    public static VectorSpecies<Float> floats(MethodHandles.Lookup lookup) {
        try {
            return MethodHandles.classData(lookup, "_", VectorSpecies.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a template reads its class data with its own lookup", e);
        }
    }

    /**
     * Defines a copy of {@code template} for vectors of {@code bits} and makes one instance of it. Each call defines a
     * class of its own, which starts cold: keep the instance.
     *
     * @param lookup a lookup with full access to the package of the template
     * @param template a top-level class with a constructor without arguments; it must refer to itself by no other way
     *     than its own members, and have neither inner classes nor lambdas
     * @param type an interface that the template implements
     * @param bits 128, 256 or 512
     */
    public static <T> T specialise(MethodHandles.Lookup lookup, Class<? extends T> template, Class<T> type, int bits) {
        try {
            MethodHandles.Lookup copy = lookup.defineHiddenClassWithClassData(bytes(template), species(bits), true);
            MethodHandle constructor = copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class));
            return type.cast(constructor.invoke());
        } catch (Throwable e) {
            throw new IllegalStateException("cannot define " + template.getName() + " for " + bits + " bits", e);
        }
    }

    private static VectorSpecies<Float> species(int bits) {
        return switch (bits) {
            case 128 -> FloatVector.SPECIES_128;
            case 256 -> FloatVector.SPECIES_256;
            case 512 -> FloatVector.SPECIES_512;
            default -> throw new IllegalArgumentException("vector bits must be 128, 256 or 512, not " + bits);
        };
    }

    private static byte[] bytes(Class<?> template) {
        String file = template.getSimpleName() + ".class";
        try (InputStream in = template.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no " + file + " beside " + template.getName());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
