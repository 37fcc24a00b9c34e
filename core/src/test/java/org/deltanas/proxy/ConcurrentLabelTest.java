package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.num.Philox;
import org.deltanas.search.LabelOracle;
import org.deltanas.search.RandomSearch;
import org.deltanas.search.Search;
import org.deltanas.search.SearchListener;
import org.deltanas.search.SearchResult;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrentLabelTest {
    private static final SearchSpace SPACE = SearchSpaces.byName("block:6x4");

    private static double value(String architecture) {
        return Integer.parseInt(architecture, 4) % 997;
    }

    /** The slower the earlier it is asked, so that answers come in another order than questions. */
    private static double slowly(int job, long query, String architecture) {
        try {
            TimeUnit.MICROSECONDS.sleep(Math.max(0, 2000 - 100 * query));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return value(architecture);
    }

    private static SearchResult search(int jobs, ConcurrentLabel.Question question) {
        try (ConcurrentLabel label = new ConcurrentLabel("slow", SPACE, jobs, question);
                LabelOracle oracle = new LabelOracle(SPACE, label, Direction.MAX, 0.1, 1)) {
            return Search.run(new RandomSearch(SPACE, 3), oracle, 50, SearchListener.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 32})
    void aSearchDoesNotDependOnTheNumberOfJobs(int jobs) {
        SearchResult one = search(1, ConcurrentLabelTest::slowly);
        SearchResult many = search(jobs, ConcurrentLabelTest::slowly);
        assertThat(many.trace()).isEqualTo(one.trace());
        for (int q = 0; q < 50; q++) {
            assertThat(many.label(q)).isEqualTo(one.label(q));
        }
    }

    @Test
    void asksAsManyAtATimeAsItMayAndNumbersThem() {
        Map<Long, String> asked = new ConcurrentHashMap<>();
        Set<Integer> jobs = ConcurrentHashMap.newKeySet();
        CyclicBarrier together = new CyclicBarrier(4);
        try (ConcurrentLabel label = new ConcurrentLabel("slow", SPACE, 4, (job, query, architecture) -> {
                    asked.put(query, architecture);
                    jobs.add(job);
                    try {
                        together.await(10, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new AssertionError("four were not asked at a time", e);
                    }
                    return value(architecture);
                });
                CodeSlab codes = SPACE.newSlab(8)) {
            Philox random = new Philox(1);
            for (int i = 0; i < 8; i++) {
                SPACE.sample(random, codes, i);
            }
            double[] values = new double[4];
            for (int batch = 0; batch < 2; batch++) {
                label.evaluate(codes, 4 * batch, 4, values);
                for (int i = 0; i < 4; i++) {
                    String architecture = SPACE.format(codes, 4 * batch + i);
                    assertThat(values[i]).isEqualTo(value(architecture));
                    assertThat(asked).containsEntry(4L * batch + i + 1, architecture);
                }
                assertThat(jobs).containsExactlyInAnyOrder(0, 1, 2, 3);
                jobs.clear();
            }
        }
    }

    /** Every third question is not answered any more: the rest counts, in order, and no trace is left of the third. */
    @ParameterizedTest
    @ValueSource(strings = {"block:6x4", "block:50x4"})
    void whatWasAnsweredBeforeAStopCounts(String name) {
        SearchSpace space = SearchSpaces.byName(name);
        boolean[] stop = {true};
        ConcurrentLabel.Question question = (job, query, architecture) -> {
            if (stop[0] && query % 3 == 0) {
                throw new LabelStoppedException();
            }
            return query;
        };
        try (ConcurrentLabel label = new ConcurrentLabel("slow", space, 2, question);
                LabelOracle oracle = new LabelOracle(space, label, Direction.MAX, 0, 1);
                CodeSlab codes = space.newSlab(10)) {
            Philox random = new Philox(5);
            for (int i = 0; i < 10; i++) {
                space.sample(random, codes, i);
            }
            BitSet answered = new BitSet();
            List.of(0, 1, 3, 4, 6, 7, 9).forEach(answered::set);
            double[] values = new double[10];
            assertThatThrownBy(() -> label.evaluate(codes, 0, 10, values))
                    .isInstanceOfSatisfying(
                            LabelStoppedException.class,
                            e -> assertThat(e.answered()).isEqualTo(answered));

            oracle.evaluate(codes, 0, 8); // queries 11 to 18, of which 12, 15 and 18 are not answered
            assertThat(oracle.queries()).isEqualTo(5);
            int[] rows = {0, 2, 3, 5, 6};
            for (int q = 0; q < rows.length; q++) {
                assertThat(oracle.label(q)).isEqualTo(11 + rows[q]);
                assertThat(oracle.evaluated().sameCode(q, codes, rows[q])).isTrue();
                assertThat(oracle.known(codes, rows[q])).isEqualTo(11 + rows[q]);
            }
            assertThat(oracle.known(codes, 1)).isNaN();
            assertThat(oracle.knows(codes, 1, codes, 1)).isFalse();
            assertThat(oracle.bestLabel()).isEqualTo(17);

            stop[0] = false;
            oracle.evaluate(codes, 0, 10); // the three again, then two new ones
            assertThat(oracle.queries()).isEqualTo(10);
            assertThat(oracle.known(codes, 1)).isEqualTo(19);
            assertThat(oracle.known(codes, 9)).isEqualTo(23);
        }
    }

    @Test
    void aSearchEndsThoughItsListenerDoesNotEndIt() {
        SearchResult result = search(2, (job, query, architecture) -> {
            if (query > 20) {
                throw new LabelStoppedException();
            }
            return value(architecture);
        });
        assertThat(result.queries()).isEqualTo(20);
    }

    @Test
    void aFailureIsThatOfTheFirstRow() {
        assertThatThrownBy(() -> search(3, (job, query, architecture) -> {
                    if (query >= 7) {
                        throw new IllegalStateException("query " + query);
                    }
                    return 0;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("query 7");
    }
}
