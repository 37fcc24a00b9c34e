package org.deltanas.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    /** The benchmarks that zero-cost scores are judged on: all tables, several columns of some. */
    static final List<StudyBenchmark> OF_PROXIES = ofProxies();

    private static List<StudyBenchmark> ofProxies() {
        List<StudyBenchmark> all = new ArrayList<>();
        String cells = "nasbench201/nasbench201.csv.gz";
        for (String column : List.of("c10_valid_200", "c10_test_200", "c100_test_200")) {
            all.add(new StudyBenchmark("nasbench201", column, cells));
        }
        for (String space : List.of("micro", "macro")) {
            for (String task : List.of("class_scene", "class_object", "jigsaw")) {
                String file = "transnasbench101/transnasbench101_" + space + ".csv.gz";
                all.add(new StudyBenchmark("transnas-" + space, "valid_" + task, file));
            }
        }
        all.add(new StudyBenchmark("nasbench101", "test_acc_108", "nasbench101/nasbench101.csv.gz"));
        all.add(new StudyBenchmark("nasbench-macro", "test_acc_mean", "nasbenchmacro/nasbenchmacro_cifar10.csv.gz"));
        all.add(new StudyBenchmark("natsbench-size", "c10_test_90", "natsbench_sss/natsbench_sss.csv.gz"));
        return List.copyOf(all);
    }

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
     * Those of some names, all for none.
     *
     * @throws UsageException if there is none of a name
     */
    static List<StudyBenchmark> named(List<StudyBenchmark> all, List<String> cells) {
        List<String> names = all.stream().map(StudyBenchmark::cell).toList();
        for (String cell : cells) {
            if (!names.contains(cell)) {
                throw new UsageException(
                        "--cells: there is no '" + cell + "': accepted are " + String.join(", ", names));
            }
        }
        return all.stream()
                .filter(b -> cells.isEmpty() || cells.contains(b.cell()))
                .toList();
    }
}
