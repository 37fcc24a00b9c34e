package org.deltanas.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.space.SpaceDefinition.Block;
import org.deltanas.space.SpaceDefinition.Connection;
import org.deltanas.space.SpaceDefinition.Kind;
import org.deltanas.space.SpaceDefinition.Operation;
import org.deltanas.space.SpaceDefinition.Position;
import org.deltanas.testing.DefinedSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinedSpaceTest {
    private final DefinedSpace space = DefinedSpaces.varied();

    @Test
    void countsAndStrings() {
        assertThat(space.rawCount().intValueExact()).isEqualTo(7 * 7 * 2 * 3 * 8);
        assertThat(space.maxNeighbours()).isEqualTo(6 + 6 + 1 + 2 + 3);
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse("avg3-mb3_e2-sep5-skip+101", codes, 0);
            assertThat(space.option(codes, 0, 0)).isEqualTo(5);
            assertThat(space.option(codes, 0, 3)).isEqualTo(1);
            assertThat(space.option(codes, 0, 4)).isEqualTo(1);
            assertThat(space.option(codes, 0, 5)).isZero();
            assertThat(space.format(codes, 0)).isEqualTo("avg3-mb3_e2-sep5-skip+101");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "avg3-mb3_e2-sep5-skip",
                "avg3-mb3_e2-sep5-skip+10",
                "avg3-mb3_e2-sep5-skip+1012",
                "avg3-mb3_e2-sep5-skip+102",
                "avg3-mb3_e2-sep5+101",
                "avg3-mb3_e2-avg3-skip+101",
                "avg3-mb3_e2-sep5-skip-+101"
            })
    void otherStringsAreRefused(String architecture) {
        try (CodeSlab codes = space.newSlab(1)) {
            assertThatThrownBy(() -> space.parse(architecture, codes, 0))
                    .isInstanceOf(InvalidArchitectureException.class)
                    .hasMessageContaining("'" + architecture + "'")
                    .hasMessageContaining("expected 4 operations joined by -, then + and 3 bits");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, 0, 2, 'stem'",
        "8, 3, 0, 2, '1, 2 or 4'",
        "8, 1, 0, 1, 'at least'",
        "8, 1, 1, 2, 'at least'",
        "8, 1, -1, 2, 'at least'",
        "8, 1, 0, 3, 'at least'"
    })
    void definitionsAreChecked(int stem, int stride, int from, int to, String message) {
        Operation skip = new Operation("skip", new Block(Kind.IDENTITY, 1, 1, 1));
        Operation conv = new Operation("conv", new Block(Kind.CONVOLUTION, 3, 1, 1));
        List<Position> chain =
                List.of(new Position(8, 1, List.of(skip, conv)), new Position(8, 1, List.of(skip, conv)));
        assertThatThrownBy(() -> new SpaceDefinition("x", stem, stride, 10, chain, List.of(new Connection(from, to))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void blocksOperationsAndPositionsAreChecked() {
        Operation skip = new Operation("skip", new Block(Kind.IDENTITY, 1, 1, 1));
        assertThatThrownBy(() -> new Block(Kind.CONVOLUTION, 4, 1, 1)).hasMessageContaining("odd, not 4");
        assertThatThrownBy(() -> new Block(Kind.IDENTITY, 3, 1, 1)).hasMessageContaining("from 1 to 1, not 3");
        assertThatThrownBy(() -> new Block(Kind.MAX_POOL, 3, 2, 1)).hasMessageContaining("dilation");
        assertThatThrownBy(() -> new Block(Kind.SEPARABLE, 3, 1, 2)).hasMessageContaining("expansion");
        assertThatThrownBy(() -> new Operation("a-b", new Block(Kind.NONE, 1, 1, 1)))
                .hasMessageContaining("'a-b'");
        assertThatThrownBy(() -> new Position(8, 3, List.of(skip, skip))).hasMessageContaining("stride");
        assertThatThrownBy(() -> new Position(8, 1, List.of(skip))).hasMessageContaining("2 to 256, not 1");
        assertThatThrownBy(() -> new Position(8, 1, List.of(skip, skip)))
                .hasMessageContaining("'skip' is listed twice");
    }

    @Test
    void fingerprintsTellDefinitionsApart() {
        Operation skip = new Operation("skip", new Block(Kind.IDENTITY, 1, 1, 1));
        Operation conv = new Operation("conv", new Block(Kind.CONVOLUTION, 3, 1, 1));
        List<Operation> both = List.of(skip, conv);
        Position plain = new Position(8, 1, both);
        List<Position> chain = List.of(plain, plain);
        List<Connection> skips = List.of(new Connection(0, 2));
        List<Position> others = List.of(
                new Position(9, 1, both),
                new Position(8, 2, both),
                new Position(8, 1, List.of(conv, skip)),
                new Position(8, 1, List.of(skip, conv, new Operation("none", new Block(Kind.NONE, 1, 1, 1)))),
                withSecond("conw", new Block(Kind.CONVOLUTION, 3, 1, 1)),
                withSecond("conv", new Block(Kind.SEPARABLE, 3, 1, 1)),
                withSecond("conv", new Block(Kind.CONVOLUTION, 5, 1, 1)),
                withSecond("conv", new Block(Kind.CONVOLUTION, 3, 2, 1)),
                withSecond("conv", new Block(Kind.INVERTED_RESIDUAL, 3, 1, 1)),
                withSecond("conv", new Block(Kind.INVERTED_RESIDUAL, 3, 1, 2)));
        List<SpaceDefinition> definitions = new ArrayList<>(List.of(
                new SpaceDefinition("x", 8, 1, 10, chain, skips),
                new SpaceDefinition("y", 8, 1, 10, chain, skips),
                new SpaceDefinition("x", 9, 1, 10, chain, skips),
                new SpaceDefinition("x", 8, 2, 10, chain, skips),
                new SpaceDefinition("x", 8, 1, 11, chain, skips),
                new SpaceDefinition("x", 8, 1, 10, List.of(plain, plain, plain), skips),
                new SpaceDefinition("x", 8, 1, 10, chain, List.of())));
        others.forEach(other -> definitions.add(new SpaceDefinition("x", 8, 1, 10, List.of(plain, other), skips)));
        assertThat(definitions).extracting(SpaceDefinition::fingerprint).doesNotHaveDuplicates();
        assertThat(new SpaceDefinition("x", 8, 1, 10, List.of(plain, plain), List.of(new Connection(0, 2)))
                        .fingerprint())
                .isEqualTo(definitions.get(0).fingerprint());
    }

    private static Position withSecond(String name, Block block) {
        return new Position(
                8, 1, List.of(new Operation("skip", new Block(Kind.IDENTITY, 1, 1, 1)), new Operation(name, block)));
    }

    /** Files keep it, so no version of this program may give another. */
    @Test
    void idsStayWhatTheyAre() {
        assertThat(space.id()).isEqualTo("varied#c8316177ac64156e");
        assertThat(SearchSpaces.byName("block:20x4").id()).isEqualTo("block:20x4");
    }
}
