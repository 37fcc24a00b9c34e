package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
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
        description = "Zen-scores of all cells of NAS-Bench-201: time, networks and operations a second, and what"
                + " is gained because networks share images, stem and weights.",
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
        json.put("backend", choice.name());
        json.put("kernels", simd.toString());
        json.put("seed", common.seed);
        JsonText.putRepeatable(json, common.threadCount(), invocation.repeatable(common.seed));
        return json;
    }

    private String text(ZenBench bench, BackendChoice choice, Simd simd) {
        ZenBench.Sharing sharing = bench.sharing();
        return String.format(
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
    }
}
