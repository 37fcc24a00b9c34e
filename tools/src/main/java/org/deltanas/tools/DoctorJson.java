package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.deltanas.bindings.GpuStatus;
import org.deltanas.bindings.LibraryStatus;

/** A diagnosis as {@code doctor --json} prints it; the names are part of the command line's contract. */
final class DoctorJson {
    private DoctorJson() {}

    static ObjectNode of(Diagnosis diagnosis) {
        ObjectNode json = JsonText.object();
        json.put("jdk", diagnosis.java().version());
        json.put("jdkVendor", diagnosis.java().vendor());
        json.put("jdkHome", diagnosis.java().home());
        Diagnosis.Vector simd = diagnosis.vector();
        ObjectNode vector = json.putObject("vector");
        vector.put("enabled", simd.isEnabled());
        vector.put("bits", simd.bits());
        JsonText.putFinite(vector, "gflopsVector", rounded(simd.gflops()));
        JsonText.putFinite(vector, "gflopsScalar", rounded(simd.scalarGflops()));
        vector.put("reason", simd.reason());
        ArrayNode libraries = json.putArray("native");
        for (LibraryStatus status : diagnosis.libraries()) {
            ObjectNode library = libraries.addObject();
            library.put("name", status.name());
            library.put("found", status.found());
            library.put("version", status.version());
            library.put("path", status.path());
            library.put("reason", status.found() ? null : String.join("; ", status.reasons()));
        }
        gpu(json.putObject("gpu"), diagnosis.gpu());
        ObjectNode cudnn = json.putObject("cudnnBackend");
        cudnn.put("available", diagnosis.cudnnReasons().isEmpty());
        strings(cudnn.putArray("reasons"), diagnosis.cudnnReasons());
        Diagnosis.Tables tables = diagnosis.tables();
        json.put(
                "tablesFolder", tables.folder() == null ? null : tables.folder().toString());
        strings(json.putArray("tables"), tables.names());
        strings(json.putArray("fixes"), diagnosis.fixes());
        return json;
    }

    private static void gpu(ObjectNode json, GpuStatus gpu) {
        json.put("available", !gpu.devices().isEmpty());
        ArrayNode devices = json.putArray("devices");
        for (GpuStatus.Device found : gpu.devices()) {
            ObjectNode device = devices.addObject();
            device.put("name", found.name());
            device.put("memoryBytes", found.memoryBytes());
        }
        json.put("driver", gpu.driver());
        json.put("reason", gpu.reasons().isEmpty() ? null : String.join("; ", gpu.reasons()));
    }

    private static void strings(ArrayNode array, List<String> strings) {
        strings.forEach(array::add);
    }

    /** A measurement that varies by several per cent needs no more digits. */
    private static double rounded(double value) {
        return Double.isFinite(value) ? Math.rint(value * 10) / 10 : value;
    }
}
