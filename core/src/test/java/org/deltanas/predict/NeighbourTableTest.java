package org.deltanas.predict;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deltanas.encode.Encoding;
import org.deltanas.encode.OneHotFeatures;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.NeighbourFilter;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;
import org.deltanas.testing.DefinedSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is looked up against what is computed, bit for bit. */
class NeighbourTableTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long WARM_UP_NANOS = 60_000_000_000L;
    private static final MlpEngine ENGINE = MlpEngine.of(Simd.best());
    private static final int LABELS = 40;
    private static final int STEPS = 60;
    private static final float EXPLORATION = 0.5f;
    private static final NeighbourFilter EVEN_EDITS = (codes, row, edit) -> edit % 2 == 0;

    private static Predictor train(SearchSpace space, PredictorDesign design, int members) {
        TrainingSet data = new TrainingSet(design.features(space));
        Philox random = new Philox(1);
        try (CodeSlab codes = space.newSlab(1);
                Workers workers = new Workers(1)) {
            for (int i = 0; i < LABELS; i++) {
                space.sample(random, codes, 0);
                data.add(codes, 0, random.nextDouble());
            }
            TrainingOptions brief = new TrainingOptions(5, 3e-3, 0.03, 5, 64, 2);
            return PredictorTrainer.train(design.withMembers(members), data, brief, 1, ENGINE, workers);
        }
    }

    private static NeighbourScorer scorer(
            SearchSpace space, NeighbourFilter filter, Simd simd, int slots, LevelTables tables) {
        return new NeighbourScorer(
                space, NeighbourEnumerator.of(space, filter, simd), MlpEngine.of(simd), slots, tables);
    }

    static Stream<Arguments> potentials() {
        PredictorDesign best = PredictorDesign.of(PredictorKind.POTENTIAL);
        List<Arguments> all = new ArrayList<>();
        for (String space : List.of(
                "nasbench201",
                "transnas-micro",
                "transnas-macro",
                "natsbench-size",
                "nasbench-macro",
                "block:6x5",
                "block:16x2",
                "varied")) {
            all.add(Arguments.of(space, best, 4, null, Simd.best()));
            all.add(Arguments.of(space, best, 1, EVEN_EDITS, Simd.best()));
        }
        PredictorDesign narrow = best.withShape(MlpShape.relu(64, 0));
        for (Simd simd : List.of(Simd.scalar(), Simd.vector(128), Simd.vector(256), Simd.vector(512))) {
            all.add(Arguments.of("block:4x5", narrow, 2, null, simd));
            all.add(Arguments.of("nasbench-macro", best.withEncoding(Encoding.ADJACENCY), 3, null, simd));
        }
        return all.stream();
    }

    /** Two scorers, one that looks up and one that computes, walk together and must never differ. */
    @ParameterizedTest
    @MethodSource("potentials")
    void looksUpTheBitsOfComputedLevels(
            String name, PredictorDesign design, int members, NeighbourFilter filter, Simd simd) {
        SearchSpace space = DefinedSpaces.byName(name);
        Predictor predictor = train(space, design, members);
        LevelTables tables = new LevelTables(space, MlpEngine.of(simd));
        try (Workers workers = new Workers(2)) {
            assertThat(tables.make(predictor, workers)).isTrue();
        }
        int slots = 3;
        NeighbourScorer looksUp = scorer(space, filter, simd, slots, tables);
        NeighbourScorer computes = scorer(space, filter, Simd.best(), slots, null);
        looksUp.use(predictor, EXPLORATION);
        computes.use(predictor, EXPLORATION);
        Philox random = new Philox(2);
        try (CodeSlab start = space.newSlab(1)) {
            for (int slot = 0; slot < slots; slot++) {
                space.sample(random, start, 0);
                looksUp.place(slot, start, 0);
                computes.place(slot, start, 0);
            }
            for (int step = 0; step < STEPS; step++) {
                looksUp.levels(slots);
                computes.levels(slots);
                for (int slot = 0; slot < slots; slot++) {
                    assertThat(looksUp.mean(slot)).isEqualTo(computes.mean(slot));
                    assertThat(looksUp.deviation(slot)).isEqualTo(computes.deviation(slot));
                    assertThat(looksUp.value(slot)).isEqualTo(computes.value(slot));
                }
                int from = random.nextInt(slots);
                int count = Math.min(computes.batch(), slots - from);
                assertThat(looksUp.score(from, count)).isEqualTo(computes.score(from, count));
                for (int i = 0; i < count; i++) {
                    sameNeighbours(looksUp, computes, i);
                    int n = computes.neighbours(i).count();
                    int next = step % 2 == 0 ? looksUp.best(i) : random.nextInt(n);
                    looksUp.move(i, next);
                    computes.move(i, next);
                    assertThat(looksUp.codes().sameCode(from + i, computes.codes(), from + i))
                            .isTrue();
                }
            }
            assertThat(looksUp.queries()).isEqualTo(computes.queries());
            assertThat(looksUp.lookUps()).isEqualTo(looksUp.queries());
            assertThat(computes.lookUps()).isZero();
        } finally {
            looksUp.close();
            computes.close();
        }
    }

    private static void sameNeighbours(NeighbourScorer a, NeighbourScorer b, int i) {
        assertThat(a.best(i)).isEqualTo(b.best(i));
        assertThat(a.first(i)).isEqualTo(b.first(i));
        Neighbours neighbours = b.neighbours(i);
        for (int j = 0; j < neighbours.count(); j++) {
            int place = b.first(i) + j;
            assertThat(a.value(place)).isEqualTo(b.value(place));
            assertThat(a.mean(place)).isEqualTo(b.mean(place));
            assertThat(a.deviation(place)).isEqualTo(b.deviation(place));
        }
        float[] differencesA = new float[neighbours.count()];
        float[] differencesB = new float[neighbours.count()];
        a.differences(i, differencesA);
        b.differences(i, differencesB);
        assertThat(differencesA).isEqualTo(differencesB);
        assertThat(a.neighbours(i).count()).isEqualTo(neighbours.count());
        for (int j = 0; j < neighbours.count(); j++) {
            assertThat(a.neighbours(i).edit(j)).isEqualTo(neighbours.edit(j));
        }
    }

    /** The table comes when as many neighbours were computed as there are codes, not before and not much later. */
    @Test
    void aTableIsMadeWhenItIsWorthIt() {
        SearchSpace space = DefinedSpaces.byName("nasbench-macro");
        Predictor predictor = train(space, PredictorDesign.of(PredictorKind.POTENTIAL), 1);
        LevelTables tables = new LevelTables(space, ENGINE);
        NeighbourScorer first = scorer(space, null, Simd.best(), 6, tables);
        NeighbourScorer second = scorer(space, null, Simd.best(), 6, tables);
        first.use(predictor);
        second.use(predictor);
        Philox random = new Philox(3);
        try {
            for (int slot = 0; slot < 6; slot++) {
                space.sample(random, first.codes(), slot);
                first.place(slot, first.codes(), slot);
                second.place(slot, first.codes(), slot);
            }
            while (first.lookUps() == 0) {
                assertThat(first.queries() + second.queries()).isLessThan(6561 + 2 * 96);
                first.score(0, 6);
                second.score(0, 6);
            }
            assertThat(first.queries() - first.lookUps() + second.queries() - second.lookUps())
                    .isBetween(6561L, 6561L + 96);
            // Another predictor starts anew.
            first.use(train(space, PredictorDesign.of(PredictorKind.POTENTIAL), 2));
            long before = first.lookUps();
            first.place(0, second.codes(), 0);
            first.score(0, 1);
            assertThat(first.lookUps()).isEqualTo(before);
        } finally {
            first.close();
            second.close();
        }
    }

    @Test
    void thereAreNoTablesForPairsNorForLargeSpacesNorForScoresAsFeatures() {
        SearchSpace small = DefinedSpaces.byName("nasbench-macro");
        SearchSpace large = DefinedSpaces.byName("block:20x4");
        PredictorDesign potential = PredictorDesign.of(PredictorKind.POTENTIAL);
        try (Workers workers = new Workers(1)) {
            assertThat(new LevelTables(small, ENGINE)
                            .make(train(small, PredictorDesign.of(PredictorKind.PAIR), 1), workers))
                    .isFalse();
            assertThat(new LevelTables(small, ENGINE)
                            .make(train(small, potential.withEncoding(Encoding.ZERO_COST), 1), workers))
                    .isFalse();
            assertThat(new LevelTables(large, ENGINE).make(train(large, potential, 1), workers))
                    .isFalse();
        }
    }

    /** The table of differences against the model that it was made by, asked for each neighbour. */
    @ParameterizedTest
    @CsvSource({"nasbench201, 4", "natsbench-size, 2", "block:20x4, 4", "block:70x16, 1", "block:5x40, 2", "varied, 3"})
    void looksUpTheBitsOfComputedDifferences(String name, int members) {
        CategoricalSpace space = (CategoricalSpace) DefinedSpaces.byName(name);
        Predictor predictor = train(space, PredictorDesign.of(PredictorKind.DIFFERENCE), members);
        assertThat(predictor.features()).isInstanceOf(OneHotFeatures.class);
        DifferenceModel model = new DifferenceModel(predictor, space, ENGINE);
        model.use(predictor);
        for (NeighbourFilter filter : Arrays.asList(null, EVEN_EDITS)) {
            NeighbourScorer scorer = scorer(space, filter, Simd.best(), 1, null);
            scorer.use(predictor, EXPLORATION);
            Philox random = new Philox(2);
            try {
                for (int step = 0; step < 20; step++) {
                    space.sample(random, scorer.codes(), 0);
                    int n = scorer.score(scorer.codes(), 0);
                    float[][] outputs = new float[members][NeighbourModel.room(n)];
                    float[] means = new float[n];
                    float[] deviations = new float[n];
                    model.score(
                            scorer.codes(), 0, 1, new Neighbours[] {scorer.neighbours()}, new int[] {0, n}, outputs);
                    EnsembleSummary.of(outputs, n, means, deviations, 0);
                    float[] differences = new float[n];
                    scorer.differences(0, differences);
                    assertThat(differences).isEqualTo(means);
                    int best = 0;
                    for (int j = 0; j < n; j++) {
                        assertThat(scorer.deviation(j)).isEqualTo(deviations[j]);
                        if (means[j] + EXPLORATION * deviations[j] > means[best] + EXPLORATION * deviations[best]) {
                            best = j;
                        }
                    }
                    assertThat(scorer.best(0)).isEqualTo(best);
                }
                assertThat(scorer.lookUps()).isEqualTo(scorer.queries());
            } finally {
                scorer.close();
            }
        }
    }

    static Stream<Arguments> bestOfMany() {
        List<Arguments> all = new ArrayList<>();
        for (String space : List.of(
                "nasbench201",
                "natsbench-size",
                "nasbench-macro",
                "block:20x4",
                "block:14x16",
                "block:70x16",
                "varied")) {
            for (Simd simd : List.of(Simd.scalar(), Simd.vector(256), Simd.vector(512))) {
                for (int distinct : new int[] {0, 1, 1000}) {
                    for (PredictorKind kind : List.of(PredictorKind.DIFFERENCE, PredictorKind.POTENTIAL)) {
                        all.add(Arguments.of(space, simd, kind, distinct));
                    }
                }
            }
        }
        all.add(Arguments.of("transnas-macro", Simd.best(), PredictorKind.POTENTIAL, 1000));
        return all.stream();
    }

    /**
     * The best changes of many architectures against scoring every neighbour, with ties: only the first {@code distinct}
     * columns make a difference.
     */
    @ParameterizedTest
    @MethodSource("bestOfMany")
    void theBestOfManyIsTheFirstOfTheBestOfAllNeighbours(String name, Simd simd, PredictorKind kind, int distinct) {
        SearchSpace space = DefinedSpaces.byName(name);
        Predictor predictor = train(space, PredictorDesign.of(kind), 2);
        for (int m = 0; m < predictor.members(); m++) {
            float[] w1 = predictor.member(m).w1();
            Arrays.fill(w1, Math.min(w1.length, distinct * predictor.shape().hidden1()), w1.length, 0);
        }
        int slots = 53;
        int from = 2;
        int[] edits = new int[slots - from];
        float[] worth = new float[slots - from];
        boolean each = distinct == 1000;
        LevelTables tables = new LevelTables(space, ENGINE);
        try (Workers workers = new Workers(1)) {
            tables.make(predictor, workers);
        }
        for (NeighbourFilter filter : Arrays.asList(null, EVEN_EDITS)) {
            NeighbourScorer scorer = scorer(space, filter, simd, slots, tables);
            scorer.use(predictor, EXPLORATION);
            Philox random = new Philox(5);
            try {
                for (int slot = 0; slot < slots; slot++) {
                    space.sample(random, scorer.codes(), slot);
                    scorer.place(slot, scorer.codes(), slot);
                }
                scorer.best(from, slots - from, each, edits, worth);
                for (int slot = from; slot < slots; slot++) {
                    scorer.score(slot, 1);
                    int best = scorer.best(0);
                    assertThat(edits[slot - from]).isEqualTo(scorer.neighbours().edit(best));
                    float[] differences = new float[space.maxNeighbours()];
                    scorer.differences(0, differences);
                    float mean = kind == PredictorKind.DIFFERENCE ? differences[best] : scorer.mean(best);
                    assertThat(worth[slot - from]).isEqualTo(mean + EXPLORATION * scorer.deviation(best));
                }
            } finally {
                scorer.close();
            }
        }
    }

    @Test
    void withoutANeighbourThereIsNoBest() {
        SearchSpace space = DefinedSpaces.byName("block:20x4");
        NeighbourScorer scorer = scorer(space, (codes, row, edit) -> false, Simd.best(), 1, null);
        scorer.use(train(space, PredictorDesign.of(PredictorKind.DIFFERENCE), 1));
        int[] edits = new int[1];
        float[] worth = new float[1];
        scorer.place(0, scorer.codes(), 0);
        scorer.best(0, 1, false, edits, worth);
        assertThat(edits[0]).isEqualTo(-1);
        assertThat(worth[0]).isEqualTo(Float.NEGATIVE_INFINITY);
        scorer.close();
    }

    @ParameterizedTest
    @CsvSource({
        "potential, nasbench201",
        "potential, transnas-macro",
        "difference, nasbench201",
        "difference, block:20x4"
    })
    void lookingUpAllocatesNothing(String kindName, String name) {
        SearchSpace space = DefinedSpaces.byName(name);
        Predictor predictor = train(space, PredictorDesign.of(PredictorKind.byName(kindName)), 4);
        LevelTables tables = new LevelTables(space, ENGINE);
        try (Workers workers = new Workers(1)) {
            tables.make(predictor, workers);
        }
        int slots = 64;
        NeighbourScorer scorer = scorer(space, null, Simd.best(), slots, tables);
        scorer.use(predictor, EXPLORATION);
        Philox random = new Philox(7);
        int[] edits = new int[slots];
        float[] worth = new float[slots];
        for (int slot = 0; slot < slots; slot++) {
            space.sample(random, scorer.codes(), slot);
            scorer.place(slot, scorer.codes(), slot);
        }
        long allocated = Long.MAX_VALUE;
        long deadline = System.nanoTime() + WARM_UP_NANOS;
        float sum = 0;
        while (allocated > 0 && System.nanoTime() < deadline) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            scorer.use(predictor, EXPLORATION);
            for (int step = 0; step < 300; step++) {
                scorer.best(0, slots, step % 2 == 0, edits, worth);
                for (int slot = 0; slot < slots; slot++) {
                    scorer.score(slot, 1);
                    sum += scorer.mean(scorer.best(0)) + worth[slot];
                    scorer.move(0, step % 3);
                }
            }
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        scorer.close();
        assertThat(sum).isNotNaN();
        assertThat(scorer.lookUps()).isEqualTo(scorer.queries());
        assertThat(allocated).as("bytes in a warm loop").isZero();
    }
}
