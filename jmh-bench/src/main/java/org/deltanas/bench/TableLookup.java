package org.deltanas.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.datasets.TableImport;
import org.deltanas.datasets.TableImportOptions;
import org.deltanas.datasets.TableLabel;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * How long does it take to look an architecture up in an imported table, drawn uniformly from the valid codes so that
 * nearly none is its own representative? NAS-Bench-101 is looked up by isomorphism class. Needs the published tables:
 * {@code -jvmArgsAppend -Ddeltanas.benchmarks=DIR}. With {@code -prof gc} the bytes a look-up allocates.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class TableLookup {
    /** A power of two. */
    private static final int ARCHITECTURES = 1 << 16;

    @Param({
        "nasbench101/nasbench101.csv.gz:test_acc_108",
        "nasbench201/nasbench201.csv.gz:c10_valid_200",
        "nasbench301/nasbench301_zen_nwot.csv.gz:zen"
    })
    public String table;

    private final double[] value = new double[1];
    private Path file;
    private BenchmarkTable opened;
    private TableLabel label;
    private CodeSlab codes;
    private int next;

    /** Imports the table and draws architectures. */
    @Setup
    public void prepare() throws IOException {
        String folder = System.getProperty("deltanas.benchmarks");
        if (folder == null) {
            throw new IllegalStateException("name the tables: -jvmArgsAppend -Ddeltanas.benchmarks=DIR");
        }
        String[] parts = table.split(":", -1);
        file = Files.createTempFile("deltanas", ".table");
        TableImport.run(Path.of(folder).resolve(parts[0]), file, TableImportOptions.standard());
        opened = BenchmarkTable.read(file);
        label = new TableLabel(opened, parts[1]);
        SearchSpace space = opened.space();
        codes = space.newSlab(ARCHITECTURES);
        Philox random = new Philox(1);
        for (int i = 0; i < ARCHITECTURES; i++) {
            space.sample(random, codes, i);
        }
    }

    /** Frees everything. */
    @TearDown
    public void close() throws IOException {
        codes.close();
        label.close();
        opened.close();
        Files.delete(file);
    }

    /** The value of one architecture. */
    @Benchmark
    public double lookUp() {
        label.evaluate(codes, next, 1, value);
        next = (next + 1) & (ARCHITECTURES - 1);
        return value[0];
    }
}
