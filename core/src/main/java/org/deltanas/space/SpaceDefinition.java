package org.deltanas.space;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.deltanas.kernels.num.Philox;

/**
 * A space of the user's own: a chain of positions, each with operations to choose from, and connections that may be there
 * or not. Immutable; every record of this type is valid.
 *
 * <p>A position reads the value of the one before it (the first one the stem's) plus those that chosen connections bring, and
 * turns it into its own channels at its own stride. A connection that has to change the shape does so by a 1x1 convolution and
 * batch norm.
 *
 * @param name names the space in results and files: letters, digits, {@code .}, {@code _} and {@code -}
 * @param stemChannels channels of the stem, a 3x3 convolution with batch norm and rectifier
 * @param stemStride 1, 2 or 4: the stem's stride
 * @param classes classes that the network tells apart; their classifier counts as parameters
 * @param positions the chain, 1 to 4,096 positions
 * @param connections optional connections, in the order of their bits in strings
 */
public record SpaceDefinition(
        String name,
        int stemChannels,
        int stemStride,
        int classes,
        List<Position> positions,
        List<Connection> connections) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.-]{0,63}");
    private static final Pattern OPERATION_NAME = Pattern.compile("[A-Za-z0-9_.]{1,32}");
    private static final int MAX_POSITIONS = 4_096;
    private static final int MAX_CHANNELS = 4_096;

    /** What an operation does. */
    public enum Kind {
        /** Nothing; where the shape changes a 1x1 convolution and batch norm. */
        IDENTITY,
        /** No value: zeros. */
        NONE,
        /** Rectifier, convolution, batch norm. */
        CONVOLUTION,
        /** Rectifier, depthwise convolution, 1x1 convolution, batch norm. */
        SEPARABLE,
        /**
         * 1x1 convolution to {@code expansion} times the channels, batch norm, rectifier, depthwise convolution, batch norm,
         * rectifier, 1x1 convolution, batch norm; plus the input where the shape stays.
         */
        INVERTED_RESIDUAL,
        /** Max pooling; where the channels change a 1x1 convolution and batch norm behind it. */
        MAX_POOL,
        /** Average pooling that does not count padding; where the channels change a 1x1 convolution and batch norm behind it. */
        AVERAGE_POOL
    }

    /**
     * A block.
     *
     * @param kernel taps a side, odd, 1 to 15; 1 where the kind has none
     * @param dilation pixels between taps of {@link Kind#CONVOLUTION} and {@link Kind#SEPARABLE}, 1 to 8; else 1
     * @param expansion of {@link Kind#INVERTED_RESIDUAL}, 1 to 64; else 1
     */
    public record Block(Kind kind, int kernel, int dilation, int expansion) {
        /** Checks the ranges. */
        public Block {
            Objects.requireNonNull(kind, "kind");
            boolean plain = kind == Kind.IDENTITY || kind == Kind.NONE;
            boolean dilates = kind == Kind.CONVOLUTION || kind == Kind.SEPARABLE;
            check("kernel", kernel, 1, plain ? 1 : 15);
            check("dilation", dilation, 1, dilates ? 8 : 1);
            check("expansion", expansion, 1, kind == Kind.INVERTED_RESIDUAL ? 64 : 1);
            if (kernel % 2 == 0) {
                throw new IllegalArgumentException("kernel must be odd, not " + kernel);
            }
        }
    }

    /**
     * An operation to choose.
     *
     * @param name its name in architectures: letters, digits, {@code _} and {@code .}
     * @param block what it stands for
     */
    public record Operation(String name, Block block) {
        /** Checks the name. */
        public Operation {
            Objects.requireNonNull(block, "block");
            if (!OPERATION_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "the name of an operation must be up to 32 letters, digits, _ and ., not '" + name + "'");
            }
        }
    }

    /**
     * A place in the chain.
     *
     * @param channels channels of its value, 1 to 4,096
     * @param stride 1 or 2
     * @param operations what may be chosen there, 2 to 256 operations of different names
     */
    public record Position(int channels, int stride, List<Operation> operations) {
        /** Keeps a copy. */
        public Position {
            operations = List.copyOf(operations);
            check("channels", channels, 1, MAX_CHANNELS);
            check("stride", stride, 1, 2);
            check("the number of operations", operations.size(), 2, 256);
            Set<String> names = new HashSet<>();
            for (Operation operation : operations) {
                if (!names.add(operation.name())) {
                    throw new IllegalArgumentException("the operation '" + operation.name() + "' is listed twice");
                }
            }
        }
    }

    /**
     * An optional connection.
     *
     * @param from the position whose value is brought, counted from 1; 0 for the stem
     * @param to the position that reads it, at least {@code from + 2}
     */
    public record Connection(int from, int to) {}

    /**
     * Keeps copies and checks everything.
     *
     * @throws IllegalArgumentException naming the value that is out of range and what is accepted
     */
    public SpaceDefinition {
        positions = List.copyOf(positions);
        connections = List.copyOf(connections);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of a space must be up to 64 letters, digits, _, . and -, not '" + name + "'");
        }
        check("the stem's channels", stemChannels, 1, MAX_CHANNELS);
        if (stemStride != 1 && stemStride != 2 && stemStride != 4) {
            throw new IllegalArgumentException("the stem's stride must be 1, 2 or 4, not " + stemStride);
        }
        check("classes", classes, 1, 1_000_000);
        check("the number of positions", positions.size(), 1, MAX_POSITIONS);
        Set<Connection> seen = new HashSet<>();
        for (Connection connection : connections) {
            if (connection.from() < 0
                    || connection.to() > positions.size()
                    || connection.to() < connection.from() + 2
                    || !seen.add(connection)) {
                throw new IllegalArgumentException(
                        "a connection must lead from 0 (the stem) or a position to a position at"
                                + " least two further on, up to " + positions.size() + ", and be listed once, not "
                                + connection.from() + " to " + connection.to());
            }
        }
        check("the number of connections", connections.size(), 0, MAX_POSITIONS);
    }

    private static void check(String what, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(what + " must be from " + lowest + " to " + highest + ", not " + value);
        }
    }

    /**
     * A number that two definitions share only if they are the same, but for collisions of a 64-bit hash. Files keep it: it
     * is the same in every version of this program.
     */
    public long fingerprint() {
        long hash = add(add(add(add(0, name), stemChannels), stemStride), classes);
        hash = add(hash, positions.size());
        for (Position position : positions) {
            hash = add(
                    add(add(hash, position.channels()), position.stride()),
                    position.operations().size());
            for (Operation operation : position.operations()) {
                Block block = operation.block();
                hash = add(add(add(hash, operation.name()), block.kind().name()), block.kernel());
                hash = add(add(hash, block.dilation()), block.expansion());
            }
        }
        for (Connection connection : connections) {
            hash = add(add(hash, connection.from()), connection.to());
        }
        return hash;
    }

    private static long add(long hash, int number) {
        return Philox.mix(hash + 0x9E3779B97F4A7C15L + number);
    }

    private static long add(long hash, String text) {
        long longer = add(hash, text.length());
        for (int i = 0; i < text.length(); i++) {
            longer = add(longer, text.charAt(i));
        }
        return longer;
    }
}
