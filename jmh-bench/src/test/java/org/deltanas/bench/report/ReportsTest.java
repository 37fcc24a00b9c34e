package org.deltanas.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;

class ReportsTest {
    static Stream<Report> reports() {
        return Stream.of("512", "128", "scalar")
                .flatMap(kernel -> Stream.of(
                        new Headline(kernel, true),
                        new Spaces(kernel),
                        new Growth(true),
                        new Convolutions(kernel, true)));
    }

    /** A parameter left open would be run with every value and joined as if it were one. */
    @ParameterizedTest
    @MethodSource("reports")
    void everyJobIsRunOnceAndLeavesNoParameterOpen(Report report) {
        List<Job> jobs = report.jobs();
        assertThat(new HashSet<>(jobs)).hasSameSizeAs(jobs);
        for (Job job : jobs) {
            List<String> parameters = Arrays.stream(job.benchmark().getFields())
                    .filter(field -> field.isAnnotationPresent(Param.class))
                    .map(Field::getName)
                    .toList();
            assertThat(job.parameters().keySet()).as(job.toString()).containsExactlyInAnyOrderElementsOf(parameters);
        }
    }
}
