package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@link FixedSearches}, timed. */
@Command(
        name = "bench",
        description = "Fixed searches: predicted neighbours a second, and one signature of every decision.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private KernelOptions kernels;

    @Override
    public Integer call() {
        common.validate();
        kernels.validate();
        BackendChoice.of(common.backend, common.cudaPath);
        Simd simd = kernels.simd();
        OutputFolder folder = common.folder();
        FixedSearches searches;
        try (Workers workers = new Workers(common.threadCount())) {
            searches = FixedSearches.run(common.seed, simd, workers);
        }
        String json = JsonText.of(json(searches, simd));
        spec.commandLine().getOut().print(common.json ? json : text(searches, simd));
        if (folder != null) {
            folder.write("bench.json", json);
        }
        return ExitCode.DONE;
    }

    private ObjectNode json(FixedSearches searches, Simd simd) {
        ObjectNode json = JsonText.object();
        json.put("signature", searches.signature());
        json.put("queries", searches.neighbourQueries());
        json.put("queriesPerSecond", searches.neighbourQueries() / searches.walkSeconds());
        json.put("kernel", simd.isVector() ? "vector" : "scalar");
        json.put("vectorBits", simd.bits());
        json.put("labels", searches.labels());
        json.put("seed", common.seed);
        json.put("threads", common.threadCount());
        json.put("host", Host.describe());
        return json;
    }

    private String text(FixedSearches searches, Simd simd) {
        return String.format(
                Locale.ROOT,
                "%,d neighbour queries, %,.0f a second on %s, %d %s\nBench: %s\n",
                searches.neighbourQueries(),
                searches.neighbourQueries() / searches.walkSeconds(),
                simd,
                common.threadCount(),
                common.threadCount() == 1 ? "thread" : "threads",
                searches.signature());
    }
}
