package org.deltanas.kernels;

import jdk.incubator.vector.FloatVector;

/**
 * Which instructions a kernel runs on: scalar Java, or the Vector API at 128, 256 or 512 bits. Results are the same
 * bit for bit. Immutable.
 */
public final class Simd {
    private static final String MISSING =
            "the module jdk.incubator.vector is not there: start the JVM with --add-modules jdk.incubator.vector";

    private final int bits;
    private final String reason;

    private Simd(int bits, String reason) {
        this.bits = bits;
        this.reason = reason;
    }

    /** The Vector API at the processor's own width, or scalar code where the module for it is not loaded. */
    public static Simd best() {
        return isModulePresent() ? new Simd(Shapes.preferredBits(), "the processor's own width") : new Simd(0, MISSING);
    }

    /** Scalar code. */
    public static Simd scalar() {
        return new Simd(0, "asked for");
    }

    /**
     * The Vector API at a given width.
     *
     * @param bits 128, 256 or 512; wider than the processor's vectors works, slowly
     * @throws IllegalArgumentException if there is no such width
     * @throws UnsupportedOperationException if the module {@code jdk.incubator.vector} is not loaded
     */
    public static Simd vector(int bits) {
        if (bits != 128 && bits != 256 && bits != 512) {
            throw new IllegalArgumentException("vector bits must be 128, 256 or 512, not " + bits);
        }
        if (!isModulePresent()) {
            throw new UnsupportedOperationException(MISSING);
        }
        return new Simd(bits, "asked for");
    }

    /** Whether kernels use the Vector API. */
    public boolean isVector() {
        return bits > 0;
    }

    /** Bits in a vector; 0 for scalar code. */
    public int bits() {
        return bits;
    }

    /** Why this was chosen, for people to read. */
    public String reason() {
        return reason;
    }

    @Override
    public String toString() {
        return isVector() ? "vector " + bits + " bits" : "scalar";
    }

    private static boolean isModulePresent() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /** Keeps the Vector API out of the class above, which must load without it. */
    private static final class Shapes {
        private Shapes() {}

        static int preferredBits() {
            return Math.max(128, Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize()));
        }
    }
}
