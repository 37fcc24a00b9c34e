package org.deltanas.kernels.num;

/**
 * Philox4x32-10, a counter-based random number generator (Salmon et al., "Parallel random numbers: as easy as 1, 2,
 * 3", SC 2011).
 *
 * <p>A stream is named by a seed and a path of numbers, e.g. {@code (seed, ROUND, 3, member)}; streams of different
 * names are independent, so that what one part of a program draws never depends on how much another part drew or on
 * which thread it ran. Not safe for use by two threads at once; allocation free after construction.
 */
public final class Philox {
    private static final int M0 = 0xD2511F53;
    private static final int M1 = 0xCD9E8D57;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;

    private long key;
    private long stream;
    private long counter;
    private final int[] block = new int[4];
    private int used = 4;

    /** The stream named by {@code seed} and {@code path}. */
    public Philox(long seed, long... path) {
        reset(seed, derive(path));
    }

    /** Makes this the stream {@code stream} of {@code seed}, from its start. */
    public void reset(long seed, long stream) {
        this.key = seed;
        this.stream = stream;
        this.counter = 0;
        this.used = 4;
    }

    /**
     * Folds a path of numbers into the name of one stream. Paths of different length or content give different streams
     * but for collisions of a 64-bit hash.
     */
    public static long derive(long... path) {
        long h = name(path.length);
        for (long p : path) {
            h = name(h, p);
        }
        return h;
    }

    /** The same without an array. */
    public static long derive(long a) {
        return name(name(1), a);
    }

    /** The same without an array. */
    public static long derive(long a, long b) {
        return name(name(name(2), a), b);
    }

    /** The same without an array. */
    public static long derive(long a, long b, long c) {
        return name(name(name(name(3), a), b), c);
    }

    /** The same without an array. */
    public static long derive(long a, long b, long c, long d) {
        return name(name(name(name(name(4), a), b), c), d);
    }

    /** The same without an array. */
    public static long derive(long a, long b, long c, long d, long e) {
        return name(name(name(name(name(name(5), a), b), c), d), e);
    }

    private static long name(int length) {
        return 0x2545F4914F6CDD1DL + length;
    }

    private static long name(long name, long next) {
        return mix(name ^ mix(next + 0x9E3779B97F4A7C15L));
    }

    /** A bijection of 64-bit numbers that scatters its input (the finaliser of SplitMix64). */
    public static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * Computes one block of four words.
     *
     * @param key the 64-bit key
     * @param stream the upper half of the counter
     * @param counter the lower half of the counter
     * @param out receives four words at {@code offset}
     */
    public static void block(long key, long stream, long counter, int[] out, int offset) {
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        int c0 = (int) counter;
        int c1 = (int) (counter >>> 32);
        int c2 = (int) stream;
        int c3 = (int) (stream >>> 32);
        for (int round = 0; round < 10; round++) {
            long p0 = (M0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
            long p1 = (M1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c1 = (int) p1;
            c3 = (int) p0;
            k0 += W0;
            k1 += W1;
        }
        out[offset] = c0;
        out[offset + 1] = c1;
        out[offset + 2] = c2;
        out[offset + 3] = c3;
    }

    /** 32 uniform bits. */
    public int nextInt() {
        if (used == 4) {
            block(key, stream, counter++, block, 0);
            used = 0;
        }
        return block[used++];
    }

    /** 64 uniform bits. */
    public long nextLong() {
        long high = nextInt();
        return (high << 32) | (nextInt() & 0xFFFFFFFFL);
    }

    /**
     * A uniform integer in {@code [0, bound)}, without bias.
     *
     * @throws IllegalArgumentException if {@code bound} is not positive
     */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive, not " + bound);
        }
        // Lemire, "Fast random integer generation in an interval", ACM TOMACS 2019.
        long product = (nextInt() & 0xFFFFFFFFL) * bound;
        if ((product & 0xFFFFFFFFL) < bound) {
            long threshold = (1L << 32) % bound;
            while ((product & 0xFFFFFFFFL) < threshold) {
                product = (nextInt() & 0xFFFFFFFFL) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /** A uniform double in {@code [0, 1)} with 53 random bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }
}
