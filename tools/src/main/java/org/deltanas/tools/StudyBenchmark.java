package org.deltanas.tools;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A published table that experiments run on.
 *
 * @param space the name of its space
 * @param column the column of accuracies
 * @param file its file below the folder of tables
 */
record StudyBenchmark(String space, String column, String file) {
    /** The benchmarks of the paper's Figure 3, and NAS-Bench-Macro. */
    static final List<StudyBenchmark> ALL = List.of(
            new StudyBenchmark("nasbench101", "test_acc_108", "nasbench101/nasbench101.csv.gz"),
            new StudyBenchmark("nasbench201", "c10_valid_200", "nasbench201/nasbench201.csv.gz"),
            new StudyBenchmark("transnas-micro", "valid_class_scene", "transnasbench101/transnasbench101_micro.csv.gz"),
            new StudyBenchmark(
                    "transnas-micro", "valid_class_object", "transnasbench101/transnasbench101_micro.csv.gz"),
            new StudyBenchmark("transnas-micro", "valid_jigsaw", "transnasbench101/transnasbench101_micro.csv.gz"),
            new StudyBenchmark("nasbench-macro", "test_acc_mean", "nasbenchmacro/nasbenchmacro_cifar10.csv.gz"));

    /** The name on the command line: space/column. */
    String cell() {
        return space + "/" + column;
    }

    /** The name of the file alone. */
    String fileName() {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** The file below a folder of tables. */
    Path in(Path tables) {
        return tables.resolve(file);
    }

    /**
     * The benchmarks of some names, all for none.
     *
     * @throws UsageException if there is none of a name
     */
    static List<StudyBenchmark> named(List<String> cells) {
        for (String cell : cells) {
            if (names().noneMatch(cell::equals)) {
                throw new UsageException(
                        "--cells: there is no '" + cell + "': accepted are " + String.join(", ", names().toList()));
            }
        }
        return ALL.stream()
                .filter(b -> cells.isEmpty() || cells.contains(b.cell()))
                .toList();
    }

    private static Stream<String> names() {
        return ALL.stream().map(StudyBenchmark::cell);
    }
}
