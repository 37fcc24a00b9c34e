package org.deltanas.predict;

import java.util.Arrays;

/**
 * The mean of an ensemble's outputs and their deviation about it: of each row the networks one after the other, so that one
 * row has the same bits in whatever company it is computed. Whole rows at a time: compiled to vectors.
 */
final class EnsembleSummary {
    private EnsembleSummary() {}

    /**
     * Sums up rows.
     *
     * @param outputs for each network {@code count} outputs
     * @param means receives {@code count} means from {@code offset}
     * @param deviations receives as many deviations from {@code offset}; of one network they are 0
     */
    static void of(float[][] outputs, int count, float[] means, float[] deviations, int offset) {
        int members = outputs.length;
        System.arraycopy(outputs[0], 0, means, offset, count);
        Arrays.fill(deviations, offset, offset + count, 0);
        if (members == 1) {
            return;
        }
        for (int m = 1; m < members; m++) {
            add(outputs[m], means, offset, count);
        }
        divide(means, members, offset, count);
        for (float[] output : outputs) {
            addSquares(output, means, deviations, offset, count);
        }
        rootOfMean(deviations, members, offset, count);
    }

    /** What rows are worth: their means plus {@code factor} of their deviations. */
    static void weigh(float[] means, float[] deviations, float factor, float[] values, int count) {
        if (factor == 0) {
            System.arraycopy(means, 0, values, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            values[i] = means[i] + factor * deviations[i];
        }
    }

    private static void add(float[] x, float[] sums, int offset, int count) {
        for (int i = 0; i < count; i++) {
            sums[offset + i] += x[i];
        }
    }

    private static void divide(float[] x, float by, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            x[i] /= by;
        }
    }

    private static void addSquares(float[] x, float[] means, float[] sums, int offset, int count) {
        for (int i = 0; i < count; i++) {
            float d = x[i] - means[offset + i];
            sums[offset + i] += d * d;
        }
    }

    private static void rootOfMean(float[] x, float by, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            x[i] = (float) Math.sqrt(x[i] / by);
        }
    }
}
