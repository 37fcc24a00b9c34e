package org.deltanas.tools;

import java.util.List;
import java.util.Locale;
import org.deltanas.bindings.GpuStatus;
import org.deltanas.bindings.LibraryStatus;

/** A diagnosis for people. */
final class DoctorText {
    private static final String INDENT = " ".repeat(11);

    private final StringBuilder text = new StringBuilder();

    private DoctorText() {}

    static String of(Diagnosis diagnosis) {
        DoctorText text = new DoctorText();
        text.write(diagnosis);
        return text.text.toString();
    }

    private void write(Diagnosis diagnosis) {
        Diagnosis.Java java = diagnosis.java();
        line("Java", java.version() + " (" + java.vendor() + ") in " + java.home());
        Diagnosis.Vector vector = diagnosis.vector();
        String scalar = String.format(Locale.ROOT, "%.1f GFLOP/s", vector.scalarGflops());
        line(
                "SIMD",
                vector.isEnabled()
                        ? String.format(
                                Locale.ROOT,
                                "on, %d bits: %.0f GFLOP/s a thread, scalar code %s",
                                vector.bits(),
                                vector.gflops(),
                                scalar)
                        : "off, scalar code " + scalar + " a thread: " + vector.reason());
        for (LibraryStatus library : diagnosis.libraries()) {
            if (library.found()) {
                line(library.name(), library.version() + (library.path() == null ? "" : " in " + library.path()));
            } else {
                line(library.name(), "not found");
                library.reasons().forEach(reason -> continued("- " + reason));
            }
        }
        gpu(diagnosis.gpu());
        List<String> cudnn = diagnosis.cudnnReasons();
        line(
                "Backends",
                (vector.isEnabled() ? "vector, " : "vector (on scalar code), ")
                        + "reference"
                        + (cudnn.isEmpty() ? ", cudnn" : ""));
        if (!cudnn.isEmpty()) {
            // The libraries' and the device's own reasons stand above.
            continued("not cudnn: it needs all of CUDA's libraries above, and a GPU");
        }
        tables(diagnosis.tables());
        fixes(diagnosis.fixes());
    }

    private void gpu(GpuStatus gpu) {
        String driver = gpu.driver() == null ? "no driver" : "driver for CUDA up to " + gpu.driver();
        if (gpu.devices().isEmpty()) {
            line("GPU", "none, " + driver);
            gpu.reasons().forEach(reason -> continued("- " + reason));
            return;
        }
        line("GPU", gpu.devices().size() + " with a " + driver);
        for (GpuStatus.Device device : gpu.devices()) {
            continued(String.format(Locale.ROOT, "%s, %.0f GiB", device.name(), device.memoryBytes() / 0x1p30));
        }
    }

    private void tables(Diagnosis.Tables tables) {
        if (tables.names().isEmpty()) {
            line("Tables", "none: " + tables.reason());
            return;
        }
        line("Tables", tables.names().size() + " in " + tables.folder());
        tables.names().forEach(this::continued);
    }

    private void fixes(List<String> fixes) {
        if (fixes.isEmpty()) {
            line("To fix", "nothing");
            return;
        }
        line("To fix", "");
        for (int i = 0; i < fixes.size(); i++) {
            text.append(String.format(Locale.ROOT, "  %d. %s%n", i + 1, fixes.get(i)));
        }
    }

    private void line(String name, String value) {
        text.append(String.format(Locale.ROOT, "%-" + INDENT.length() + "s%s", name, value)
                .stripTrailing());
        text.append(System.lineSeparator());
    }

    private void continued(String value) {
        text.append(INDENT).append(value).append(System.lineSeparator());
    }
}
