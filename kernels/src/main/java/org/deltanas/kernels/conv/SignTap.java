package org.deltanas.kernels.conv;

import java.lang.foreign.ValueLayout;

/** The signs of what some rectifiers of a {@link Program} read, all of them the same view. */
final class SignTap {
    private static final int LANES = ConvKernels.LANES;
    /** Pixels whose signs share a word. */
    private static final int PIXELS = Long.SIZE / LANES;

    private final View view;
    /** How many rectifiers read it. */
    int rectifiers = 1;

    SignTap(View view) {
        this.view = view;
    }

    boolean isOf(View other) {
        return view.buffer == other.buffer && view.norm == other.norm;
    }

    /** Words that the signs of an image take. */
    static int words(Buffer form) {
        return form.blocks() * Math.ceilDiv(form.pixels(), PIXELS);
    }

    /**
     * Writes which numbers of an image are positive, a bit a number. A norm's scale is positive, so it is enough to compare
     * with its mean; lanes behind the last channel are no larger than theirs.
     */
    void signs(int image, long[] words, int at) {
        Buffer form = view.buffer;
        float[] threshold = new float[LANES];
        int word = at;
        for (int block = 0; block < form.blocks(); block++) {
            if (view.norm != null) {
                System.arraycopy(view.norm.mean, block * LANES, threshold, 0, LANES);
            }
            int plane = form.plane(image, block);
            for (int first = 0; first < form.pixels(); first += PIXELS) {
                long bits = 0;
                int count = Math.min(PIXELS, form.pixels() - first) * LANES;
                for (int i = 0; i < count; i++) {
                    float v = form.memory.get(ValueLayout.JAVA_FLOAT, (plane + first * LANES + i) * 4L);
                    bits |= v > threshold[i % LANES] ? 1L << i : 0;
                }
                words[word++] = bits;
            }
        }
    }

    /** Counts the signs in which two images differ. */
    static long differences(long[] words, int a, int b, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Long.bitCount(words[a + i] ^ words[b + i]);
        }
        return sum;
    }
}
