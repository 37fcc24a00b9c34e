package org.deltanas.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.space.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Zero-cost scores of given or random architectures. */
@Command(
        name = "score",
        description = "Computes zero-cost scores of architectures, as CSV or JSON.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class ScoreCommand implements Callable<Integer> {
    private static final String SOURCES = "--arch A, --arch-file FILE or --random N";
    private static final int MOST_RANDOM = 1_000_000;

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ScoreOptions options;

    @Option(names = "--space", required = true, paramLabel = "NAME", description = Spaces.NAMES)
    private String spaceName;

    @Option(names = "--arch", paramLabel = "A", description = "An architecture; may be given many times.")
    private List<String> strings = List.of();

    @Option(
            names = "--arch-file",
            paramLabel = "FILE",
            description = "A text file with an architecture a line; blank lines and lines from # are skipped.")
    private Path file;

    @Option(
            names = "--random",
            paramLabel = "N",
            description = "Draw N architectures at random by --seed; one may come twice.")
    private Integer random;

    @Option(
            names = "--proxy",
            paramLabel = "LIST",
            defaultValue = "zen",
            completionCandidates = Proxy.Descriptions.class,
            description = "What to compute, separated by commas: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private String proxyNames;

    @Option(names = "--no-dedup", description = "Compute every architecture, even if two are the same network.")
    private boolean noDedup;

    ScoreCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        common.validate();
        List<Proxy> proxies = Proxy.parse("--proxy", proxyNames);
        boolean run = proxies.stream().anyMatch(Proxy::runsNetworks);
        options.validate(new GivenOptions(spec.commandLine().getParseResult()), proxies, "--proxy", proxyNames);
        validateSource();
        SearchSpace space = Spaces.named(spaceName);
        BackendChoice backend = BackendChoice.of(common.backend, common.cudaPath);
        OutputFolder folder = common.folder();
        Simd simd = Simd.best();
        try (Architectures architectures = architectures(space);
                Workers workers = new Workers(common.threadCount());
                ConvBackend networks = run ? backend.open(simd) : null) {
            Scores scores = Scores.compute(
                    space,
                    architectures,
                    proxies,
                    proxy -> options.open("--proxy", proxy, space, common.seed, networks, workers),
                    !noDedup,
                    workers,
                    invocation.terminal() ? spec.commandLine().getErr() : null);
            ScoreJson.Run facts = new ScoreJson.Run(
                    run ? backend.reason() : "no network had to run",
                    backend.name(),
                    simd.toString(),
                    run ? networks.peakBytes() : 0,
                    workers.threads(),
                    invocation.repeatable(common.seed));
            write(space, scores, facts, folder);
        }
        return ExitCode.DONE;
    }

    private void validateSource() {
        List<String> given = new ArrayList<>();
        if (!strings.isEmpty()) {
            given.add("--arch");
        }
        if (file != null) {
            given.add("--arch-file");
        }
        if (random != null) {
            given.add("--random");
        }
        if (given.isEmpty()) {
            throw new UsageException("what to score has to be given: " + SOURCES);
        }
        if (given.size() > 1) {
            throw new UsageException("only one of " + SOURCES + " may be given, not " + String.join(" and ", given));
        }
        Check.range("--random", random, 1, MOST_RANDOM);
    }

    private Architectures architectures(SearchSpace space) {
        if (file != null) {
            return Architectures.read(space, file);
        }
        return random != null ? Architectures.random(space, random, common.seed) : Architectures.of(space, strings);
    }

    private void write(SearchSpace space, Scores scores, ScoreJson.Run run, OutputFolder folder) {
        boolean zen = scores.proxies().contains(Proxy.ZEN);
        boolean both = folder != null;
        String json = common.json || both
                ? JsonText.of(ScoreJson.of(scores, zen ? options.options(space, common.seed) : null, common.seed, run))
                : null;
        String csv = !common.json || both ? ScoreCsv.of(scores) : null;
        PrintWriter out = spec.commandLine().getOut();
        out.print(common.json ? json : csv);
        out.flush();
        if (both) {
            folder.write("scores.json", json);
            folder.write("scores.csv", csv);
        }
    }
}
