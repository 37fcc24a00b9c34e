package org.deltanas.kernels.mlp;

import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.VectorWidth;

/**
 * Makes {@link MlpKernels} for shapes on chosen instructions, each shape once: on the Vector API a shape has a class of its
 * own, whose widths the compiler sees as constants. Safe for any number of threads.
 */
public final class MlpEngine {
    private final Simd simd;
    private final Map<MlpShape, MlpKernels> kernels = new ConcurrentHashMap<>();

    private MlpEngine(Simd simd) {
        this.simd = simd;
    }

    /** An engine on the given instructions; results are the same. Engines of the same instructions share their kernels. */
    public static MlpEngine of(Simd simd) {
        return new MlpEngine(simd);
    }

    /** The instructions. */
    public Simd simd() {
        return simd;
    }

    /** The kernels of a shape. */
    public MlpKernels kernels(MlpShape shape) {
        MlpKernels known = kernels.get(shape);
        return known != null ? known : kernels.computeIfAbsent(shape, this::make);
    }

    private MlpKernels make(MlpShape shape) {
        return simd.isVector()
                ? VectorWidth.specialise(
                        MethodHandles.lookup(), MlpKernels.class, VectorMlpKernels.class, simd.bits(), shape)
                : new ScalarMlpKernels(shape);
    }
}
