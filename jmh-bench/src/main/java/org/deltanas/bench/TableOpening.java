package org.deltanas.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.datasets.TableImport;
import org.deltanas.datasets.TableImportOptions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take to open the imported table of NAS-Bench-101, checksums included, for the first time in a JVM?
 * Needs the published tables: {@code -jvmArgsAppend -Ddeltanas.benchmarks=DIR}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(value = 10, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class TableOpening {
    private Path file;

    /** Imports the table unless an earlier JVM did, so that this one is cold. */
    @Setup
    public void prepare() throws IOException {
        file = Path.of(System.getProperty("java.io.tmpdir"), "deltanas-opening.table");
        if (!Files.exists(file)) {
            String folder = System.getProperty("deltanas.benchmarks");
            if (folder == null) {
                throw new IllegalStateException("name the tables: -jvmArgsAppend -Ddeltanas.benchmarks=DIR");
            }
            TableImport.run(Path.of(folder, "nasbench101", "nasbench101.csv.gz"), file, TableImportOptions.standard());
        }
    }

    /** Opens and closes. */
    @Benchmark
    public int open() {
        try (BenchmarkTable table = BenchmarkTable.read(file)) {
            return table.rows();
        }
    }

    /** Leaves the file to the next JVM. */
    @TearDown
    public void close() {
        file = null;
    }
}
