package org.deltanas.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code tools/gpu/peer.py} measured of PyTorch on the same card: the same networks, layer by layer, one after the
 * other.
 *
 * @param version of PyTorch
 * @param device as PyTorch calls it
 * @param times of each case
 */
record GpuPeers(String version, String device, List<Time> times) {
    /**
     * One case.
     *
     * @param space the search space
     * @param batch images
     * @param tf32 whether convolutions were allowed to round
     * @param networks how many were measured
     * @param eager networks a second as they come
     * @param graphs networks a second with a CUDA graph of each, which is not captured within the time; NaN if that failed
     */
    record Time(String space, int batch, boolean tf32, int networks, double eager, double graphs) {}

    GpuPeers {
        times = List.copyOf(times);
    }

    /**
     * Reads the file.
     *
     * @throws BadInputException if it is not what the script writes
     */
    static GpuPeers read(Path file) {
        try {
            JsonNode root = new JsonMapper().readTree(file.toFile());
            List<Time> times = new ArrayList<>();
            for (JsonNode time : root.required("cases")) {
                times.add(new Time(
                        time.required("space").asText(),
                        time.required("batch").asInt(),
                        time.required("tf32").asBoolean(),
                        time.required("networks").asInt(),
                        time.required("eager").asDouble(),
                        time.required("graphs").asDouble(Double.NaN)));
            }
            return new GpuPeers(
                    root.required("torch").asText(), root.required("device").asText(), times);
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInputException(
                    "--peer: " + file + " is not what peer.py writes ("
                            + e.getMessage().lines().findFirst().orElse("") + ")",
                    e);
        }
    }

    /** What was measured of the same case in the same precision. */
    Optional<Time> of(GpuMeasurement m) {
        return times.stream()
                .filter(time -> time.space().equals(m.of().space())
                        && time.batch() == m.of().batch()
                        && time.tf32() == m.tf32())
                .findFirst();
    }
}
