package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.deltanas.bindings.DeviceLimits;
import org.deltanas.bindings.GpuStatus;
import org.deltanas.kernels.cudnn.EngineCounts;

/**
 * What was measured on a GPU.
 *
 * @param device which one
 * @param limits what it can do at most
 * @param measurements case by case, those with TF32 last
 * @param failures what ended a case, with its name; empty if nothing did
 * @param peers what PyTorch did; null if it was not there
 * @param steps what was done before; null if the benchmark was started by itself
 * @param peakBytes the most memory held on the device
 * @param threads of the host
 * @param command to repeat it
 */
record GpuReport(
        GpuStatus.Device device,
        DeviceLimits limits,
        List<GpuMeasurement> measurements,
        List<String> failures,
        GpuPeers peers,
        GpuSteps steps,
        long peakBytes,
        int threads,
        String command) {
    private static final double AIM_SECONDS = 30;
    private static final double AIM_TIMES = 10;

    GpuReport {
        measurements = List.copyOf(measurements);
        failures = List.copyOf(failures);
    }

    /**
     * What was hoped for on an H100.
     *
     * @param what for people, with its value
     * @param value seconds, or how many times
     * @param met whether it is that good
     */
    record Aim(String what, double value, boolean met) {}

    /** The aims, of the first case. */
    List<Aim> aims() {
        List<Aim> aims = new ArrayList<>();
        if (!measurements.isEmpty() && measurements.get(0).of().isWhole()) {
            GpuMeasurement first = measurements.get(0);
            double seconds = first.drawn() / first.networksPerSecond();
            aims.add(new Aim(
                    String.format(
                            Locale.ROOT,
                            "all %s networks of %s in less than %.0f s: %.1f s%s",
                            SearchText.count(first.drawn()),
                            first.name(),
                            AIM_SECONDS,
                            seconds,
                            first.networks() < first.drawn()
                                    ? " at the rate of the first " + SearchText.count(first.networks())
                                    : ""),
                    seconds,
                    seconds < AIM_SECONDS));
            peer(first).ifPresent(peer -> {
                double times = first.networksPerSecond() / peer.eager();
                aims.add(new Aim(
                        String.format(
                                Locale.ROOT, "%.0f times PyTorch as it comes or more: %.1f times", AIM_TIMES, times),
                        times,
                        times >= AIM_TIMES));
            });
        }
        return aims;
    }

    /** What to remember: the first case against a person's patience and against PyTorch, and whether all went well. */
    String verdict() {
        return (measurements.isEmpty() ? "Nothing was measured." : speed(measurements.get(0))) + health();
    }

    private String speed(GpuMeasurement first) {
        String text = String.format(
                Locale.ROOT,
                "%s networks of %s in %.1f s: %s a second",
                SearchText.count(first.networks()),
                first.name(),
                first.seconds(),
                SearchText.number(first.networksPerSecond()));
        return text
                + peer(first)
                        .map(peer -> String.format(
                                Locale.ROOT,
                                ", %.1f times PyTorch %s as it comes.",
                                first.networksPerSecond() / peer.eager(),
                                peers.version()))
                        .orElse("; PyTorch was not measured.");
    }

    private String health() {
        List<String> bad = new ArrayList<>();
        if (steps != null) {
            steps.steps().stream()
                    .filter(step -> step.outcome().equals("failed"))
                    .forEach(step -> bad.add(step.name()));
        }
        failures.forEach(bad::add);
        return bad.isEmpty() ? "" : " FAILED: " + String.join("; ", bad) + ".";
    }

    private Optional<GpuPeers.Time> peer(GpuMeasurement m) {
        return peers == null ? Optional.empty() : peers.of(m);
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
                "graphs again",
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
            GpuPeers.Time peer = peer(m).orElse(null);
            rows.add(List.of(
                    m.name(),
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
                    String.format(Locale.ROOT, "%.3f", m.replays().replaysPerNetwork()),
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
        aims().forEach(aim -> text.append(aim.met() ? "  met: " : "  not met: ")
                .append(aim.what())
                .append('\n'));
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
        json.put("peakTf32Gflops", limits.tf32FlopsPerSecond() * 1e-9);
        json.put("verdict", verdict());
        if (steps != null) {
            steps.put(json);
        }
        for (Aim aim : aims()) {
            ObjectNode row = json.withArray("aims").addObject();
            row.put("aim", aim.what());
            row.put("value", aim.value());
            row.put("met", aim.met());
        }
        ArrayNode failed = json.putArray("failures");
        failures.forEach(failed::add);
        ArrayNode cases = json.putArray("cases");
        for (GpuMeasurement m : measurements) {
            EngineCounts counts = m.counts();
            ObjectNode row = cases.addObject();
            row.put("space", m.of().space());
            row.put("batch", m.of().batch());
            row.put("tf32", m.tf32());
            row.put("drawn", m.drawn());
            row.put("networks", m.networks());
            row.put("seconds", m.seconds());
            row.put("networksPerSecond", m.networksPerSecond());
            row.put("replayedNetworksPerSecond", 1 / m.replayedSeconds());
            row.put("gflops", m.gflops());
            row.put("floorSeconds", m.floorSeconds(limits));
            row.put("boundByMemory", m.isBoundByMemory(limits));
            row.put("shareOfFloor", m.share(limits));
            row.put("launchesPerNetwork", counts.launchesPerNetwork());
            row.put("graphReplaysPerNetwork", counts.replaysPerNetwork());
            row.put("launchesPerReplayedNetwork", m.replays().launchesPerNetwork());
            row.put("graphReplaysPerReplayedNetwork", m.replays().replaysPerNetwork());
            row.put("uploadedBytes", counts.device().uploadedBytes());
            row.put("downloads", counts.device().downloads());
            row.put("downloadedBytes", counts.device().downloadedBytes());
            row.put("batches", counts.batches());
            row.put("halvings", counts.halvings());
            row.put("plannedBytes", counts.plannedBytes());
            peer(m).ifPresent(peer -> {
                row.put("torchEagerPerSecond", peer.eager());
                JsonText.putFinite(row, "torchGraphsPerSecond", peer.graphs());
                row.put("timesTorchEager", m.networksPerSecond() / peer.eager());
            });
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
