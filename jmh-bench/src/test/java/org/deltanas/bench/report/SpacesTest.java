package org.deltanas.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.deltanas.bench.Populations;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;

class SpacesTest {
    @Test
    void aOneHotEditChangesTwoColumns() {
        SearchSpace space = SearchSpaces.byName("block:20x4");
        PredictorDesign design = Populations.design("potential/adjacency/64-32");
        assertThat(Spaces.changedColumns(space, design.features(space))).isEqualTo(2);
    }

    @Test
    void operationsAreThoseOfTheLayersAndTheChanges() {
        assertThat(Spaces.flops(MlpShape.relu(64, 32), 2)).isEqualTo(4_288);
        assertThat(Spaces.flops(MlpShape.relu(96, 0), 3)).isEqualTo(480);
    }
}
