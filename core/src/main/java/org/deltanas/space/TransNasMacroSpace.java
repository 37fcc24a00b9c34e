package org.deltanas.space;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.deltanas.kernels.num.Philox;
import org.eclipse.collections.impl.set.mutable.primitive.IntHashSet;

/**
 * The macro space of TransNAS-Bench-101 (Duan et al., CVPR 2021): chains of four to six modules of residual blocks, of which
 * one to four halve the resolution and one to three double the channels; 3,256 chains.
 *
 * <p>Bits {@code 2 i} and {@code 2 i + 1} of a code say whether module {@code i} doubles the channels and whether it halves the
 * resolution; bits 12 and 13 hold the number of modules less four. An edit adds a mark of either kind to a module, takes one
 * away or moves one to any other module, or inserts a module without marks anywhere or deletes one, within the limits; what
 * two such edits lead to alike counts once. Since inserting moves all modules behind, an edit's mask depends on them: there are
 * {@link #edits} for all of them, and few apply to a given chain, which {@link #validEdits} looks up.
 *
 * <p>Sampling is uniform over all chains. Distances are shortest walks; the first one asked from a chain allocates a table of
 * 3,256 bytes, which is kept.
 *
 * <p>Strings are the benchmark's, {@code 64-1234-basic}, with a digit a module: 1 neither, 2 doubles the channels, 3 halves
 * the resolution, 4 both.
 */
public final class TransNasMacroSpace implements SearchSpace {
    /** The fewest modules. */
    public static final int MIN_MODULES = 4;

    /** The most modules. */
    public static final int MAX_MODULES = 6;

    private static final int MAX_HALVINGS = 4;
    private static final int MAX_DOUBLINGS = 3;
    private static final int LENGTH_SHIFT = 2 * MAX_MODULES;
    private static final int BITS = LENGTH_SHIFT + 2;
    private static final int DOUBLINGS = 0x555;
    private static final int HALVINGS = 0xAAA;
    private static final int NONE = -1;

    /** All valid codes, ascending. */
    private final short[] codes;
    /** For each code its place among the valid ones, or {@link #NONE}. */
    private final short[] indices = new short[1 << BITS];
    /** For each valid code the edits that apply, ascending. */
    private final short[][] applicable;

    private final Edits edits;
    private final int minNeighbours;
    private final int maxNeighbours;
    private final AtomicReferenceArray<byte[]> distances;

    /** The space; there is nothing to choose. */
    public TransNasMacroSpace() {
        short[] valid = new short[1 << BITS];
        int count = 0;
        for (int code = 0; code < 1 << BITS; code++) {
            indices[code] = NONE;
            if (isValidCode(code)) {
                indices[code] = (short) count;
                valid[count++] = (short) code;
            }
        }
        this.codes = Arrays.copyOf(valid, count);
        boolean[] masks = new boolean[1 << BITS];
        int[][] masksOfCode = new int[count][];
        for (int i = 0; i < count; i++) {
            masksOfCode[i] = masksFrom(codes[i]);
            for (int mask : masksOfCode[i]) {
                masks[mask] = true;
            }
        }
        short[] editOfMask = new short[1 << BITS];
        this.edits = layOutEdits(masks, editOfMask);
        this.applicable = new short[count][];
        int fewest = Integer.MAX_VALUE;
        int most = 0;
        for (int i = 0; i < count; i++) {
            applicable[i] = editsOf(masksOfCode[i], editOfMask);
            fewest = Math.min(fewest, applicable[i].length);
            most = Math.max(most, applicable[i].length);
        }
        this.minNeighbours = fewest;
        this.maxNeighbours = most;
        this.distances = new AtomicReferenceArray<>(count);
    }

    private static boolean isValidCode(int code) {
        int modules = MIN_MODULES + (code >>> LENGTH_SHIFT);
        int chain = code & ((1 << LENGTH_SHIFT) - 1);
        if (modules > MAX_MODULES || chain >>> (2 * modules) != 0) {
            return false;
        }
        int doublings = Integer.bitCount(chain & DOUBLINGS);
        int halvings = Integer.bitCount(chain & HALVINGS);
        return doublings >= 1 && doublings <= MAX_DOUBLINGS && halvings >= 1 && halvings <= MAX_HALVINGS;
    }

    /** The masks of all edits that apply to a code, ascending. */
    private static int[] masksFrom(int code) {
        IntHashSet masks = new IntHashSet();
        int modules = MIN_MODULES + (code >>> LENGTH_SHIFT);
        for (int a = 0; a < 2 * modules; a++) {
            add(masks, code, code ^ (1 << a));
            for (int b = a + 2; b < 2 * modules; b += 2) {
                if ((code >>> a & 1) != (code >>> b & 1)) {
                    add(masks, code, code ^ (1 << a) ^ (1 << b));
                }
            }
        }
        for (int at = 0; at <= modules; at++) {
            int before = code & ((1 << (2 * at)) - 1);
            int after = code & ((1 << LENGTH_SHIFT) - 1) & -(1 << (2 * at));
            if (modules < MAX_MODULES) {
                add(masks, code, before | (after << 2) | ((modules + 1 - MIN_MODULES) << LENGTH_SHIFT));
            }
            if (modules > MIN_MODULES && at < modules && (after >>> (2 * at) & 3) == 0) {
                add(masks, code, before | (after >>> 2) | ((modules - 1 - MIN_MODULES) << LENGTH_SHIFT));
            }
        }
        return masks.toSortedArray();
    }

    private static void add(IntHashSet masks, int code, int neighbour) {
        if (isValidCode(neighbour)) {
            masks.add(code ^ neighbour);
        }
    }

    private static Edits layOutEdits(boolean[] masks, short[] editOfMask) {
        long[] list = new long[masks.length];
        int[] positions = new int[masks.length];
        int count = 0;
        for (int mask = 1; mask < masks.length; mask++) {
            if (masks[mask]) {
                editOfMask[mask] = (short) count;
                positions[count] = Integer.numberOfTrailingZeros(mask) / 2;
                list[count++] = mask;
            }
        }
        return new Edits(new int[count], Arrays.copyOf(list, count), Arrays.copyOf(positions, count), 1);
    }

    private static short[] editsOf(int[] masks, short[] editOfMask) {
        short[] result = new short[masks.length];
        for (int i = 0; i < masks.length; i++) {
            result[i] = editOfMask[masks[i]];
        }
        return result;
    }

    /** The number of modules of a code. */
    public static int modules(long code) {
        return MIN_MODULES + (int) (code >>> LENGTH_SHIFT);
    }

    /** Whether a module doubles the channels. */
    public static boolean doubles(long code, int module) {
        return (code >>> (2 * module) & 1) != 0;
    }

    /** Whether a module halves the resolution. */
    public static boolean halves(long code, int module) {
        return (code >>> (2 * module + 1) & 1) != 0;
    }

    @Override
    public String name() {
        return "transnas-macro";
    }

    @Override
    public int bits() {
        return BITS;
    }

    @Override
    public int words() {
        return 1;
    }

    @Override
    public Edits edits() {
        return edits;
    }

    @Override
    public int minNeighbours() {
        return minNeighbours;
    }

    @Override
    public int maxNeighbours() {
        return maxNeighbours;
    }

    private int index(CodeSlab slab, int row) {
        long code = slab.word(row, 0);
        return code >>> BITS == 0 ? indices[(int) code] : NONE;
    }

    @Override
    public boolean isValid(CodeSlab slab, int row) {
        return index(slab, row) != NONE;
    }

    @Override
    public boolean isValidAfter(CodeSlab slab, int row, int edit) {
        return Arrays.binarySearch(applicable[index(slab, row)], (short) edit) >= 0;
    }

    @Override
    public int validEdits(CodeSlab slab, int row, long[] out) {
        short[] found = applicable[index(slab, row)];
        for (int i = 0; i < found.length; i++) {
            out[i] = found[i];
        }
        return found.length;
    }

    @Override
    public void sample(Philox random, CodeSlab slab, int row) {
        slab.setWord(row, 0, codes[random.nextInt(codes.length)]);
    }

    @Override
    public boolean sampleBefore(int edit, Philox random, CodeSlab slab, int row) {
        int count = 0;
        for (short[] of : applicable) {
            count += Arrays.binarySearch(of, (short) edit) >= 0 ? 1 : 0;
        }
        int left = random.nextInt(count);
        int i = 0;
        while (Arrays.binarySearch(applicable[i], (short) edit) < 0 || left-- > 0) {
            i++;
        }
        slab.setWord(row, 0, codes[i]);
        return true;
    }

    @Override
    public int distance(CodeSlab a, int rowA, CodeSlab b, int rowB) {
        int from = index(a, rowA);
        byte[] steps = distances.get(from);
        if (steps == null) {
            steps = walk(from);
            distances.set(from, steps);
        }
        return steps[index(b, rowB)];
    }

    /** Breadth first. */
    private byte[] walk(int from) {
        byte[] steps = new byte[codes.length];
        Arrays.fill(steps, (byte) NONE);
        int[] queue = new int[codes.length];
        int end = 0;
        queue[end++] = from;
        steps[from] = 0;
        for (int next = 0; next < end; next++) {
            int code = codes[queue[next]];
            for (short edit : applicable[queue[next]]) {
                int to = indices[code ^ (int) edits.mask(edit)];
                if (steps[to] == NONE) {
                    steps[to] = (byte) (steps[queue[next]] + 1);
                    queue[end++] = to;
                }
            }
        }
        return steps;
    }

    @Override
    public void canonicalise(CodeSlab from, int fromRow, CodeSlab to, int toRow) {
        to.copyFrom(from, fromRow, toRow);
    }

    @Override
    public String format(CodeSlab slab, int row) {
        long code = slab.word(row, 0);
        StringBuilder text = new StringBuilder("64-");
        for (int module = 0; module < modules(code); module++) {
            text.append(1 + (code >>> (2 * module) & 3));
        }
        return text.append("-basic").toString();
    }

    @Override
    public void parse(String architecture, CodeSlab slab, int row) {
        int code = NONE;
        if (architecture.matches("64-[1-4]{4,6}-basic")) {
            String digits = architecture.substring(3, architecture.length() - 6);
            code = (digits.length() - MIN_MODULES) << LENGTH_SHIFT;
            for (int module = 0; module < digits.length(); module++) {
                code |= (digits.charAt(module) - '1') << (2 * module);
            }
        }
        if (code == NONE || indices[code] == NONE) {
            throw new InvalidArchitectureException(
                    this,
                    architecture,
                    "expected 64-DIGITS-basic with 4 to 6 digits, 1 same shape, 2 double channels, 3 half resolution, 4"
                            + " both, of which 1 to 4 halve and 1 to 3 double");
        }
        slab.setWord(row, 0, code);
    }

    @Override
    public BigInteger rawCount() {
        return BigInteger.valueOf(codes.length);
    }

    /** {@inheritDoc} It lists all of its strings. */
    @Override
    public Optional<BigInteger> canonicalCount() {
        return Optional.of(rawCount());
    }

    @Override
    public Optional<BigInteger> functionalCount() {
        return Optional.of(rawCount());
    }

    @Override
    public String toString() {
        return name();
    }
}
