package org.deltanas.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Maps that find what an edit changes by short cuts say the same as their plain definitions. */
class DefinitionTest {
    private static final int ARCHITECTURES = 2_000;

    static Stream<Arguments> maps() {
        NasBench101Space graphs = new NasBench101Space();
        NasBench301Space cells = new NasBench301Space();
        return Stream.of(
                Arguments.of(graphs, new NasBench101Features(graphs), new PlainNasBench101Features(graphs)),
                Arguments.of(cells, new NasBench301Features(cells), new NasBench301Features(cells)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("maps")
    void everyNeighbourDiffersByTheDefinition(SearchSpace space, FeatureMap map, FeatureMap plain) {
        assertThat(map.id()).isEqualTo(plain.id());
        assertThat(map.columns()).isEqualTo(plain.columns());
        assertThat(map.firstStatistic()).isEqualTo(plain.firstStatistic());
        assertThat(map.activeColumns()).isEqualTo(plain.activeColumns());
        Philox random = new Philox(1);
        NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, Simd.best());
        Neighbours neighbours = new Neighbours(space);
        SparseRows found = new SparseRows(1, 1);
        SparseRows expected = new SparseRows(1, 1);
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < ARCHITECTURES; i++) {
                space.sample(random, codes, 0);
                enumerator.enumerate(codes, 0, neighbours);
                found.clear();
                expected.clear();
                map.differences(codes, 0, neighbours, found);
                for (int n = 0; n < neighbours.count(); n++) {
                    plain.difference(codes, 0, neighbours.edit(n), expected);
                }
                assertThat(found.rows()).isEqualTo(neighbours.count());
                int listed = 0;
                for (int edit = 0; edit < space.edits().count(); edit++) {
                    if (space.isValidAfter(codes, 0, edit)) {
                        assertThat(neighbours.edit(listed++)).isEqualTo(edit);
                    }
                }
                assertThat(listed).isEqualTo(neighbours.count());
                for (int row = 0; row < found.rows(); row++) {
                    assertThat(dense(found, row, map))
                            .as("%s, edit %d", space.format(codes, 0), neighbours.edit(row))
                            .isEqualTo(dense(expected, row, map));
                }
            }
        }
    }

    private static float[] dense(SparseRows rows, int row, FeatureMap map) {
        float[] dense = new float[map.columns()];
        for (int e = rows.start(row); e < rows.start(row + 1); e++) {
            dense[rows.column(e)] += rows.value(e);
        }
        return dense;
    }

    /** Training sums up in the order of a row, so that the order decides what is learnt to the last bit. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("maps")
    void rowsComeInTheOrderOfTheDefinition(SearchSpace space, FeatureMap map, FeatureMap plain) {
        Philox random = new Philox(2);
        SparseRows found = new SparseRows(1, 1);
        SparseRows expected = new SparseRows(1, 1);
        try (CodeSlab codes = space.newSlab(1)) {
            for (int i = 0; i < ARCHITECTURES; i++) {
                space.sample(random, codes, 0);
                found.clear();
                expected.clear();
                map.features(codes, 0, found);
                assertThat(found.rows()).isEqualTo(1);
                plain.features(codes, 0, expected);
                assertThat(found.entries()).isEqualTo(expected.entries());
                for (int e = 0; e < found.entries(); e++) {
                    assertThat(found.column(e)).as(space.format(codes, 0)).isEqualTo(expected.column(e));
                    assertThat(found.value(e)).isEqualTo(expected.value(e));
                }
            }
        }
    }
}
