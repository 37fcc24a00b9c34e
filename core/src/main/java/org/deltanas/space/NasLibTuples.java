package org.deltanas.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Architectures as NASLib (automl/NASLib) keys them, in its own orders, which are not the benchmarks':
 *
 * <ul>
 *   <li>{@code nasbench101}: the whole adjacency matrix row by row, then the labels 0 input, 1 output, 2 max pooling, 3 1x1
 *       convolution, 4 3x3 convolution of all vertices; graphs of 2 to 7 vertices;
 *   <li>{@code nasbench201}: the operations of the edges 0-1, 0-2, 0-3, 1-2, 1-3, 2-3, numbered 0 skip, 1 none, 2 3x3, 3 1x1, 4
 *       average pooling;
 *   <li>{@code transnas-micro} and {@code transnas-macro}: the digits of the benchmark's string;
 *   <li>{@code nasbench301}: two cells of eight pairs (input, operation).
 * </ul>
 *
 * <p>Text is that of a Python tuple; when reading, brackets of any kind and missing commas do not matter. All methods allocate.
 */
public final class NasLibTuples {
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern TUPLE = Pattern.compile("[\\[(][\\d,\\[\\]() ]*[\\])]");
    /** The place of a node-major edge among NASLib's edges. */
    private static final int[] EDGE = {0, 1, 3, 2, 4, 5};
    /** NASLib's number of each operation of NAS-Bench-201. */
    private static final int[] OPERATION_201 = {1, 0, 3, 2, 4};
    /** NASLib's label of each operation of NAS-Bench-101. */
    private static final int[] LABEL_101 = {4, 3, 2};

    private static final int INPUT_101 = 0;
    private static final int OUTPUT_101 = 1;

    private NasLibTuples() {}

    /** Whether a text has the form of a tuple of numbers. */
    public static boolean isTuple(String text) {
        return TUPLE.matcher(text).matches();
    }

    /** The tuple of an architecture; empty for spaces that NASLib does not have. */
    public static Optional<String> format(SearchSpace space, CodeSlab codes, int row) {
        if (space instanceof NasBench101Space cells) {
            return Optional.of(format101(cells, codes, row));
        }
        if (space instanceof NasBench201Space cells) {
            int[] operations = new int[FourNodeCellSpace.EDGES];
            for (int e = 0; e < operations.length; e++) {
                operations[EDGE[e]] = OPERATION_201[cells.option(codes, row, e)];
            }
            return Optional.of(tuple(operations));
        }
        if (space instanceof NasBench301Space) {
            return Optional.of("(" + cell(codes.word(row, 0)) + ", " + cell(codes.word(row, 1)) + ")");
        }
        if (space instanceof TransNasMicroSpace) {
            return Optional.of(tuple(digits(space.format(codes, row).substring("64-41414-".length()))));
        }
        if (space instanceof TransNasMacroSpace) {
            return Optional.of(tuple(digits(space.format(codes, row).substring("64-".length()))));
        }
        return Optional.empty();
    }

    private static String tuple(int[] numbers) {
        StringJoiner text = new StringJoiner(", ", "(", ")");
        for (int number : numbers) {
            text.add(Integer.toString(number));
        }
        return text.toString();
    }

    private static int[] digits(String text) {
        return text.chars().filter(Character::isDigit).map(c -> c - '0').toArray();
    }

    private static String format101(NasBench101Space space, CodeSlab codes, int row) {
        String text = space.format(codes, row);
        int colon = text.indexOf(':');
        int vertices = text.length() - colon + 1;
        int[] numbers = new int[vertices * vertices + vertices];
        int next = 0;
        for (int v = 0; v < vertices; v++) {
            for (int w = v + 1; w < vertices; w++) {
                numbers[v * vertices + w] = text.charAt(next++) - '0';
            }
        }
        numbers[vertices * vertices] = INPUT_101;
        for (int v = 1; v + 1 < vertices; v++) {
            numbers[vertices * vertices + v] = LABEL_101["31p".indexOf(text.charAt(colon + v))];
        }
        numbers[numbers.length - 1] = OUTPUT_101;
        return tuple(numbers);
    }

    private static String cell(long cell) {
        StringJoiner text = new StringJoiner(", ", "(", ")");
        for (int node = 0; node < NasBench301Space.NODES; node++) {
            int first = NasBench301Space.firstInput(cell, node);
            int second = NasBench301Space.secondInput(cell, node);
            text.add(pair(cell, first, node)).add(pair(cell, second, node));
        }
        return text.toString();
    }

    private static String pair(long cell, int from, int node) {
        return "(" + from + ", " + (NasBench301Space.held(cell, NasBench301Space.edge(from, node)) - 1) + ")";
    }

    /**
     * Reads a tuple.
     *
     * @throws InvalidArchitectureException if it is no architecture of the space, or NASLib has none of it
     */
    public static void parse(SearchSpace space, String text, CodeSlab codes, int row) {
        List<Integer> numbers = new ArrayList<>();
        Matcher number = NUMBER.matcher(text);
        while (number.find()) {
            numbers.add(number.end() - number.start() > 3 ? 999 : Integer.parseInt(number.group()));
        }
        String architecture = isTuple(text) ? architecture(space, numbers) : null;
        if (architecture == null) {
            throw new InvalidArchitectureException(
                    space, text, "it is no tuple that NASLib would give an architecture of this space");
        }
        space.parse(architecture, codes, row);
    }

    /** The benchmark's string; null if there is none. */
    private static String architecture(SearchSpace space, List<Integer> numbers) {
        if (space instanceof NasBench101Space) {
            return architecture101(numbers);
        }
        if (space instanceof NasBench201Space) {
            return architecture201(numbers);
        }
        boolean digits = numbers.stream().allMatch(n -> n < 10);
        StringBuilder text = new StringBuilder();
        if (space instanceof NasBench301Space && numbers.size() == 32 && digits) {
            for (int i = 0; i < 32; i++) {
                text.append(i == 0 || i % 2 == 1 ? "" : i == 16 ? "|" : " ").append(numbers.get(i));
            }
            return text.toString();
        }
        numbers.forEach(text::append);
        if (space instanceof TransNasMicroSpace && numbers.size() == 6 && digits) {
            return "64-41414-" + text.substring(0, 1) + "_" + text.substring(1, 3) + "_" + text.substring(3);
        }
        return space instanceof TransNasMacroSpace && digits ? "64-" + text + "-basic" : null;
    }

    private static String architecture101(List<Integer> numbers) {
        int vertices = 2;
        while (vertices * vertices + vertices < numbers.size()) {
            vertices++;
        }
        int labels = vertices * vertices;
        if (labels + vertices != numbers.size()
                || numbers.get(labels) != INPUT_101
                || numbers.get(numbers.size() - 1) != OUTPUT_101) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (int v = 0; v < vertices; v++) {
            for (int w = 0; w < vertices; w++) {
                int edge = numbers.get(v * vertices + w);
                if (w > v) {
                    text.append(edge);
                } else if (edge != 0) {
                    return null;
                }
            }
        }
        text.append(':');
        for (int v = 1; v + 1 < vertices; v++) {
            int label = numbers.get(labels + v);
            if (label < 2 || label > 4) {
                return null;
            }
            text.append("p13".charAt(label - 2));
        }
        return text.toString();
    }

    private static String architecture201(List<Integer> numbers) {
        if (numbers.size() != FourNodeCellSpace.EDGES) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (int e = 0; e < FourNodeCellSpace.EDGES; e++) {
            int wanted = numbers.get(EDGE[e]);
            int option = 0;
            while (option < OPERATION_201.length && OPERATION_201[option] != wanted) {
                option++;
            }
            if (option == OPERATION_201.length) {
                return null;
            }
            text.append(FourNodeCellSpace.source(e) != 0 ? "" : e == 0 ? "|" : "+|")
                    .append(NasBench201Space.Operation.of(option).label())
                    .append('~')
                    .append(FourNodeCellSpace.source(e))
                    .append('|');
        }
        return text.toString();
    }
}
