package org.deltanas.kernels.mlp;

import java.util.Locale;
import org.deltanas.kernels.num.Elementary;

/** What is applied to a hidden layer's outputs; element by element. */
public enum Activation {
    /** {@code max(x, 0)} on the bits: negative numbers and -0 become 0; a NaN without a sign stays one. */
    RELU {
        @Override
        public float apply(float x) {
            return Float.intBitsToFloat(Math.max(Float.floatToRawIntBits(x), 0));
        }

        @Override
        public float slope(float x) {
            return x > 0 ? 1 : 0;
        }
    },
    /** {@code max(x, 0)^2} (So et al., "Primer", NeurIPS 2021). */
    SQUARED_RELU {
        @Override
        public float apply(float x) {
            float positive = RELU.apply(x);
            return positive * positive;
        }

        @Override
        public float slope(float x) {
            return 2 * RELU.apply(x);
        }
    },
    /** {@code x / (1 + exp(-x))} (Elfwing et al., Neural Networks 2018). */
    SILU {
        @Override
        public float apply(float x) {
            return x * Elementary.sigmoid(x);
        }

        @Override
        public float slope(float x) {
            float s = Elementary.sigmoid(x);
            return s * Math.fma(x, 1 - s, 1f);
        }
    };

    /** The value at {@code x}. */
    public abstract float apply(float x);

    /** The derivative at {@code x}; 0 where a ReLU has none. */
    public abstract float slope(float x);

    /** The activation of a name, as {@link #toString} gives it; null if there is none. */
    public static Activation byName(String name) {
        for (Activation activation : values()) {
            if (activation.toString().equals(name)) {
                return activation;
            }
        }
        return null;
    }

    /** The name on the command line and in files, e.g. {@code squared-relu}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
