package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deltanas.bindings.CudaDouble;
import org.deltanas.bindings.CudaSearchPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on this machine, whatever it has, and the diagnosis on a double of CUDA's libraries. */
class DoctorCommandTest {
    private static final Diagnosis.Tables NO_TABLES = new Diagnosis.Tables(null, List.of(), "no folder was named");

    private static final Diagnosis.Vector WIDE = new Diagnosis.Vector(256, "the processor's own width", 101.26, 12.3);

    @TempDir
    private Path folder;

    @Test
    void jsonHasTheNamesOfTheContract() {
        JsonNode json = CommandLineRun.of("doctor", "--json", "--benchmarks", folder.toString())
                .succeeds()
                .json();
        assertThat(json.fieldNames()).toIterable().contains("jdk", "vector", "native", "gpu", "tables", "fixes");
        assertThat(json.get("jdk").textValue())
                .startsWith(Integer.toString(Runtime.version().feature()));
        JsonNode vector = json.get("vector");
        assertThat(vector.get("enabled").isBoolean()).isTrue();
        assertThat(vector.get("bits").intValue()).isIn(128, 256, 512);
        assertThat(vector.get("gflopsVector").doubleValue()).isPositive();
        assertThat(vector.get("gflopsScalar").doubleValue()).isPositive();
        assertThat(json.get("native"))
                .extracting(library -> library.get("name").textValue())
                .containsExactly("cudart", "cublas", "cudnn");
        assertThat(json.get("native")).allSatisfy(library -> {
            boolean found = library.get("found").booleanValue();
            assertThat(library.get("version").isNull()).isEqualTo(!found);
            assertThat(library.get("reason").isNull()).isEqualTo(found);
        });
        assertThat(json.get("tables")).isEmpty();
        assertThat(json.get("fixes")).last().asString().contains("--benchmarks DIR");
    }

    @Test
    void namesTheTablesOfAFolder() throws IOException {
        Files.createDirectory(folder.resolve("nb201"));
        for (String name : List.of("nb201/b.csv.gz", "nb201/a.csv", "readme.md", "c.csv")) {
            Files.createFile(folder.resolve(name));
        }
        CommandLineRun run = CommandLineRun.of("doctor", "--benchmarks", folder.toString());
        assertThat(run.succeeds().out())
                .contains("3 in " + folder)
                .contains("c.csv", "nb201/a.csv", "nb201/b.csv.gz")
                .doesNotContain("readme");
        assertThat(CommandLineRun.of(
                                "doctor", "--benchmarks", folder.resolve("gone").toString())
                        .succeeds()
                        .out())
                .contains("none: there is no folder " + folder.resolve("gone"));
    }

    @Test
    void writesItsJsonToAFolder() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "doctor", "--json", "--out", folder.resolve("out").toString());
        assertThat(folder.resolve("out/doctor.json")).hasContent(run.succeeds().out());
    }

    @Test
    void aBackendThatCannotRunIsReportedAndThenRefused() {
        CommandLineRun run = CommandLineRun.of("doctor", "--backend", "cudnn", "--cuda-path", folder.resolve("x") + "");
        assertThat(run.code()).isEqualTo(ExitCode.MISSING_DEVICE);
        assertThat(run.out()).contains("SIMD");
        assertThat(run.err()).contains("--backend cudnn: ", "'deltanas doctor' shows all that was tried");
    }

    @Test
    void onAMachineThatHasAllThereIsNothingToFix() throws IOException {
        try (CudaDouble cuda = new CudaDouble().installAll(folder)) {
            Diagnosis diagnosis = diagnosis(cuda);
            assertThat(diagnosis.fixes()).singleElement().asString().startsWith("Tables");
            assertThat(DoctorText.of(diagnosis))
                    .contains("cudnn      9.24.0 in " + folder.resolve("libcudnn.so.9"))
                    .contains("1 with a driver for CUDA up to 13.0", "Double GPU 0, 80 GiB")
                    .contains("Backends   vector, reference, cudnn")
                    .doesNotContain("not cudnn");
            assertThat(DoctorJson.of(diagnosis)
                            .get("vector")
                            .get("gflopsVector")
                            .doubleValue())
                    .isEqualTo(101.3);
            JsonNode gpu = DoctorJson.of(diagnosis).get("gpu");
            assertThat(gpu.get("devices").get(0).get("memoryBytes").longValue()).isEqualTo(80L << 30);
            assertThat(gpu.get("reason").isNull()).isTrue();
            assertThat(cuda.failures()).isEmpty();
        }
    }

    @Test
    void withoutSimdTheFlagIsTheFirstFix() {
        Diagnosis.Vector off = new Diagnosis.Vector(0, "the module is not there", Double.NaN, 12.34);
        try (CudaDouble cuda = new CudaDouble()) {
            Diagnosis diagnosis = Diagnosis.of(CudaSearchPath.systemOnly(), cuda, off, NO_TABLES);
            assertThat(diagnosis.fixes()).first().asString().startsWith("SIMD: start with ./deltanas, or with: java ");
            assertThat(DoctorText.of(diagnosis))
                    .contains("off, scalar code 12.3 GFLOP/s a thread: the module is not there")
                    .contains("Backends   vector (on scalar code), reference");
            JsonNode vector = DoctorJson.of(diagnosis).get("vector");
            assertThat(vector.get("enabled").booleanValue()).isFalse();
            assertThat(vector.get("gflopsVector").isNull()).isTrue();
        }
    }

    @Test
    void aMissingLibraryIsFixedByItsWheel() throws IOException {
        try (CudaDouble cuda = new CudaDouble().installAll(folder).without("cudnnGetVersion")) {
            assertThat(diagnosis(cuda).fixes())
                    .first()
                    .asString()
                    .contains("pip install nvidia-cudnn-cu13,")
                    .doesNotContain("cublas");
        }
    }

    @Test
    void theDriverIsTheFixThatItsStateAsksFor() throws IOException {
        try (CudaDouble cuda = new CudaDouble().installAll(folder)) {
            cuda.failing("cudaGetDeviceCount", 35).versions(13000, 0);
            assertThat(diagnosis(cuda).fixes())
                    .first()
                    .asString()
                    .startsWith("GPU: install NVIDIA's driver for CUDA 13.0");
            cuda.versions(13000, 12040);
            assertThat(diagnosis(cuda).fixes())
                    .first()
                    .asString()
                    .contains("update NVIDIA's driver, which runs up to CUDA 12.4, to one for CUDA 13.0");
            cuda.failing("cudaGetDeviceCount", 100).versions(13000, 13000);
            assertThat(diagnosis(cuda).fixes()).first().asString().contains("shows no device");
        }
    }

    private static Diagnosis diagnosis(CudaDouble cuda) {
        return Diagnosis.of(CudaSearchPath.systemOnly(), cuda, WIDE, NO_TABLES);
    }
}
