package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.NetworkProfile.Work;
import org.deltanas.proxy.ZenOptions;
import org.deltanas.space.NasBench201Space;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@link ZenBench}, printed. */
@Command(
        name = "zen",
        description =
                "Zen-scores of all cells of NAS-Bench-201: time, networks and operations a second, what"
                        + " is gained because networks share images, stem and weights, and where the time of the heaviest cell goes.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class ZenBenchCommand implements Callable<Integer> {
    private static final int CELLS = new NasBench201Space().cells();

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(names = "--cells", paramLabel = "N", description = "Score N random cells (default: all there are).")
    private Integer cells;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "16",
            description = "Images in a batch (default: ${DEFAULT-VALUE}).")
    private Integer batch;

    @Option(
            names = "--resolution",
            paramLabel = "N",
            defaultValue = "32",
            description = "Height and width of an image (default: ${DEFAULT-VALUE}).")
    private Integer resolution;

    ZenBenchCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        common.validate();
        Check.range("--cells", cells, 1, CELLS);
        Check.range("--batch", batch, 1, 4_096);
        Check.range("--resolution", resolution, 4, 1_024);
        BackendChoice choice = BackendChoice.of(common.backend, common.cudaPath);
        OutputFolder folder = common.folder();
        Simd simd = Simd.best();
        ZenOptions base = ZenOptions.defaults();
        ZenOptions options = new ZenOptions(base.mode(), batch, resolution, base.repeats(), base.gamma(), common.seed);
        ZenBench bench;
        try (Workers workers = new Workers(common.threadCount())) {
            bench = ZenBench.run(
                    cells == null ? CELLS : cells,
                    options,
                    () -> choice.open(simd),
                    workers,
                    invocation.terminal() ? spec.commandLine().getErr() : null);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--batch " + batch + " --resolution " + resolution + ": " + e.getMessage(), e);
        }
        String json = JsonText.of(json(bench, choice, simd));
        spec.commandLine().getOut().print(common.json ? json : text(bench, choice, simd));
        if (folder != null) {
            folder.write("bench-zen.json", json);
        }
        return ExitCode.DONE;
    }

    private ObjectNode json(ZenBench bench, BackendChoice choice, Simd simd) {
        ObjectNode json = JsonText.object();
        json.put("space", "nasbench201");
        json.put("cells", bench.cells());
        json.put("dead", bench.dead());
        json.put("functions", bench.functions());
        json.put("batch", batch);
        json.put("resolution", resolution);
        json.put("seconds", bench.seconds());
        json.put("networksPerSecond", bench.cells() / bench.seconds());
        json.put("gflops", bench.flops() / bench.seconds() * 1e-9);
        json.put("peakBytes", bench.peakBytes());
        ObjectNode sharing = json.putObject("sharing");
        sharing.put("cells", bench.sharing().cells());
        sharing.put("imagesAndStem", bench.sharing().gainOfImages());
        sharing.put("weights", bench.sharing().gainOfWeights());
        if (bench.gap() != null) {
            json.set("heaviest", json(bench.gap()));
        }
        json.put("backend", choice.name());
        json.put("kernels", simd.toString());
        json.put("seed", common.seed);
        JsonText.putRepeatable(json, common.threadCount(), invocation.repeatable(common.seed));
        return json;
    }

    private static ObjectNode json(ZenGap gap) {
        ObjectNode json = JsonText.object();
        json.put("arch", ZenGap.HEAVIEST);
        json.put("seconds", gap.networkSeconds());
        json.put("peakGflops", gap.peakFlops() * 1e-9);
        json.put("copyGigabytesPerSecond", gap.copyBytes() * 1e-9);
        ObjectNode parts = json.putObject("parts");
        gap.seconds().forEach((work, seconds) -> {
            ObjectNode part = parts.putObject(name(work));
            part.put("seconds", seconds);
            part.put("bytes", gap.kept().part(work).bytes());
            part.put("secondsOfCopying", gap.secondsOfCopying(work));
        });
        parts.putObject("rest").put("seconds", gap.kept().rest());
        ObjectNode convolutions = (ObjectNode) parts.get(name(Work.CONVOLUTIONS));
        convolutions.put("flops", gap.convolutions().flops());
        convolutions.put("multipliedFlops", gap.convolutions().multiplied());
        convolutions.put("shareOfPeak", gap.shareOfPeak());
        convolutions.put("secondsAtPeak", gap.secondsAtPeak());
        ObjectNode once = json.putObject("drawnOnce");
        for (Work work : List.of(Work.IMAGES, Work.WEIGHTS)) {
            once.put(name(work), gap.drawn().part(work).seconds());
        }
        return json;
    }

    private static String name(Work work) {
        return switch (work) {
            case PLANNING -> "planning";
            case IMAGES -> "images";
            case WEIGHTS -> "weights";
            case CONVOLUTIONS -> "convolutions";
            case STATISTICS -> "statistics";
            case SUMS_AND_POOLS -> "sumsAndPools";
            case DISTANCE -> "distance";
        };
    }

    private static String text(ZenGap gap) {
        StringBuilder text = new StringBuilder();
        double all = gap.networkSeconds();
        text.append(String.format(
                Locale.ROOT,
                "heaviest cell %.2f ms on one thread, which multiplies and adds %.0f GFLOP/s at most and copies %.1f GB/s%n",
                all * 1e3,
                gap.peakFlops() * 1e-9,
                gap.copyBytes() * 1e-9));
        gap.seconds()
                .forEach((work, seconds) -> text.append(String.format(
                        Locale.ROOT,
                        "  %-12s%8.3f ms  %5.1f %%  %s%n",
                        name(work),
                        seconds * 1e3,
                        100 * seconds / all,
                        note(gap, work))));
        text.append(String.format(
                Locale.ROOT,
                "  %-12s%8.3f ms  %5.1f %%%n",
                "rest",
                gap.kept().rest() * 1e3,
                100 * gap.kept().rest() / all));
        return text.toString();
    }

    private static String note(ZenGap gap, Work work) {
        String copying = String.format(
                Locale.ROOT,
                "%.0f MB, %.2f ms from memory",
                gap.kept().part(work).bytes() * 1e-6,
                gap.secondsOfCopying(work) * 1e3);
        return switch (work) {
            case PLANNING -> "architecture to plan to steps";
            case IMAGES, WEIGHTS ->
                String.format(
                        Locale.ROOT,
                        "kept; %.2f ms to draw them",
                        gap.drawn().part(work).seconds() * 1e3);
            case CONVOLUTIONS ->
                String.format(
                        Locale.ROOT,
                        "%.2f GFLOP, of which %.2f are done at %.2f of the peak, which would take %.2f ms; %s",
                        gap.convolutions().flops() * 1e-9,
                        gap.convolutions().multiplied() * 1e-9,
                        gap.shareOfPeak(),
                        gap.secondsAtPeak() * 1e3,
                        copying);
            case STATISTICS, SUMS_AND_POOLS, DISTANCE -> copying;
        };
    }

    private String text(ZenBench bench, BackendChoice choice, Simd simd) {
        ZenBench.Sharing sharing = bench.sharing();
        String figures = String.format(
                Locale.ROOT,
                """
                %,d cells of NAS-Bench-201, %,d of them dead, batch %d, resolution %d
                backend       %s, %s, %d %s
                time          %.1f s
                networks      %,.1f a second
                operations    %.1f GFLOP/s by the convolutions' definition
                memory        %,.1f MiB at most for images, values and weights
                shared        images and stem: %.3f times as fast; weights: %.3f times (%d cells, one thread)
                not shared    scores of the %,d different functions: a class's members have weights of their own
                """,
                bench.cells(),
                bench.dead(),
                batch,
                resolution,
                choice.name(),
                simd,
                common.threadCount(),
                common.threadCount() == 1 ? "thread" : "threads",
                bench.seconds(),
                bench.cells() / bench.seconds(),
                bench.flops() / bench.seconds() * 1e-9,
                bench.peakBytes() / (double) (1 << 20),
                sharing.gainOfImages(),
                sharing.gainOfWeights(),
                sharing.cells(),
                bench.functions());
        return bench.gap() == null ? figures : figures + text(bench.gap());
    }
}
