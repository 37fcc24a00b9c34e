package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.proxy.ParameterCount;
import org.deltanas.search.DeltaNas;
import org.deltanas.search.DeltaNasOptions;
import org.deltanas.search.Direction;
import org.deltanas.search.LabelOracle;
import org.deltanas.search.SearchListener;
import org.deltanas.search.SearchResult;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Fixed searches whose every decision goes into one number, the same on every machine, kernel and number of threads.
 * Their label is a parameter count, a whole number, so that no rounding of a score can tip a decision.
 */
@Command(
        name = "bench",
        description = "Fixed searches: predicted neighbours a second, and a signature of every decision.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class BenchCommand implements Callable<Integer> {
    private static final List<String> SPACES = List.of("block:20x4", "nasbench201");

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
        BackendChoice.of(common.backend);
        Simd simd = kernels.simd();
        OutputFolder folder = common.out == null ? null : OutputFolder.prepare(common.out);
        Signature signature = new Signature();
        long queries = 0;
        long labels = 0;
        double seconds = 0;
        try (Workers workers = new Workers(common.threadCount())) {
            for (String name : SPACES) {
                SearchResult result = search(SearchSpaces.byName(name), simd, workers, signature);
                queries += result.neighbourQueries();
                labels += result.queries();
                seconds += result.walkSeconds();
            }
        }
        String number = signature.toString();
        double rate = seconds > 0 ? queries / seconds : 0;
        ObjectNode json = JsonText.object();
        json.put("signature", number);
        json.put("queries", queries);
        json.put("queriesPerSecond", rate);
        json.put("kernel", simd.isVector() ? "vector" : "scalar");
        json.put("vectorBits", simd.bits());
        json.put("labels", labels);
        json.put("seed", common.seed);
        json.put("threads", common.threadCount());
        json.put("host", Host.describe());
        String text = String.format(
                Locale.ROOT,
                "%,d neighbour queries, %,d a second on %s, %d %s%nBench: %s%n",
                queries,
                Math.round(rate),
                simd,
                common.threadCount(),
                common.threadCount() == 1 ? "thread" : "threads",
                number);
        spec.commandLine().getOut().print(common.json ? JsonText.of(json) : text);
        if (folder != null) {
            folder.write("bench.json", JsonText.of(json));
        }
        return ExitCode.DONE;
    }

    private SearchResult search(SearchSpace space, Simd simd, Workers workers, Signature signature) {
        try (RecordedLabel label = new RecordedLabel(new ParameterCount(space), signature);
                LabelOracle oracle = new LabelOracle(space, label, Direction.MAX, 0, common.seed)) {
            SearchResult result =
                    DeltaNas.run(oracle, DeltaNasOptions.rounds(common.seed), null, simd, workers, SearchListener.NONE);
            signature.add(result);
            return result;
        }
    }
}
