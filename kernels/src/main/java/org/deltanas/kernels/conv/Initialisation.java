package org.deltanas.kernels.conv;

/** How standard normal numbers become the weights of a convolution. */
public enum Initialisation {
    /** As they are, as the Zen-score has them. */
    NORMAL {
        @Override
        void apply(Filter convolution, float[] weights, int count) {}
    },
    /**
     * Times {@link Initialisation#deviation}: as large as those that PyTorch starts training with, which are uniform where
     * these are normal.
     */
    FAN_IN {
        @Override
        void apply(Filter convolution, float[] weights, int count) {
            float scale = (float) deviation(convolution);
            for (int i = 0; i < count; i++) {
                weights[i] *= scale;
            }
        }
    },
    /** The magnitudes of {@link #FAN_IN}. */
    FAN_IN_MAGNITUDE {
        @Override
        void apply(Filter convolution, float[] weights, int count) {
            FAN_IN.apply(convolution, weights, count);
            for (int i = 0; i < count; i++) {
                weights[i] = Math.abs(weights[i]);
            }
        }
    };

    abstract void apply(Filter convolution, float[] weights, int count);

    /**
     * The standard deviation of PyTorch's default weights, uniform within one over the root of the inputs of a sum (He et
     * al., ICCV 2015, with a negative slope of the root of 5): one over the root of three times the inputs.
     */
    public static double deviation(Filter convolution) {
        double inputs = (double) convolution.inputChannels() / convolution.groups();
        return 1 / Math.sqrt(3 * inputs * convolution.kernel() * convolution.kernel());
    }
}
