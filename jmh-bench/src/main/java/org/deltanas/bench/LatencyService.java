package org.deltanas.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.NeighbourAdvisor;
import org.deltanas.predict.NeighbourSession;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.predict.PredictorFile;
import org.deltanas.predict.PredictorTrainer;
import org.deltanas.predict.TrainingOptions;
import org.deltanas.predict.TrainingSet;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long does a service wait for the best neighbours of an architecture, when requests come at a fixed rate?
 *
 * <p>Request {@code i} is due at {@code start + i / rate}, and its latency counts from then, whether or not the service was
 * free: a slow answer is charged to all that wait behind it (no coordinated omission). Beside the service runs a loop that
 * does nothing at the same rate, by turns in the same run: what it shows is the machine's doing. Both run in one thread that
 * spins, so leave it a core of its own. {@code -Xlog:gc} shows what the collector does.
 *
 * <pre>java --add-modules jdk.incubator.vector -cp jmh-bench/target/benchmarks.jar org.deltanas.bench.LatencyService</pre>
 */
@Command(name = "LatencyService", mixinStandardHelpOptions = true, description = "Latencies at a fixed rate.")
public final class LatencyService implements Callable<Integer> {
    /** The service and the empty loop take turns, so that what else happens on the machine meets both. */
    private static final int TURNS = 10;

    private static final int LABELS = 64;
    private static final long LONGEST_NANOS = 10_000_000_000L;
    private static final double[] PERCENTILES = {50, 99, 99.9, 99.99, 100};
    /** A power of two. */
    private static final int ARCHITECTURES = 4_096;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Option(names = "--space", defaultValue = "nasbench201", description = "Default: ${DEFAULT-VALUE}.")
    private String spaceName;

    @Option(names = "--rate", defaultValue = "20000", description = "Requests a second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--requests", defaultValue = "5000000", description = "Of each loop. Default: ${DEFAULT-VALUE}.")
    private int requests;

    @Option(names = "--best", defaultValue = "1", description = "Neighbours to find. Default: ${DEFAULT-VALUE}.")
    private int most;

    @Option(names = "--predictor", description = "A predictor's file. By default one is trained on random labels.")
    private Path predictorFile;

    @Option(
            names = "--design",
            defaultValue = "potential/best/64-64",
            description = "What is trained: KIND/ENCODING/LAYERS. Default: ${DEFAULT-VALUE}.")
    private String design;

    @Option(names = "--members", defaultValue = "4", description = "Networks trained. Default: ${DEFAULT-VALUE}.")
    private int members;

    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds. Default: ${DEFAULT-VALUE}.")
    private double warmUpSeconds;

    @Option(names = "--json", description = "A file for the results.")
    private Path json;

    private long checksum;

    /** Answers one request. */
    private interface Service {
        void answer(int request);
    }

    /** Runs it. */
    public static void main(String... arguments) {
        System.exit(new CommandLine(new LatencyService()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        SearchSpace space = SearchSpaces.byName(spaceName);
        Simd simd = Simd.best();
        MlpEngine engine = MlpEngine.of(simd);
        Predictor predictor = predictorFile == null ? train(space, engine) : read(space);
        try (NeighbourAdvisor advisor = NeighbourAdvisor.of(space, predictor, null, engine);
                NeighbourSession session = advisor.session();
                CodeSlab codes = space.newSlab(ARCHITECTURES);
                CodeSlab answer = space.newSlab(1)) {
            Philox random = new Philox(1);
            for (int i = 0; i < ARCHITECTURES; i++) {
                space.sample(random, codes, i);
            }
            Service service = request -> {
                if (session.find(codes, request & (ARCHITECTURES - 1), most) > 0) {
                    session.write(0, answer, 0);
                    checksum = checksum * 31 + session.edit(0);
                }
            };
            report(measure(service), space, predictor, simd);
        }
        return 0;
    }

    private Map<String, Object> measure(Service service) {
        Service nothing = request -> {};
        Histogram latencies = new Histogram(LONGEST_NANOS, 3);
        Histogram empty = new Histogram(LONGEST_NANOS, 3);
        long deadline = System.nanoTime() + (long) (warmUpSeconds * 1e9);
        for (int i = 0; System.nanoTime() < deadline; i++) {
            service.answer(i);
        }
        // The loop itself, in turns as short as they may be and with both services, before anything counts.
        for (int turn = 0; turn < TURNS; turn++) {
            serve(nothing, 0, (int) Math.ceil(rate / TURNS), empty);
            serve(service, 0, (int) Math.ceil(rate / TURNS), latencies);
        }
        latencies.reset();
        empty.reset();
        checksum = 0;
        System.gc(); // what training left behind is not to be collected while it counts
        long collections = collections();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        for (int turn = 0; turn < TURNS; turn++) {
            int from = (int) ((long) requests * turn / TURNS);
            int to = (int) ((long) requests * (turn + 1) / TURNS);
            serve(nothing, from, to, empty);
            serve(service, from, to, latencies);
        }
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        Map<String, Object> measured = new LinkedHashMap<>();
        measured.put("serviceNanos", percentiles(latencies));
        measured.put("emptyNanos", percentiles(empty));
        measured.put("collections", collections() - collections);
        measured.put("allocatedBytes", bytes);
        measured.put("checksum", checksum);
        return measured;
    }

    /** Answers the requests {@code [from, to)} on their schedule. */
    private void serve(Service service, int from, int to, Histogram latencies) {
        double nanosBetween = 1e9 / rate;
        long start = System.nanoTime();
        for (int i = from; i < to; i++) {
            long due = start + (long) ((i - from) * nanosBetween);
            while (System.nanoTime() < due) {
                Thread.onSpinWait();
            }
            service.answer(i);
            latencies.recordValue(Math.min(System.nanoTime() - due, LONGEST_NANOS));
        }
    }

    private static long collections() {
        long count = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            count += Math.max(0, collector.getCollectionCount());
        }
        return count;
    }

    /** Each of the percentiles by its name, ascending. */
    static Map<String, Long> percentiles(Histogram histogram) {
        Map<String, Long> percentiles = new LinkedHashMap<>();
        for (double p : PERCENTILES) {
            String name = p == 100 ? "max" : "p" + (p == Math.rint(p) ? String.valueOf((int) p) : String.valueOf(p));
            percentiles.put(name, histogram.getValueAtPercentile(p));
        }
        return percentiles;
    }

    private void report(Map<String, Object> measured, SearchSpace space, Predictor predictor, Simd simd)
            throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("space", space.name());
        result.put("neighbours", space.maxNeighbours());
        result.put("predictor", predictor.members() + " x " + predictor.kind() + " " + predictor.shape());
        result.put("kernel", simd.toString());
        result.put("best", most);
        result.put("rate", rate);
        result.put("requests", requests);
        result.put("jdk", System.getProperty("java.vm.version"));
        result.putAll(measured);
        System.out.printf(
                Locale.ROOT,
                "%s, up to %d neighbours, %s, %s%n%,d requests, %,.0f a second; microseconds%n%10s %10s %10s%n",
                space.name(),
                space.maxNeighbours(),
                result.get("predictor"),
                simd,
                requests,
                rate,
                "",
                "service",
                "empty");
        Map<?, ?> service = (Map<?, ?>) measured.get("serviceNanos");
        Map<?, ?> empty = (Map<?, ?>) measured.get("emptyNanos");
        service.forEach((name, nanos) -> System.out.printf(
                Locale.ROOT, "%10s %10.2f %10.2f%n", name, (Long) nanos / 1e3, (Long) empty.get(name) / 1e3));
        System.out.printf(
                Locale.ROOT, "%d collections, %d bytes allocated%n", (Long) measured.get("collections"), (Long)
                        measured.get("allocatedBytes"));
        if (json != null) {
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), result);
        }
    }

    private Predictor read(SearchSpace space) throws IOException {
        try (InputStream in = Files.newInputStream(predictorFile)) {
            return PredictorFile.read(in, space).predictor();
        }
    }

    private Predictor train(SearchSpace space, MlpEngine engine) {
        PredictorDesign wanted = Populations.design(design).withMembers(members);
        TrainingSet data = new TrainingSet(wanted.features(space));
        Philox random = new Philox(2);
        TrainingOptions options = TrainingOptions.inSearch();
        try (Workers workers = new Workers(1);
                CodeSlab code = space.newSlab(1)) {
            for (int i = 0; i < LABELS; i++) {
                space.sample(random, code, 0);
                data.add(code, 0, random.nextDouble());
            }
            return PredictorTrainer.train(wanted, data, options, 1, engine, workers);
        }
    }
}
