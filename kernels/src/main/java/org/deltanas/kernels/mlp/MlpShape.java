package org.deltanas.kernels.mlp;

/**
 * The hidden layers of an {@link Mlp}.
 *
 * @param hidden1 outputs of the first layer, a multiple of {@value #STEP} up to {@value #MAX_WIDTH}
 * @param hidden2 outputs of the second layer, likewise, or 0 for a network of one hidden layer
 * @param activation applied to each hidden layer
 */
public record MlpShape(int hidden1, int hidden2, Activation activation) {
    /** Widths are multiples of this: two vectors of 512 bits. */
    public static final int STEP = 32;

    /** The largest width. */
    public static final int MAX_WIDTH = 512;

    /** Validates the widths. */
    public MlpShape {
        if (!isWidth(hidden1) || !(hidden2 == 0 || isWidth(hidden2)) || activation == null) {
            throw new IllegalArgumentException("hidden layers must be multiples of " + STEP + " in " + STEP + ".."
                    + MAX_WIDTH + " (the second may be 0) with an activation, not " + hidden1 + ", " + hidden2 + " and "
                    + activation);
        }
    }

    /** Two layers with ReLU, or one if {@code hidden2} is 0. */
    public static MlpShape relu(int hidden1, int hidden2) {
        return new MlpShape(hidden1, hidden2, Activation.RELU);
    }

    private static boolean isWidth(int width) {
        return width >= STEP && width <= MAX_WIDTH && width % STEP == 0;
    }

    /** The width of the hidden layer that the output reads. */
    public int last() {
        return hidden2 == 0 ? hidden1 : hidden2;
    }

    /** E.g. {@code 64-32 relu}. */
    @Override
    public String toString() {
        return hidden1 + (hidden2 == 0 ? "" : "-" + hidden2) + " " + activation;
    }
}
