package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What {@code tools/gpu/run.sh} did before the benchmark.
 *
 * @param steps in their order
 */
record GpuSteps(List<Step> steps) {
    /** Columns of the file, with tabs between them. */
    private static final int COLUMNS = 7;

    /**
     * One step.
     *
     * @param name such as {@code tests}
     * @param outcome passed, failed or left out
     * @param seconds that it took
     * @param passed checks that passed, where it has any
     * @param failed checks that failed
     * @param leftOut checks that were not made
     * @param note for people
     */
    record Step(
            String name,
            String outcome,
            int seconds,
            OptionalInt passed,
            OptionalInt failed,
            OptionalInt leftOut,
            String note) {}

    GpuSteps {
        steps = List.copyOf(steps);
    }

    /**
     * Reads the file.
     *
     * @throws BadInputException if it is not what the script writes
     */
    static GpuSteps read(Path file) {
        List<Step> steps = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] cells = line.split("\t", -1);
                if (cells.length != COLUMNS) {
                    throw new IllegalArgumentException(
                            "'" + line + "' has " + cells.length + " columns, not " + COLUMNS);
                }
                steps.add(new Step(
                        cells[0],
                        cells[1],
                        Integer.parseInt(cells[2]),
                        count(cells[3]),
                        count(cells[4]),
                        count(cells[5]),
                        cells[6]));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInputException("--steps: " + file + " is not what run.sh writes (" + e.getMessage() + ")", e);
        }
        return new GpuSteps(steps);
    }

    private static OptionalInt count(String cell) {
        return cell.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(cell));
    }

    /** The columns of {@link #rows}. */
    static List<String> heads() {
        return List.of("step", "outcome", "seconds", "passed", "failed", "left out", "note");
    }

    /** A row for each step. */
    List<List<String>> rows() {
        return steps.stream()
                .map(step -> List.of(
                        step.name(),
                        step.outcome(),
                        Integer.toString(step.seconds()),
                        text(step.passed()),
                        text(step.failed()),
                        text(step.leftOut()),
                        step.note()))
                .toList();
    }

    private static String text(OptionalInt count) {
        return count.isPresent() ? Integer.toString(count.getAsInt()) : "";
    }

    /** Puts the steps into a report. */
    void put(ObjectNode json) {
        for (Step step : steps) {
            ObjectNode row = json.withArray("steps").addObject();
            row.put("name", step.name());
            row.put("outcome", step.outcome());
            row.put("seconds", step.seconds());
            step.passed().ifPresent(count -> row.put("passed", count));
            step.failed().ifPresent(count -> row.put("failed", count));
            step.leftOut().ifPresent(count -> row.put("leftOut", count));
            if (!step.note().isEmpty()) {
                row.put("note", step.note());
            }
        }
    }
}
