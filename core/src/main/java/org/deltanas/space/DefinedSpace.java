package org.deltanas.space;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The space of a {@link SpaceDefinition}: its positions, then one position of two options for each connection.
 *
 * <p>Strings are the names of the operations joined by {@code -} and, where there are connections, {@code +} and a bit for each,
 * e.g. {@code skip-conv3-mb6+01}. No two codes are taken to be the same network.
 */
public final class DefinedSpace extends CategoricalSpace {
    private final SpaceDefinition definition;
    private final String id;

    /** The space that a definition describes. */
    public DefinedSpace(SpaceDefinition definition) {
        super(
                definition.name(),
                IntStream.concat(
                                definition.positions().stream()
                                        .mapToInt(position ->
                                                position.operations().size()),
                                definition.connections().stream().mapToInt(connection -> 2))
                        .toArray());
        this.definition = definition;
        this.id = definition.name() + "#" + Long.toHexString(definition.fingerprint());
    }

    /** {@inheritDoc} The name, {@code #} and the {@link SpaceDefinition#fingerprint} in hexadecimal digits. */
    @Override
    public String id() {
        return id;
    }

    /** What the space was made from. */
    public SpaceDefinition definition() {
        return definition;
    }

    /** The number of positions in the chain; the connections follow. */
    public int chain() {
        return definition.positions().size();
    }

    @Override
    public void canonicalise(CodeSlab from, int fromRow, CodeSlab to, int toRow) {
        if (from != to || fromRow != toRow) {
            to.copyFrom(from, fromRow, toRow);
        }
    }

    @Override
    public String format(CodeSlab codes, int row) {
        StringBuilder text = new StringBuilder();
        for (int p = 0; p < chain(); p++) {
            text.append(p == 0 ? "" : "-");
            text.append(definition
                    .positions()
                    .get(p)
                    .operations()
                    .get(option(codes, row, p))
                    .name());
        }
        for (int p = chain(); p < positions(); p++) {
            text.append(p == chain() ? "+" : "").append(option(codes, row, p));
        }
        return text.toString();
    }

    @Override
    public void parse(String architecture, CodeSlab codes, int row) {
        int bits = positions() - chain();
        int plus = bits == 0 ? architecture.length() : architecture.length() - bits - 1;
        if (plus < 0 || (bits > 0 && !architecture.substring(plus).matches("\\+[01]+"))) {
            throw invalid(architecture, "it does not end in + and " + bits + " bits");
        }
        String[] names = architecture.substring(0, plus).split("-", -1);
        if (names.length != chain()) {
            throw invalid(architecture, "it has " + names.length + " operations");
        }
        int[] options = new int[positions()];
        for (int p = 0; p < names.length; p++) {
            options[p] = operation(architecture, names[p], p);
        }
        for (int p = chain(); p < options.length; p++) {
            options[p] = architecture.charAt(plus + 1 + p - chain()) - '0';
        }
        for (int p = 0; p < options.length; p++) {
            setOption(codes, row, p, options[p]);
        }
    }

    private int operation(String architecture, String name, int position) {
        List<SpaceDefinition.Operation> operations =
                definition.positions().get(position).operations();
        for (int option = 0; option < operations.size(); option++) {
            if (operations.get(option).name().equals(name)) {
                return option;
            }
        }
        throw invalid(
                architecture,
                "position " + (position + 1) + " has no operation '" + name + "', but "
                        + String.join(
                                ", ",
                                operations.stream()
                                        .map(SpaceDefinition.Operation::name)
                                        .toList()));
    }

    private InvalidArchitectureException invalid(String architecture, String problem) {
        int bits = positions() - chain();
        return new InvalidArchitectureException(
                this,
                architecture,
                problem + "; expected " + chain() + " operations joined by -"
                        + (bits == 0 ? "" : ", then + and " + bits + " bits"));
    }

    /** {@inheritDoc} A space of the user's own is no benchmark. */
    @Override
    public Optional<BigInteger> canonicalCount() {
        return Optional.empty();
    }

    @Override
    public Optional<BigInteger> functionalCount() {
        return Optional.empty();
    }
}
