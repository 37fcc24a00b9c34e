package org.deltanas.space;

import java.math.BigInteger;

/**
 * What the paper counts (Sridhar and Chen, 2024, theorems 1 to 3): architectures of {@code n} positions or nodes and
 * {@code r} operations, and the differences of architectures that are {@code k} edits apart.
 *
 * <p>For cells the paper prints {@code n (n - 1) / 2 * r^n} architectures; each of the {@code n (n - 1) / 2} possible edges is
 * there or not, so that it should be {@code 2^(n (n - 1) / 2) r^n}.
 */
public final class PaperCounts {
    private PaperCounts() {}

    /** Chains of n blocks: {@code r^n}. */
    public static BigInteger chains(int n, int r) {
        return BigInteger.valueOf(r).pow(n);
    }

    /** Labelled directed acyclic graphs over n nodes in a fixed order: {@code 2^(n (n - 1) / 2) r^n}. */
    public static BigInteger cells(int n, int r) {
        return BigInteger.TWO.pow(Math.multiplyExact(n, n - 1) / 2).multiply(chains(n, r));
    }

    /**
     * {@code |D^k| = r^k C(n, k)}: the sets of k positions with a new operation each. Different edits of one such kind
     * start from different operations, and {@link #signedDifferences} tells them apart.
     */
    public static BigInteger differences(int n, int r, int k) {
        return choose(n, k).multiply(BigInteger.valueOf(r).pow(k));
    }

    /** Differences of one-hot encodings, which tell the operation left from the one taken: {@code (r (r - 1))^k C(n, k)}. */
    public static BigInteger signedDifferences(int n, int r, int k) {
        return choose(n, k).multiply(BigInteger.valueOf((long) r * (r - 1)).pow(k));
    }

    /** Architectures k edits away from a given one: {@code (r - 1)^k C(n, k)}. */
    public static BigInteger neighbours(int n, int r, int k) {
        return choose(n, k).multiply(BigInteger.valueOf(r - 1L).pow(k));
    }

    private static BigInteger choose(int n, int k) {
        BigInteger result = BigInteger.ONE;
        for (int i = 0; i < k; i++) {
            result = result.multiply(BigInteger.valueOf((long) n - i)).divide(BigInteger.valueOf(i + 1L));
        }
        return result;
    }
}
