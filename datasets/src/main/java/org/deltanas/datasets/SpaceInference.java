package org.deltanas.datasets;

import java.nio.file.Path;
import java.util.List;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.InvalidArchitectureException;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;

/** Tells spaces of benchmarks apart by how they write architectures. */
final class SpaceInference {
    private static final List<String> BENCHMARKS = List.of(
            "nasbench101",
            "nasbench201",
            "transnas-micro",
            "transnas-macro",
            "nasbench301",
            "nasbench-macro",
            "natsbench-size");

    private SpaceInference() {}

    /**
     * The one benchmark whose notation an architecture is in.
     *
     * @throws TableSpaceException if there is none, or more than one
     */
    static SearchSpace ofArchitecture(Path file, String architecture) {
        List<SearchSpace> found = BENCHMARKS.stream()
                .map(SearchSpaces::byName)
                .filter(space -> isOf(space, architecture))
                .toList();
        if (found.size() != 1) {
            throw new TableSpaceException(
                    file,
                    "the space has to be named: " + TableException.excerpt(architecture) + " is an architecture of "
                            + (found.isEmpty() ? "none" : "several") + " of " + String.join(", ", BENCHMARKS));
        }
        return found.get(0);
    }

    private static boolean isOf(SearchSpace space, String architecture) {
        try (CodeSlab codes = space.newSlab(1)) {
            space.parse(architecture, codes, 0);
            return true;
        } catch (InvalidArchitectureException e) {
            return false;
        }
    }

    /**
     * The space asked for, or a benchmark's own where none was.
     *
     * @throws TableSpaceException if another was asked for
     */
    static SearchSpace onlyOf(Path file, String format, String name, SearchSpace asked) {
        if (asked != null && !asked.id().equals(name)) {
            throw new TableSpaceException(file, format + " is of the space " + name + ", not of " + asked.id());
        }
        return asked != null ? asked : SearchSpaces.byName(name);
    }
}
