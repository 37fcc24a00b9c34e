package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deltanas.bindings.DeviceLimits;
import org.deltanas.bindings.GpuStatus;
import org.deltanas.kernels.cudnn.EngineCounts;

/**
 * What was measured on a GPU.
 *
 * @param device which one
 * @param limits what it can do at most
 * @param tf32 whether convolutions were allowed to round
 * @param measurements case by case
 * @param peers what PyTorch did; null if it was not there
 * @param peakBytes the most memory held on the device
 * @param threads of the host
 * @param command to repeat it
 */
record GpuReport(
        GpuStatus.Device device,
        DeviceLimits limits,
        boolean tf32,
        List<GpuMeasurement> measurements,
        GpuPeers peers,
        long peakBytes,
        int threads,
        String command) {
    GpuReport {
        measurements = List.copyOf(measurements);
    }

    /** What to remember: the first case against a person's patience and against PyTorch. */
    String verdict() {
        GpuMeasurement first = measurements.get(0);
        String text = String.format(
                Locale.ROOT,
                "%s networks of %s in %.1f s: %s a second",
                SearchText.count(first.networks()),
                first.of().name(),
                first.seconds(),
                SearchText.number(first.networksPerSecond()));
        GpuPeers.Time peer = peers == null ? null : peers.of(first.of()).orElse(null);
        return peer == null
                ? text + "; PyTorch was not measured."
                : text
                        + String.format(
                                Locale.ROOT,
                                ", %.1f times PyTorch %s as it comes.",
                                first.networksPerSecond() / peer.eager(),
                                peers.version());
    }

    /** The columns of {@link #rows}. */
    List<String> heads() {
        return List.of(
                "networks",
                "scored",
                "seconds",
                "networks/s",
                "again, by graphs",
                "GFLOP/s",
                "floor",
                "of floor",
                "launches",
                "KB up",
                "bytes down",
                "PyTorch/s",
                "its graphs/s",
                "times PyTorch");
    }

    /** A row for each case. */
    List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (GpuMeasurement m : measurements) {
            EngineCounts counts = m.counts();
            double networks = m.networks();
            GpuPeers.Time peer = peers == null ? null : peers.of(m.of()).orElse(null);
            rows.add(List.of(
                    m.of().name(),
                    SearchText.count(m.networks()),
                    String.format(Locale.ROOT, "%.2f", m.seconds()),
                    String.format(Locale.ROOT, "%,.0f", m.networksPerSecond()),
                    String.format(Locale.ROOT, "%,.0f", 1 / m.replayedSeconds()),
                    String.format(Locale.ROOT, "%,.0f", m.gflops()),
                    String.format(
                            Locale.ROOT,
                            "%.2f s, %s",
                            m.floorSeconds(limits),
                            m.isBoundByMemory(limits) ? "memory" : "arithmetic"),
                    String.format(Locale.ROOT, "%.0f %%", 100 * m.share(limits)),
                    String.format(Locale.ROOT, "%.1f", counts.launchesPerNetwork()),
                    String.format(Locale.ROOT, "%.1f", counts.device().uploadedBytes() / networks / 1e3),
                    String.format(Locale.ROOT, "%.0f", counts.device().downloadedBytes() / networks),
                    peer == null ? "" : String.format(Locale.ROOT, "%,.0f", peer.eager()),
                    peer == null || Double.isNaN(peer.graphs())
                            ? ""
                            : String.format(Locale.ROOT, "%,.0f", peer.graphs()),
                    peer == null ? "" : String.format(Locale.ROOT, "%.1f", m.networksPerSecond() / peer.eager())));
        }
        return rows;
    }

    /** For people, in a terminal. */
    String text() {
        StringBuilder text = new StringBuilder(verdict()).append('\n');
        for (List<String> row : rows()) {
            text.append('\n');
            for (int i = 0; i < row.size(); i++) {
                if (!row.get(i).isEmpty()) {
                    text.append(String.format(Locale.ROOT, "  %-18s %s\n", heads().get(i), row.get(i)));
                }
            }
        }
        return text.toString();
    }

    /** For programs. */
    ObjectNode json() {
        ObjectNode json = JsonText.object();
        json.put("device", device.name());
        json.put("memoryBytes", device.memoryBytes());
        json.put("peakGflops", limits.flopsPerSecond() * 1e-9);
        json.put("peakBytesPerSecond", limits.bytesPerSecond());
        json.put("tf32", tf32);
        json.put("verdict", verdict());
        for (GpuMeasurement m : measurements) {
            EngineCounts counts = m.counts();
            ObjectNode row = json.withArray("cases").addObject();
            row.put("space", m.of().space());
            row.put("batch", m.of().batch());
            row.put("networks", m.networks());
            row.put("seconds", m.seconds());
            row.put("networksPerSecond", m.networksPerSecond());
            row.put("replayedNetworksPerSecond", 1 / m.replayedSeconds());
            row.put("gflops", m.gflops());
            row.put("floorSeconds", m.floorSeconds(limits));
            row.put("boundByMemory", m.isBoundByMemory(limits));
            row.put("shareOfFloor", m.share(limits));
            row.put("launchesPerNetwork", counts.launchesPerNetwork());
            row.put("graphReplays", counts.device().graphReplays());
            row.put("uploadedBytes", counts.device().uploadedBytes());
            row.put("downloads", counts.device().downloads());
            row.put("downloadedBytes", counts.device().downloadedBytes());
            row.put("batches", counts.batches());
            row.put("halvings", counts.halvings());
            row.put("plannedBytes", counts.plannedBytes());
            if (peers != null) {
                peers.of(m.of()).ifPresent(peer -> {
                    row.put("torchEagerPerSecond", peer.eager());
                    JsonText.putFinite(row, "torchGraphsPerSecond", peer.graphs());
                    row.put("timesTorchEager", m.networksPerSecond() / peer.eager());
                });
            }
        }
        ObjectNode run = json.putObject("run");
        run.put("peakBytes", peakBytes);
        if (peers != null) {
            run.put("torch", peers.version());
        }
        JsonText.putRepeatable(run, threads, command);
        return json;
    }
}
