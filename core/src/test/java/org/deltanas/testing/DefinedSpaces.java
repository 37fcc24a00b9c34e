package org.deltanas.testing;

import java.util.Collections;
import java.util.List;
import org.deltanas.space.DefinedSpace;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.deltanas.space.SpaceDefinition;
import org.deltanas.space.SpaceDefinition.Block;
import org.deltanas.space.SpaceDefinition.Connection;
import org.deltanas.space.SpaceDefinition.Kind;
import org.deltanas.space.SpaceDefinition.Operation;
import org.deltanas.space.SpaceDefinition.Position;

/** Spaces as a user may define them. */
public final class DefinedSpaces {
    private static final Operation SKIP = new Operation("skip", new Block(Kind.IDENTITY, 1, 1, 1));
    private static final Operation NONE = new Operation("none", new Block(Kind.NONE, 1, 1, 1));
    private static final Operation CONV = new Operation("conv3", new Block(Kind.CONVOLUTION, 3, 2, 1));
    private static final Operation SEPARABLE = new Operation("sep5", new Block(Kind.SEPARABLE, 5, 1, 1));
    private static final Operation MB = new Operation("mb3_e2", new Block(Kind.INVERTED_RESIDUAL, 3, 1, 2));
    private static final Operation MAX = new Operation("max3", new Block(Kind.MAX_POOL, 3, 1, 1));
    private static final Operation AVERAGE = new Operation("avg3", new Block(Kind.AVERAGE_POOL, 3, 1, 1));

    private DefinedSpaces() {}

    /** The space of a name: {@code varied}, {@code long} or one of {@link SearchSpaces}. */
    public static SearchSpace byName(String name) {
        return name.equals("varied") ? varied() : name.equals("long") ? longChain() : SearchSpaces.byName(name);
    }

    /** Every kind of block, positions that change shape and some that do not, connections over both. */
    public static DefinedSpace varied() {
        return new DefinedSpace(new SpaceDefinition(
                "varied",
                8,
                1,
                10,
                List.of(
                        new Position(8, 1, List.of(SKIP, CONV, SEPARABLE, MB, MAX, AVERAGE, NONE)),
                        new Position(20, 2, List.of(SKIP, CONV, SEPARABLE, MB, MAX, AVERAGE, NONE)),
                        new Position(20, 1, List.of(MB, SEPARABLE)),
                        new Position(12, 1, List.of(NONE, SKIP, CONV))),
                List.of(new Connection(0, 2), new Connection(1, 3), new Connection(0, 4))));
    }

    /** More bits than a word holds, no connections. */
    public static DefinedSpace longChain() {
        Position position = new Position(8, 1, List.of(SKIP, CONV, MB));
        return new DefinedSpace(new SpaceDefinition("long", 8, 2, 2, Collections.nCopies(50, position), List.of()));
    }
}
