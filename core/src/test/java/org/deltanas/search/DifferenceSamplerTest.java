package org.deltanas.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.deltanas.predict.DifferenceDataSet;
import org.deltanas.predict.Origin;
import org.deltanas.proxy.Direction;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceSamplerTest {
    private static final SearchListener NONE = SearchListener.NONE;

    @ParameterizedTest
    @CsvSource({"nasbench201, 60", "nasbench-macro, 24", "block:20x4, 120", "block:2x2, 2"})
    void countsDifferences(String name, int expected) {
        assertThat(DifferenceSampler.differences(SearchSpaces.byName(name))).isEqualTo(expected);
    }

    /** n samples for every (position, option, other option), each pair exactly one edit apart. */
    @ParameterizedTest
    @CsvSource({"nasbench201, 4", "block:5x4, 3"})
    void drawsEveryDifferenceEquallyOften(String name, int samples) {
        CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName(name);
        try (LabelOracle oracle = new LabelOracle(space, new SyntheticLabel(space, 0.5), Direction.MAX, 0, 0);
                DifferenceDataSet data = new DifferenceSampler(oracle, 1).sample(1, samples, 100_000, NONE)) {
            Map<String, Integer> counts = new HashMap<>();
            int backwards = 0;
            for (int i = 0; i < data.pairs(); i++) {
                int a = data.first(i);
                int b = data.second(i);
                assertThat(space.distance(data.codes(), a, data.codes(), b)).isEqualTo(1);
                for (int p = 0; p < space.positions(); p++) {
                    int from = space.option(data.codes(), a, p);
                    int to = space.option(data.codes(), b, p);
                    if (from != to) {
                        backwards += from > to ? 1 : 0;
                        counts.merge(p + " " + Math.min(from, to) + " " + Math.max(from, to), 1, Integer::sum);
                    }
                }
            }
            assertThat(counts).hasSize(DifferenceSampler.differences(space));
            assertThat(counts.values()).containsOnly(samples);
            assertThat(backwards).isBetween(data.pairs() / 4, data.pairs() * 3 / 4);
            for (int i = 0; i < data.size(); i++) {
                assertThat(data.label(i)).isEqualTo(oracle.known(data.codes(), i));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2", "5"})
    void pairsLieAsFarApartAsAsked(int edits) {
        CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName("block:5x4");
        try (LabelOracle oracle = new LabelOracle(space, new SyntheticLabel(space, 0.5), Direction.MAX, 0, 0);
                DifferenceDataSet data = new DifferenceSampler(oracle, 1).sample(edits, 2, 100_000, NONE)) {
            assertThat(data.pairs()).isEqualTo(60);
            for (int i = 0; i < data.pairs(); i++) {
                assertThat(space.distance(data.codes(), data.first(i), data.codes(), data.second(i)))
                        .isEqualTo(edits);
            }
        }
    }

    @Test
    void moreEditsThanPositionsAreRefused() {
        CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName("block:5x4");
        try (LabelOracle oracle = new LabelOracle(space, new SyntheticLabel(space, 0.5), Direction.MAX, 0, 0)) {
            DifferenceSampler sampler = new DifferenceSampler(oracle, 1);
            assertThatThrownBy(() -> sampler.sample(6, 1, 100, NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("6 edits apart");
        }
    }

    @Test
    void staysWithinTheBudget() {
        CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName("block:20x4");
        try (LabelOracle oracle = new LabelOracle(space, new SyntheticLabel(space, 0.5), Direction.MAX, 0, 0);
                DifferenceDataSet data = new DifferenceSampler(oracle, 1).sample(1, 4, 101, NONE)) {
            assertThat(oracle.queries()).isBetween(100, 101);
            assertThat(data.pairs()).isBetween(50, 60);
        }
    }

    @Test
    void pairsWithoutLabelsAreLeftOutAndTheListenerEndsIt() {
        CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName("block:5x4");
        SyntheticLabel label = new SyntheticLabel(space, 0.5) {
            @Override
            public double value(CodeSlab codes, int row) {
                return space.option(codes, row, 0) == 2 ? Double.NaN : super.value(codes, row);
            }
        };
        try (LabelOracle oracle = new LabelOracle(space, label, Direction.MAX, 0, 0);
                DifferenceDataSet data =
                        new DifferenceSampler(oracle, 1).sample(1, 4, 1_000, (queries, budget, best) -> queries < 50)) {
            assertThat(data.pairs()).isBetween(10, 31);
            for (int i = 0; i < data.size(); i++) {
                assertThat(space.option(data.codes(), i, 0)).isNotEqualTo(2);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameFile() throws IOException {
        assertThat(file(3)).isEqualTo(file(3)).isNotEqualTo(file(4));
    }

    private static byte[] file(long seed) throws IOException {
        CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName("block:5x4");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LabelOracle oracle = new LabelOracle(space, new SyntheticLabel(space, 0.5), Direction.MAX, 0, 0);
                DifferenceDataSet data = new DifferenceSampler(oracle, seed).sample(1, 4, 200, NONE)) {
            data.write(out, new Origin(space.name(), "synthetic", Direction.MAX, seed, data.size()));
        }
        return out.toByteArray();
    }
}
