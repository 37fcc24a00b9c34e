package org.deltanas.space;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * A chain of blocks, one of {@code r} kinds at each of {@code n} positions (the paper's block-based space, {@code r^n}
 * architectures). Option 0 is the identity.
 *
 * <p>The chain is cut into stages. A position that opens a stage by halving the resolution and doubling the channels is
 * a {@linkplain #isReduction reduction}; there the identity is a strided projection, elsewhere it does nothing, so that
 * chains which differ only in where such identities stand between the other blocks of a stage are the same network. The
 * representative of a class has them at the end of the stage.
 *
 * <p>Strings are one character a block, {@code 0-9} then {@code a-z}; with more than 36 kinds, numbers joined by
 * {@code -}.
 */
public final class ChainSpace extends CategoricalSpace {
    private static final int RADIX = Character.MAX_RADIX;
    /** Edits are listed one by one, at 16 bytes each. */
    private static final int MAX_BLOCKS = 1 << 21;

    private final int kinds;
    private final boolean[] reductions;
    private final boolean benchmark;

    private ChainSpace(String name, int kinds, boolean[] reductions, boolean benchmark) {
        super(name, filled(reductions.length, kinds));
        this.kinds = kinds;
        this.reductions = reductions;
        this.benchmark = benchmark;
    }

    /**
     * NAS-Bench-Macro (Su et al., CVPR 2021): 8 positions in stages of 2, 3 and 3, each opened by a reduction; kinds 0
     * identity, 1 MobileNetV2 block of kernel 3 and expansion 3, 2 of kernel 5 and expansion 6.
     */
    public static ChainSpace nasBenchMacro() {
        return new ChainSpace(
                "nasbench-macro", 3, new boolean[] {true, false, true, false, false, true, false, false}, true);
    }

    /**
     * {@code block:NxR}: {@code n} positions in three stages as equal as can be, the second and third opened by a
     * reduction (chains shorter than three have a stage a position).
     *
     * @param n positions, 1 to 65,536
     * @param r kinds of block, 2 to 4,096
     * @throws UnknownSpaceException if a number is outside its range, or both are large
     */
    public static ChainSpace block(int n, int r) {
        String name = "block:" + n + "x" + r;
        if (n < 1 || n > 65_536 || r < 2 || r > 4_096 || (long) n * r > MAX_BLOCKS) {
            throw new UnknownSpaceException(
                    name,
                    "block:NxR takes N from 1 to 65536 and R from 2 to 4096, with N times R at most " + MAX_BLOCKS);
        }
        int stages = Math.min(3, n);
        boolean[] reductions = new boolean[n];
        for (int stage = 1; stage < stages; stage++) {
            reductions[(int) ((long) n * stage / stages)] = true;
        }
        return new ChainSpace(name, r, reductions, false);
    }

    private static int[] filled(int n, int value) {
        int[] array = new int[n];
        Arrays.fill(array, value);
        return array;
    }

    /** The number of kinds of block. */
    public int kinds() {
        return kinds;
    }

    /** Whether the block at a position halves the resolution and doubles the channels. */
    public boolean isReduction(int position) {
        return reductions[position];
    }

    @Override
    public void canonicalise(CodeSlab from, int fromRow, CodeSlab to, int toRow) {
        int n = positions();
        if (from != to || fromRow != toRow) {
            to.copyFrom(from, fromRow, toRow);
        }
        int put = 0;
        for (int p = 0; p < n; p++) {
            int kind = option(to, toRow, p);
            if (reductions[p]) {
                fillWithIdentity(to, toRow, put, p);
                put = p + 1;
            } else if (kind != 0) {
                setOption(to, toRow, put++, kind);
            }
        }
        fillWithIdentity(to, toRow, put, n);
    }

    private void fillWithIdentity(CodeSlab codes, int row, int from, int to) {
        for (int p = from; p < to; p++) {
            setOption(codes, row, p, 0);
        }
    }

    @Override
    public String format(CodeSlab codes, int row) {
        StringBuilder text = new StringBuilder(positions());
        for (int p = 0; p < positions(); p++) {
            int kind = option(codes, row, p);
            if (kinds <= RADIX) {
                text.append(Character.forDigit(kind, RADIX));
            } else {
                text.append(p == 0 ? "" : "-").append(kind);
            }
        }
        return text.toString();
    }

    @Override
    public void parse(String architecture, CodeSlab codes, int row) {
        String[] blocks = kinds <= RADIX ? architecture.split("") : architecture.split("-", -1);
        if (blocks.length != positions()) {
            throw invalid(architecture, "it has " + blocks.length + " blocks");
        }
        int[] options = new int[blocks.length];
        for (int p = 0; p < blocks.length; p++) {
            options[p] = kind(architecture, blocks[p]);
        }
        for (int p = 0; p < blocks.length; p++) {
            setOption(codes, row, p, options[p]);
        }
    }

    private int kind(String architecture, String block) {
        int kind = -1;
        if (kinds <= RADIX && block.length() == 1 && block.charAt(0) < 128) {
            kind = Character.isUpperCase(block.charAt(0)) ? -1 : Character.digit(block.charAt(0), RADIX);
        } else if (kinds > RADIX && block.matches("[0-9]{1,4}")) {
            kind = Integer.parseInt(block);
        }
        if (kind < 0 || kind >= kinds) {
            throw invalid(architecture, "'" + block + "' is no kind of block");
        }
        return kind;
    }

    private InvalidArchitectureException invalid(String architecture, String problem) {
        String form = kinds <= RADIX
                ? "characters from 0 to " + Character.forDigit(kinds - 1, RADIX)
                : "numbers from 0 to " + (kinds - 1) + " joined by -";
        return new InvalidArchitectureException(this, architecture, problem + "; expected " + positions() + " " + form);
    }

    /** {@inheritDoc} NAS-Bench-Macro lists all of its codes; a {@code block} space is no benchmark. */
    @Override
    public Optional<BigInteger> canonicalCount() {
        return benchmark ? Optional.of(rawCount()) : Optional.empty();
    }

    @Override
    public Optional<BigInteger> functionalCount() {
        BigInteger count = BigInteger.ONE;
        int run = 0;
        for (int p = 0; p <= positions(); p++) {
            if (p == positions() || reductions[p]) {
                count = count.multiply(sequencesUpTo(run));
                if (p < positions()) {
                    count = count.multiply(BigInteger.valueOf(kinds));
                }
                run = 0;
            } else {
                run++;
            }
        }
        return Optional.of(count);
    }

    /** The number of sequences of at most {@code length} blocks that are not the identity. */
    private BigInteger sequencesUpTo(int length) {
        BigInteger sum = BigInteger.ONE;
        for (int i = 0; i < length; i++) {
            sum = sum.multiply(BigInteger.valueOf(kinds - 1L)).add(BigInteger.ONE);
        }
        return sum;
    }
}
