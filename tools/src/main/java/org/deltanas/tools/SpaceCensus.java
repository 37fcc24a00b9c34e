package org.deltanas.tools;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeIndex;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
import org.deltanas.space.SearchSpace;

/**
 * A space counted by walking from edit to edit until no architecture is new, so that the count is independent of the
 * formula that it is compared with.
 *
 * @param raw architectures
 * @param canonical architectures that the benchmark's own rule tells apart; null if it has none
 * @param functional classes of {@link SearchSpace#canonicalise}
 */
record SpaceCensus(int raw, Integer canonical, int functional) {
    private static final BigInteger MOST = BigInteger.valueOf(4_000_000);

    static SpaceCensus of(SearchSpace space) {
        if (space.rawCount().compareTo(MOST) > 0) {
            throw new UsageException("--enumerate lists up to " + MOST + " architectures, and " + space.name() + " has "
                    + space.rawCount());
        }
        int expected = space.rawCount().intValueExact();
        try (CodeIndex reached = CodeIndex.of(space, expected);
                CodeIndex classes = CodeIndex.of(space, expected);
                CodeSlab scratch = space.newSlab(1)) {
            space.sample(new Philox(0), scratch, 0);
            reached.add(scratch, 0);
            Set<String> strings = new HashSet<>();
            for (int i = 0; i < reached.size(); i++) {
                addNeighbours(space, reached, i, scratch);
                space.canonicalise(reached.codes(), i, scratch, 0);
                classes.add(scratch, 0);
                if (space instanceof NasBench201Space cells) {
                    strings.add(cells.natsBenchUniqueString(reached.codes(), i));
                }
            }
            return new SpaceCensus(reached.size(), strings.isEmpty() ? null : strings.size(), classes.size());
        }
    }

    private static void addNeighbours(SearchSpace space, CodeIndex reached, int i, CodeSlab scratch) {
        for (int edit = 0; edit < space.edits().count(); edit++) {
            CodeSlab codes = reached.codes();
            if (space.isValidAfter(codes, i, edit)) {
                scratch.copyFrom(codes, i, 0);
                space.edits().apply(edit, scratch, 0);
                reached.add(scratch, 0);
            }
        }
    }
}
