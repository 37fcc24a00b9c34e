package org.deltanas.space;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deltanas.kernels.num.Philox;

/**
 * The cells of NAS-Bench-201 (Dong and Yang, ICLR 2020), which are also those of the topology space of NATS-Bench: four
 * nodes, six edges, one of five operations on each edge.
 *
 * <p>Positions are the edges in node-major order, the order of the benchmark's strings:
 * {@code |e0~0|+|e1~0|e2~1|+|e3~0|e4~1|e5~2|}. Options are the operations in the benchmark's order, see
 * {@link Operation}.
 */
public final class NasBench201Space extends FourNodeCellSpace {

    /** The operations on an edge; the ordinal is the option. */
    public enum Operation {
        /** No connection. */
        NONE("none"),
        /** The identity. */
        SKIP_CONNECT("skip_connect"),
        /** ReLU, 1x1 convolution, batch norm. */
        NOR_CONV_1X1("nor_conv_1x1"),
        /** ReLU, 3x3 convolution, batch norm. */
        NOR_CONV_3X3("nor_conv_3x3"),
        /** 3x3 average pooling, stride 1. */
        AVG_POOL_3X3("avg_pool_3x3");

        private static final Operation[] ALL = values();

        private final String label;

        Operation(String label) {
            this.label = label;
        }

        /** The name in the benchmark's strings. */
        public String label() {
            return label;
        }

        /** The operation of an option. */
        public static Operation of(int option) {
            return ALL[option];
        }
    }

    private static final int OPERATIONS = 5;

    /** The space; there is nothing to choose. */
    public NasBench201Space() {
        super(
                "nasbench201",
                OPERATIONS,
                (option, fromInput, value) -> option == 1 ? value : Philox.mix(value + option * 0x9E3779B97F4A7C15L));
    }

    /**
     * The string by which NATS-Bench tells cells apart (its rule with zero operations considered): sums nest, their
     * summands are sorted as text, {@code skip_connect} is folded away and a dead input is {@code #}. The rule leaves
     * 6,466 different strings. Allocates.
     */
    public String natsBenchUniqueString(CodeSlab codes, int row) {
        String[] nodes = {"0", null, null, null};
        int edge = 0;
        for (int node = 1; node < 4; node++) {
            List<String> terms = new ArrayList<>(node);
            for (int source = 0; source < node; source++, edge++) {
                Operation operation = Operation.of(option(codes, row, edge));
                String value = nodes[source];
                if (operation == Operation.NONE || value.equals("#")) {
                    terms.add("#");
                } else if (operation == Operation.SKIP_CONNECT) {
                    terms.add(value);
                } else {
                    terms.add("(" + value + ")@" + operation.label());
                }
            }
            terms.sort(null);
            nodes[node] = String.join("+", terms);
        }
        return nodes[3];
    }

    @Override
    public String format(CodeSlab codes, int row) {
        StringBuilder text = new StringBuilder(96);
        for (int e = 0; e < EDGES; e++) {
            if (source(e) == 0) {
                text.append(e == 0 ? "|" : "+|");
            }
            text.append(Operation.of(option(codes, row, e)).label())
                    .append('~')
                    .append(source(e))
                    .append('|');
        }
        return text.toString();
    }

    @Override
    public void parse(String architecture, CodeSlab codes, int row) {
        int[] options = new int[EDGES];
        String rest = architecture;
        for (int e = 0; e < EDGES; e++) {
            String opening = source(e) != 0 ? "" : e == 0 ? "|" : "+|";
            String closing = "~" + source(e) + "|";
            int end = rest.indexOf(closing);
            if (!rest.startsWith(opening) || end < opening.length()) {
                throw invalid(architecture, "edge " + e + " does not follow the form");
            }
            options[e] = option(architecture, rest.substring(opening.length(), end));
            rest = rest.substring(end + closing.length());
        }
        if (!rest.isEmpty()) {
            throw invalid(architecture, "'" + rest + "' follows the last edge");
        }
        for (int e = 0; e < EDGES; e++) {
            setOption(codes, row, e, options[e]);
        }
    }

    private int option(String architecture, String label) {
        for (int option = 0; option < OPERATIONS; option++) {
            if (Operation.of(option).label().equals(label)) {
                return option;
            }
        }
        throw invalid(architecture, "'" + label + "' is no operation");
    }

    private InvalidArchitectureException invalid(String architecture, String problem) {
        return new InvalidArchitectureException(
                this,
                architecture,
                problem + "; expected |op~0|+|op~0|op~1|+|op~0|op~1|op~2| with op one of "
                        + String.join(
                                ", ",
                                Arrays.stream(Operation.ALL)
                                        .map(Operation::label)
                                        .toList()));
    }

    @Override
    public Optional<BigInteger> canonicalCount() {
        return Optional.of(BigInteger.valueOf(6_466));
    }

    @Override
    public Optional<BigInteger> functionalCount() {
        return Optional.of(BigInteger.valueOf(4_930));
    }
}
