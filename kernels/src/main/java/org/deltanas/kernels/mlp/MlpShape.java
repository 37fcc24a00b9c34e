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

    /**
     * The shape of a text, as {@link #layers} writes it.
     *
     * @param layers the width of one or two hidden layers, e.g. {@code 64-32} or {@code 256}
     * @throws IllegalArgumentException if that is no shape, naming those that are
     */
    public static MlpShape of(String layers, Activation activation) {
        String[] widths = layers.split("-", -1);
        try {
            if (widths.length <= 2) {
                int second = widths.length == 1 ? 0 : Integer.parseInt(widths[1]);
                if (widths.length == 1 || second != 0) {
                    return new MlpShape(Integer.parseInt(widths[0]), second, activation);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(accepted(layers), e);
        }
        throw new IllegalArgumentException(accepted(layers));
    }

    private static String accepted(String layers) {
        return "hidden layers must be one width or two, e.g. 64-32 or 256, each a multiple of " + STEP + " up to "
                + MAX_WIDTH + ", not '" + layers + "'";
    }

    private static boolean isWidth(int width) {
        return width >= STEP && width <= MAX_WIDTH && width % STEP == 0;
    }

    /** The width of the hidden layer that the output reads. */
    public int last() {
        return hidden2 == 0 ? hidden1 : hidden2;
    }

    /** Floating-point operations of everything behind the first layer's sums, activations left out. */
    public long denseFlops() {
        return 2L * hidden1 * hidden2 + 2L * last();
    }

    /** The widths alone, e.g. {@code 64-32}, or {@code 256} of a single layer. */
    public String layers() {
        return hidden1 + (hidden2 == 0 ? "" : "-" + hidden2);
    }

    /** E.g. {@code 64-32 relu}. */
    @Override
    public String toString() {
        return layers() + " " + activation;
    }
}
