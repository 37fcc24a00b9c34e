package org.deltanas.bench;

import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.NeighbourScorer;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many neighbours a second come out of a table? Not to be compared with {@link SearchLoop}, where every neighbour is an
 * evaluation of the networks. One operation is a population of 256. The counter {@code lookUps} counts neighbours that were
 * looked up and compared one by one; {@code implied} those of architectures whose best neighbour was found by the best change
 * at each position, without looking at any. Potentials have a table where the space is small enough, differences anywhere.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class TableScoring {
    private static final int POPULATION = 256;

    /** The kind of predictor and the space. */
    @Param({
        "potential nasbench201",
        "potential natsbench-size",
        "potential transnas-macro",
        "difference nasbench201",
        "difference block:20x4"
    })
    public String table;

    @Param({Kernels.SCALAR, Kernels.VECTOR_512})
    public String kernel;

    private SearchSpace searched;
    private NeighbourScorer scorer;
    private Philox random;
    private final int[] edits = new int[POPULATION];
    private final float[] worth = new float[POPULATION];

    /** Counts neighbours that were looked up. */
    @AuxCounters
    @State(Scope.Thread)
    public static class LookUps {
        public long lookUps;

        @Setup(Level.Iteration)
        public void reset() {
            lookUps = 0;
        }
    }

    /** Counts neighbours that need not be looked at. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Implied {
        public long implied;

        @Setup(Level.Iteration)
        public void reset() {
            implied = 0;
        }
    }

    /** Trains a network, tabulates it and draws a population. */
    @Setup
    public void prepare() {
        String[] parts = table.split(" ", -1);
        searched = SearchSpaces.byName(parts[1]);
        random = new Philox(1);
        scorer = Populations.drawTabulated(
                searched, parts[0] + "/adjacency/64-32", 1, Kernels.simd(kernel), POPULATION, random);
    }

    /** Frees the population. */
    @TearDown
    public void close() {
        scorer.close();
    }

    /** Every member steps to its best neighbour, each of whose values is looked up; now and then one starts anew. */
    @Benchmark
    public long step(LookUps counter) {
        long moves = 0;
        long before = scorer.lookUps();
        for (int from = 0; from < POPULATION; from += scorer.batch()) {
            int count = Math.min(scorer.batch(), POPULATION - from);
            scorer.score(from, count);
            for (int i = 0; i < count; i++) {
                int best = scorer.best(i);
                scorer.move(i, best);
                moves += best;
            }
        }
        counter.lookUps += scorer.lookUps() - before;
        startOneAnew();
        return moves;
    }

    /** The best neighbour of every member and no more, each neighbour's value being looked up and compared. */
    @Benchmark
    public int[] bestOfEach(LookUps counter) {
        long before = scorer.lookUps();
        scorer.best(0, POPULATION, true, edits, worth);
        counter.lookUps += scorer.lookUps() - before;
        startOneAnew();
        return edits;
    }

    /** The best neighbour of every member by the best change of each position, for differences. */
    @Benchmark
    public int[] bestByChanges(Implied counter) {
        long before = scorer.queries();
        scorer.best(0, POPULATION, false, edits, worth);
        // Potentials are looked up: then nothing is implied.
        counter.implied += scorer.queries() == before ? (long) POPULATION * searched.maxNeighbours() : 0;
        startOneAnew();
        return edits;
    }

    private void startOneAnew() {
        int replaced = random.nextInt(POPULATION);
        searched.sample(random, scorer.codes(), replaced);
        scorer.place(replaced, scorer.codes(), replaced);
    }
}
