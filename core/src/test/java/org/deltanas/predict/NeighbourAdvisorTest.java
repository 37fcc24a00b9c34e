package org.deltanas.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.Direction;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.InvalidArchitectureException;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.NeighbourFilter;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an advisor answers: the order, the limits, the threads, the garbage, and what it refuses. */
class NeighbourAdvisorTest {
    private static final MlpEngine ENGINE = MlpEngine.of(Simd.best());
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long WARM_UP_NANOS = 60_000_000_000L;
    private static final int QUESTIONS = 40;
    private static final NeighbourFilter EVEN_EDITS = (codes, row, edit) -> edit % 2 == 0;
    private static final NeighbourFilter NONE = (codes, row, edit) -> false;

    private static Predictor train(SearchSpace space, PredictorKind kind) {
        PredictorDesign design = PredictorDesign.of(kind);
        TrainingSet data = new TrainingSet(design.features(space));
        Philox random = new Philox(1);
        try (CodeSlab codes = space.newSlab(1);
                Workers workers = new Workers(1)) {
            for (int i = 0; i < 40; i++) {
                space.sample(random, codes, 0);
                data.add(codes, 0, random.nextDouble());
            }
            TrainingOptions brief = new TrainingOptions(5, 3e-3, 0.03, 5, 64, 2);
            return PredictorTrainer.train(design, data, brief, 1, ENGINE, workers);
        }
    }

    private static CodeSlab questions(SearchSpace space) {
        CodeSlab codes = space.newSlab(QUESTIONS);
        Philox random = new Philox(3);
        for (int i = 0; i < QUESTIONS; i++) {
            space.sample(random, codes, i);
        }
        return codes;
    }

    /** All answers of a session as text, with the bits of their numbers. */
    private static List<String> answers(NeighbourSession session, CodeSlab codes, int most) {
        List<String> all = new ArrayList<>();
        for (int q = 0; q < codes.rows(); q++) {
            int found = session.find(codes, q, most);
            assertThat(session.count()).isEqualTo(found);
            for (int i = 0; i < found; i++) {
                all.add(q + " " + session.edit(i) + " " + Float.floatToRawIntBits(session.difference(i)) + " "
                        + session.architecture(i));
            }
        }
        return all;
    }

    /** Every answer against scoring with {@link NeighbourScorer} and sorting all neighbours. */
    @ParameterizedTest
    @CsvSource({
        "potential, nasbench201, 3",
        "potential, nasbench101, 1",
        "potential, nasbench301, 5",
        "potential, transnas-macro, 1000000",
        "potential, block:70x16, 10",
        "pair, nasbench201, 100",
        "difference, nasbench-macro, 4",
        "difference, nasbench101, 4"
    })
    void answersAreTheBestOfAllNeighboursInOrder(String kind, String name, int most) {
        SearchSpace space = SearchSpaces.byName(name);
        Predictor predictor = train(space, PredictorKind.byName(kind));
        NeighbourScorer scorer =
                new NeighbourScorer(space, NeighbourEnumerator.of(space, EVEN_EDITS, Simd.scalar()), ENGINE, 1);
        scorer.use(predictor);
        try (NeighbourAdvisor advisor = NeighbourAdvisor.of(space, predictor, EVEN_EDITS, ENGINE);
                NeighbourSession session = advisor.session();
                CodeSlab codes = questions(space);
                CodeSlab neighbour = space.newSlab(2)) {
            for (int q = 0; q < QUESTIONS; q++) {
                scorer.place(0, codes, q);
                int n = scorer.score(0, 1);
                float[] differences = new float[space.maxNeighbours()];
                scorer.differences(0, differences);
                List<Integer> order = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    order.add(i);
                }
                order.sort(Comparator.comparingDouble((Integer i) -> -differences[i])
                        .thenComparingInt(i -> scorer.neighbours().edit(i)));
                assertThat(session.find(codes, q, most)).isEqualTo(Math.min(n, most));
                for (int i = 0; i < session.count(); i++) {
                    int expected = order.get(i);
                    assertThat(session.edit(i)).isEqualTo(scorer.neighbours().edit(expected));
                    assertThat(session.difference(i)).isEqualTo(differences[expected]);
                    neighbour.copyFrom(codes, q, 0);
                    space.edits().apply(session.edit(i), neighbour, 0);
                    session.write(i, neighbour, 1);
                    assertThat(neighbour.sameCode(0, neighbour, 1)).isTrue();
                    assertThat(session.architecture(i)).isEqualTo(space.format(neighbour, 0));
                }
            }
        } finally {
            scorer.close();
        }
    }

    /** In a space where the predictor cannot tell options apart all neighbours are equal, and come by their edits. */
    @Test
    void equalsComeInTheOrderOfTheirEdits() {
        SearchSpace space = SearchSpaces.byName("block:20x4");
        Predictor trained = train(space, PredictorKind.POTENTIAL);
        for (int m = 0; m < trained.members(); m++) {
            Arrays.fill(trained.member(m).w1(), 0);
        }
        try (NeighbourAdvisor advisor = NeighbourAdvisor.of(space, trained)) {
            NeighbourSession session = advisor.session();
            List<NeighbourSession.Advice> best = session.best("0".repeat(20), 60);
            assertThat(best).hasSize(60);
            assertThat(best).extracting(NeighbourSession.Advice::difference).containsOnly(0f);
            assertThat(best).extracting(NeighbourSession.Advice::edit).isSorted();
        }
    }

    /** Four threads, each with a session, and scalar code answer what one thread does. */
    @Test
    void everyThreadHasTheSameAnswersBitForBit() throws Exception {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        Predictor predictor = train(space, PredictorKind.POTENTIAL);
        MlpEngine scalar = MlpEngine.of(Simd.scalar());
        try (NeighbourAdvisor advisor = NeighbourAdvisor.of(space, predictor);
                NeighbourAdvisor plain = NeighbourAdvisor.of(space, predictor, null, scalar);
                CodeSlab codes = questions(space);
                ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<String> expected = answers(plain.session(), codes, 5);
            assertThat(expected).hasSize(5 * QUESTIONS);
            List<Future<List<List<String>>>> running = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                running.add(pool.submit(() -> {
                    List<List<String>> rounds = new ArrayList<>();
                    try (NeighbourSession session = advisor.session()) {
                        for (int round = 0; round < 20; round++) {
                            rounds.add(answers(session, codes, 5));
                        }
                    }
                    return rounds;
                }));
            }
            for (Future<List<List<String>>> thread : running) {
                assertThat(thread.get()).hasSize(20).allMatch(expected::equals);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"potential, nasbench201, true", "potential, block:20x4, false", "pair, nasbench-macro, false"})
    void whatIsTabulatedIsAnsweredTheSame(String kind, String name, boolean tabulated) {
        SearchSpace space = SearchSpaces.byName(name);
        Predictor predictor = train(space, PredictorKind.byName(kind));
        for (NeighbourFilter limits : Arrays.asList(null, EVEN_EDITS)) {
            try (NeighbourAdvisor advisor = NeighbourAdvisor.of(space, predictor, limits, ENGINE);
                    Workers workers = new Workers(2);
                    NeighbourSession before = advisor.session();
                    CodeSlab codes = questions(space)) {
                List<String> expected = answers(before, codes, 5);
                assertThat(advisor.tabulate(workers)).isEqualTo(tabulated);
                try (NeighbourSession after = advisor.session()) {
                    assertThat(answers(after, codes, 5)).isEqualTo(expected);
                }
                assertThat(answers(before, codes, 5)).isEqualTo(expected);
            }
        }
    }

    @Test
    void limitsThatNoNeighbourMeetsLeaveNone() {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        try (NeighbourAdvisor advisor =
                        NeighbourAdvisor.of(space, train(space, PredictorKind.POTENTIAL), NONE, ENGINE);
                NeighbourSession session = advisor.session();
                CodeSlab codes = questions(space)) {
            assertThat(session.find(codes, 0, 3)).isZero();
            assertThatThrownBy(() -> session.edit(0)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "potential, nasbench201, 0",
        "potential, nasbench201, 512",
        "potential, block:20x4, 128",
        "potential, nasbench101, 256",
        "pair, nasbench201, 512",
        "difference, nasbench201, 512"
    })
    void aWarmQuestionMakesNoGarbage(String kind, String name, int bits) {
        SearchSpace space = SearchSpaces.byName(name);
        MlpEngine engine = MlpEngine.of(bits == 0 ? Simd.scalar() : Simd.vector(bits));
        Predictor predictor = train(space, PredictorKind.byName(kind));
        try (NeighbourAdvisor advisor = NeighbourAdvisor.of(space, predictor, EVEN_EDITS, engine);
                NeighbourSession session = advisor.session();
                CodeSlab codes = questions(space);
                CodeSlab answer = space.newSlab(1)) {
            // Vectors are boxed until C2 has compiled the kernels, so warm up until a round stays clean.
            long allocated = Long.MAX_VALUE;
            float sum = 0;
            long deadline = System.nanoTime() + WARM_UP_NANOS;
            while (allocated > 0 && System.nanoTime() < deadline) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int q = 0; q < QUESTIONS * 25; q++) {
                    int found = session.find(codes, q % QUESTIONS, 3);
                    for (int i = 0; i < found; i++) {
                        sum += session.difference(i) * session.edit(i);
                        session.write(i, answer, 0);
                    }
                }
                allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(sum).isNotZero();
            assertThat(allocated).as("bytes in 1,000 warm questions").isZero();
        }
    }

    @Test
    void closesWhatIsOpen() {
        SearchSpace space = SearchSpaces.byName("nasbench-macro");
        NeighbourAdvisor advisor = NeighbourAdvisor.of(space, train(space, PredictorKind.POTENTIAL));
        NeighbourSession closedByItself = advisor.session();
        NeighbourSession left = advisor.session();
        try (CodeSlab codes = questions(space)) {
            closedByItself.close();
            closedByItself.close();
            assertThat(left.find(codes, 0, 1)).isEqualTo(1);
            assertThatThrownBy(() -> closedByItself.find(codes, 0, 1)).isInstanceOf(IllegalStateException.class);
            advisor.close();
            advisor.close();
            assertThatThrownBy(() -> left.find(codes, 0, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(() -> left.best("00000000", 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(advisor::session).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusesWhatItCannotAnswer() {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        try (NeighbourAdvisor advisor = NeighbourAdvisor.of(space, train(space, PredictorKind.POTENTIAL));
                NeighbourSession session = advisor.session();
                CodeSlab codes = questions(space);
                CodeSlab longer = SearchSpaces.byName("block:200x16").newSlab(1)) {
            assertThatThrownBy(() -> session.find(codes, 0, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least 1 neighbour must be asked for, not 0");
            assertThatThrownBy(() -> session.find(codes, QUESTIONS, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> session.find(longer, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nasbench201");
            codes.setWord(0, 0, -1);
            assertThatThrownBy(() -> session.find(codes, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("row 0");
            assertThatThrownBy(() -> session.best("22212220", 1)).isInstanceOf(InvalidArchitectureException.class);
        }
    }

    @Test
    void refusesThePredictorOfAnotherSpace() throws IOException {
        SearchSpace chain = SearchSpaces.byName("block:20x4");
        SearchSpace space = SearchSpaces.byName("nasbench201");
        for (PredictorKind kind : PredictorKind.values()) {
            Predictor predictor = train(chain, kind);
            assertThatThrownBy(() -> NeighbourAdvisor.of(space, predictor))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nasbench201")
                    .hasMessageContaining("another space");
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            new PredictorFile(predictor, new Origin(chain.name(), "any", Direction.MAX, 1, 40)).write(file);
            assertThatThrownBy(() -> PredictorFile.read(new ByteArrayInputStream(file.toByteArray()), space))
                    .isInstanceOf(StoredFormatException.class)
                    .hasMessageContaining("it is of the space 'block:20x4', not of 'nasbench201'");
        }
    }
}
