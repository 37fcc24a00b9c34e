package org.deltanas.encode;

import static org.assertj.core.api.Assertions.assertThat;

import org.deltanas.kernels.Simd;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.FourNodeCellSpace;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.TransNasMacroSpace;
import org.deltanas.space.TransNasMicroSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Differences are the same, in the same order, before they are listed and after. */
class ListedFeaturesTest {
    private static void rowsAreEqual(SparseRows actual, SparseRows expected) {
        assertThat(actual.rows()).isEqualTo(expected.rows());
        assertThat(actual.entries()).isEqualTo(expected.entries());
        for (int row = 0; row <= expected.rows(); row++) {
            assertThat(actual.start(row)).isEqualTo(expected.start(row));
        }
        for (int e = 0; e < expected.entries(); e++) {
            assertThat(actual.column(e)).isEqualTo(expected.column(e));
            assertThat(actual.value(e)).isEqualTo(expected.value(e));
        }
    }

    private static void listedAreTheSame(SearchSpace space, FeatureMap plain, Simd simd) {
        ListedFeatures listed = new ListedFeatures(plain, space);
        NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, Simd.scalar());
        Neighbours neighbours = new Neighbours(space);
        Philox random = new Philox(1);
        long computed = 0;
        long all = space.rawCount().longValueExact() * space.maxNeighbours();
        try (CodeSlab code = space.newSlab(1)) {
            SparseRows rows = new SparseRows(1, 1, simd);
            SparseRows expected = new SparseRows(1, 1);
            for (int i = 0; computed < all || i % 512 != 0; i++) {
                space.sample(random, code, 0);
                enumerator.enumerate(code, 0, neighbours);
                computed += neighbours.count();
                rows.clear();
                listed.differences(code, 0, neighbours, rows);
                if (i % 256 == 0) {
                    expected.clear();
                    plain.differences(code, 0, neighbours, expected);
                    rowsAreEqual(rows, expected);
                }
            }
            assertThat(listed.isListed()).isTrue();
            for (int i = 0; i < 64; i++) {
                space.sample(random, code, 0);
                enumerator.enumerate(code, 0, neighbours);
                // Rows before and after it stay as they are.
                rows.clear();
                rows.add(3, 5);
                rows.endRow();
                listed.differences(code, 0, neighbours, rows);
                rows.add(4, 6);
                rows.endRow();
                expected.clear();
                expected.add(3, 5);
                expected.endRow();
                plain.differences(code, 0, neighbours, expected);
                expected.add(4, 6);
                expected.endRow();
                rowsAreEqual(rows, expected);
            }
            NeighbourEnumerator few = NeighbourEnumerator.of(
                    space, (codes, row, edit) -> space.edits().position(edit) != 1, Simd.scalar());
            few.enumerate(code, 0, neighbours);
            rows.clear();
            listed.differences(code, 0, neighbours, rows);
            expected.clear();
            plain.differences(code, 0, neighbours, expected);
            assertThat(neighbours.count()).isLessThan(space.maxNeighbours());
            rowsAreEqual(rows, expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 128, 256, 512})
    void cells(int bits) {
        FourNodeCellSpace space = new TransNasMicroSpace();
        listedAreTheSame(space, new FourNodeCellFeatures(space), bits == 0 ? Simd.scalar() : Simd.vector(bits));
    }

    @Test
    void chains() {
        TransNasMacroSpace space = new TransNasMacroSpace();
        FeatureMap tabulated = new TabulatedFeatures(new TransNasMacroFeatures(space), space);
        listedAreTheSame(space, tabulated, Simd.best());
    }
}
