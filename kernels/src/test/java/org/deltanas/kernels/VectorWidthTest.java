package org.deltanas.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.MlpShape;
import org.junit.jupiter.api.Test;

class VectorWidthTest {
    /** What the compiler made of a kernel serves every engine: a second search finds it compiled. */
    @Test
    void aKernelIsMadeOnceForItsWidthAndConstants() {
        MlpKernels kernels = MlpEngine.of(Simd.vector(128)).kernels(MlpShape.relu(64, 32));
        assertThat(MlpEngine.of(Simd.vector(128)).kernels(MlpShape.relu(64, 32)))
                .isSameAs(kernels);
        assertThat(MlpEngine.of(Simd.vector(128)).kernels(MlpShape.relu(64, 64)).getClass())
                .isNotSameAs(kernels.getClass());
        assertThat(MlpEngine.of(Simd.vector(256)).kernels(MlpShape.relu(64, 32)).getClass())
                .isNotSameAs(kernels.getClass());
    }
}
