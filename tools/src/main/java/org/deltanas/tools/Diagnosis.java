package org.deltanas.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deltanas.bindings.CudaLibraries;
import org.deltanas.bindings.CudaSearchPath;
import org.deltanas.bindings.GpuStatus;
import org.deltanas.bindings.LibraryLoader;
import org.deltanas.bindings.LibraryStatus;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.cudnn.CudnnBackends;
import org.deltanas.kernels.num.FmaThroughput;

/**
 * What this machine and this JVM offer.
 *
 * @param java version and home of the JVM
 * @param vector its SIMD
 * @param libraries CUDA's libraries
 * @param gpu the devices
 * @param cudnnReasons why the {@code cudnn} backend cannot run; empty if it can
 * @param tables the benchmark tables
 */
record Diagnosis(
        Java java,
        Vector vector,
        List<LibraryStatus> libraries,
        GpuStatus gpu,
        List<String> cudnnReasons,
        Tables tables) {
    /** The folder of benchmark tables, where the option does not name one. */
    static final String TABLES_PROPERTY = "deltanas.benchmarks";

    /** The same as an environment variable, which {@code ./deltanas} can be given. */
    static final String TABLES_VARIABLE = "DELTANAS_BENCHMARKS";

    /** Tables lie in the folder itself or in one for each benchmark. */
    private static final int TABLES_DEPTH = 2;

    /**
     * The JVM.
     *
     * @param version with the build's number
     * @param vendor who made it
     * @param home its folder
     */
    record Java(String version, String vendor, String home) {}

    /**
     * SIMD.
     *
     * @param bits of a vector; 0 where it is off
     * @param reason why it is on or off
     * @param gflops of one thread's fused multiply-adds; NaN where it is off
     * @param scalarGflops the same without SIMD
     */
    record Vector(int bits, String reason, double gflops, double scalarGflops) {
        boolean isEnabled() {
            return bits > 0;
        }
    }

    /**
     * Tables.
     *
     * @param folder where they were looked for; null if no folder is known
     * @param names relative to that folder, in order
     * @param reason why there are none; null if there are some
     */
    record Tables(Path folder, List<String> names, String reason) {
        Tables {
            names = List.copyOf(names);
        }
    }

    Diagnosis {
        libraries = List.copyOf(libraries);
        cudnnReasons = List.copyOf(cudnnReasons);
    }

    /**
     * Looks at the machine; takes a second or more, for the measurements.
     *
     * @param cudaPath where to look for CUDA's libraries besides the usual places; may be null
     * @param benchmarks the folder of tables; null for the one of the system property or the environment variable
     */
    static Diagnosis ofThisMachine(Path cudaPath, Path benchmarks) {
        return of(CudaSearchPath.standard(cudaPath), LibraryLoader.system(), measureVector(), findTables(benchmarks));
    }

    static Diagnosis of(CudaSearchPath path, LibraryLoader loader, Vector vector, Tables tables) {
        Java java = new Java(
                Runtime.version().toString(), System.getProperty("java.vendor"), System.getProperty("java.home"));
        try (CudaLibraries libraries = CudaLibraries.open(path, loader)) {
            return new Diagnosis(
                    java, vector, libraries.statuses(), libraries.gpu(), CudnnBackends.reasons(libraries), tables);
        }
    }

    /** The tables in a folder; null stands for the one of the system property or the environment variable. */
    static Tables findTables(Path given) {
        String property = System.getProperty(TABLES_PROPERTY, System.getenv(TABLES_VARIABLE));
        if (given == null && (property == null || property.isBlank())) {
            return new Tables(null, List.of(), "no folder was named");
        }
        Path folder = given != null ? given : Path.of(property);
        if (!Files.isDirectory(folder)) {
            return new Tables(folder, List.of(), "there is no folder " + folder);
        }
        try (Stream<Path> files = Files.walk(folder, TABLES_DEPTH)) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> name.endsWith(".csv") || name.endsWith(".csv.gz") || name.endsWith(".table"))
                    .sorted()
                    .toList();
            return new Tables(
                    folder, names, names.isEmpty() ? "there is no .csv, .csv.gz or .table file in " + folder : null);
        } catch (IOException e) {
            throw new BadInputException("the folder '" + folder + "' cannot be listed (" + e + ")", e);
        }
    }

    private static Vector measureVector() {
        Simd simd = Simd.best();
        double gflops = simd.isVector() ? FmaThroughput.vectorGflops() : Double.NaN;
        return new Vector(simd.bits(), simd.reason(), gflops, FmaThroughput.scalarGflops());
    }

    /** What to do about whatever is missing, one step each, the most useful first. */
    List<String> fixes() {
        List<String> fixes = new ArrayList<>();
        if (!vector.isEnabled()) {
            fixes.add("SIMD: start with ./deltanas, or with: java --add-modules jdk.incubator.vector -jar"
                    + " tools/target/deltanas.jar");
        }
        cudaFix(fixes);
        driverFix(fixes);
        if (tables.names().isEmpty()) {
            fixes.add("Tables (to search by measured accuracies): put CSV files into a folder and name it with"
                    + " --benchmarks DIR or " + TABLES_VARIABLE + "=DIR");
        }
        return List.copyOf(fixes);
    }

    private void cudaFix(List<String> fixes) {
        List<String> wheels = new ArrayList<>();
        for (LibraryStatus library : libraries) {
            if (!library.found()) {
                wheels.add(
                        switch (library.name()) {
                            case "cudart" -> "nvidia-cuda-runtime";
                            case "cublas" -> "nvidia-cublas";
                            default -> "nvidia-cudnn-cu13";
                        });
            }
        }
        if (!wheels.isEmpty()) {
            fixes.add("CUDA libraries (only for a GPU): python3 -m venv cuda && cuda/bin/pip install "
                    + String.join(" ", wheels) + ", then --cuda-path cuda or " + CudaSearchPath.VARIABLE + "=cuda;"
                    + " where they are installed already, name their folder the same way");
        }
    }

    private void driverFix(List<String> fixes) {
        if (!gpu.devices().isEmpty() || libraries.isEmpty() || !libraries.get(0).found()) {
            return;
        }
        String runtime = libraries.get(0).version();
        if (gpu.driver() == null) {
            fixes.add("GPU: install NVIDIA's driver for CUDA " + runtime
                    + " or newer (nvidia-smi shows whether it works)");
        } else if (gpu.reasons().stream().anyMatch(reason -> reason.contains("InsufficientDriver"))) {
            fixes.add("GPU: update NVIDIA's driver, which runs up to CUDA " + gpu.driver() + ", to one for CUDA "
                    + runtime);
        } else {
            fixes.add("GPU: the driver is there and shows no device: look at nvidia-smi, at CUDA_VISIBLE_DEVICES,"
                    + " and in a container at its --gpus option");
        }
    }
}
