package org.deltanas.kernels.num;

/** {@link NumKernels} in plain Java. Allocates two small arrays a Gaussian chunk. */
final class ScalarNumKernels implements NumKernels {
    /** Angles are 32-bit fractions of a turn, taken as signed offsets from the nearest quarter. */
    static final float TURN = (float) (2 * Math.PI * 0x1.0p-32);

    @Override
    public void gaussianChunk(long seed, long stream, long chunk, float[] out, int offset) {
        int[] words = new int[4];
        float[] pair = new float[2];
        for (int lane = 0; lane < Gaussian.LANES; lane++) {
            Philox.block(seed, stream, chunk * Gaussian.LANES + Gaussian.blockOfLane(lane), words, 0);
            for (int half = 0; half < 2; half++) {
                boxMuller(words[2 * half], words[2 * half + 1], pair);
                out[offset + (2 * half) * Gaussian.LANES + lane] = pair[0];
                out[offset + (2 * half + 1) * Gaussian.LANES + lane] = pair[1];
            }
        }
    }

    /** Box and Muller's transform of two uniform words into two independent normal numbers. */
    private static void boxMuller(int radiusBits, int angleBits, float[] pair) {
        float u = Math.fma((float) (radiusBits >>> 1), 0x1.0p-31f, 0x1.0p-32f);
        float log = Elementary.logOfNormal(Float.floatToRawIntBits(u), 0);
        // IEEE 754 leaves one result for a square root; rounding through double does not change it.
        float radius = (float) Math.sqrt(-2f * log);
        int fraction = (angleBits << 2) >> 2;
        int quarter = (angleBits - fraction) >>> 30;
        float t = (float) fraction * TURN;
        float t2 = t * t;
        float sin = Math.fma(t * t2, Math.fma(t2, Math.fma(t2, Elementary.S7, Elementary.S5), Elementary.S3), t);
        float cos = Math.fma(
                t2 * t2,
                Math.fma(t2, Math.fma(t2, Elementary.C8, Elementary.C6), Elementary.C4),
                Math.fma(t2, -0.5f, 1f));
        int sinBits = Float.floatToRawIntBits(sin);
        int cosBits = Float.floatToRawIntBits(cos);
        int swap = (sinBits ^ cosBits) & -(quarter & 1);
        float cosOfAngle = Float.intBitsToFloat((cosBits ^ swap) ^ (((quarter + 1) & 2) << 30));
        float sinOfAngle = Float.intBitsToFloat((sinBits ^ swap) ^ ((quarter & 2) << 30));
        pair[0] = radius * cosOfAngle;
        pair[1] = radius * sinOfAngle;
    }

    @Override
    public void exp(float[] values, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            values[i] = Elementary.exp(values[i]);
        }
    }

    @Override
    public void log(float[] values, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            values[i] = Elementary.log(values[i]);
        }
    }

    @Override
    public void sigmoid(float[] values, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            values[i] = Elementary.sigmoid(values[i]);
        }
    }

    @Override
    public void softplus(float[] values, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            values[i] = Elementary.softplus(values[i]);
        }
    }

    @Override
    public void silu(float[] values, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            values[i] *= Elementary.sigmoid(values[i]);
        }
    }
}
