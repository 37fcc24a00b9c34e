package org.deltanas.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.proxy.Direction;
import org.deltanas.proxy.Label;
import org.deltanas.proxy.ParameterCount;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;

/** The README's lines for embedding the core. */
class EmbeddingExampleTest {

    @Test
    void aSearchInTenLines() {
        SearchSpace space = SearchSpaces.byName("block:20x4");
        try (Label label = new ParameterCount(space); // or your own Label
                Workers workers = new Workers(2);
                LabelOracle oracle = new LabelOracle(space, label, Direction.MAX, 0, 1)) {
            SearchResult result = DeltaNas.run(
                    oracle,
                    DeltaNasOptions.rounds(1), // seed 1, 150 label queries
                    null, // or a NeighbourFilter: where the search may not go
                    Simd.best(),
                    workers,
                    SearchListener.NONE);
            System.out.println(result.best() + " " + result.label());
            assertThat(result.best()).isEqualTo("3".repeat(20));
        }
    }
}
