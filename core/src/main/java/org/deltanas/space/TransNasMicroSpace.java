package org.deltanas.space;

import java.math.BigInteger;
import java.util.Optional;
import org.deltanas.kernels.num.Philox;

/**
 * The cell-level space of TransNAS-Bench-101 (Duan et al., CVPR 2021): four nodes, six edges, one of four operations on each
 * edge, in the fixed skeleton {@code 64-41414}.
 *
 * <p>Options are the digits of the benchmark's strings: 0 no connection, 1 skip connection, 2 rectifier, 1x1 convolution and
 * batch norm, 3 the same with a 3x3 convolution. (NASLib lists the operations in another order than its own digits mean;
 * the string's meaning holds: exactly the cells without a path of non-zero digits are dead.)
 *
 * <p>In three of the ten cells edges out of the input halve the resolution and double the channels. A skip connection there
 * is a factorised reduction and no identity, so that cells are the same function only if they are so in these cells too.
 *
 * <p>Strings are the benchmark's, {@code 64-41414-1_02_333}: the edges into node 1, node 2, node 3.
 */
public final class TransNasMicroSpace extends FourNodeCellSpace {
    private static final String PREFIX = "64-41414-";
    private static final int OPERATIONS = 4;

    /** The space; there is nothing to choose. */
    public TransNasMicroSpace() {
        super(
                "transnas-micro",
                OPERATIONS,
                (option, fromInput, value) ->
                        option == 1 && !fromInput ? value : Philox.mix(value + option * 0x9E3779B97F4A7C15L));
    }

    @Override
    public String format(CodeSlab codes, int row) {
        StringBuilder text = new StringBuilder(PREFIX);
        for (int e = 0; e < EDGES; e++) {
            text.append(e > 0 && source(e) == 0 ? "_" : "").append(option(codes, row, e));
        }
        return text.toString();
    }

    @Override
    public void parse(String architecture, CodeSlab codes, int row) {
        if (!architecture.matches("64-41414-[0-3]_[0-3]{2}_[0-3]{3}")) {
            throw new InvalidArchitectureException(
                    this, architecture, "expected 64-41414-a_bc_def with digits from 0 to 3 in place of the letters");
        }
        String digits = architecture.substring(PREFIX.length()).replace("_", "");
        for (int e = 0; e < EDGES; e++) {
            setOption(codes, row, e, digits.charAt(e) - '0');
        }
    }

    /** {@inheritDoc} It lists all of its strings. */
    @Override
    public Optional<BigInteger> canonicalCount() {
        return Optional.of(rawCount());
    }

    @Override
    public Optional<BigInteger> functionalCount() {
        return Optional.of(BigInteger.valueOf(1_229));
    }
}
