package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.deltanas.proxy.NetworkPlans;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpaces;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Networks of the cases for a peer to be measured on. Needs no GPU. */
@Command(
        name = "plans",
        description = "Prints networks of the benchmark layer by layer as JSON, for peer.py. Needs no GPU.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class GpuPlansCommand implements Callable<Integer> {
    private static final int MOST = 10_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--networks",
            paramLabel = "N",
            defaultValue = "24",
            description = "Networks of each case (default: ${DEFAULT-VALUE}).")
    private Integer networks;

    @Override
    public Integer call() {
        common.validate();
        Check.range("--networks", networks, 1, MOST);
        OutputFolder folder = common.folder();
        ObjectNode json = JsonText.object();
        json.put("resolution", GpuCase.RESOLUTION);
        for (GpuCase of : GpuCase.CASES) {
            ObjectNode entry = json.withArray("cases").addObject();
            entry.put("space", of.space());
            entry.put("batch", of.batch());
            NetworkPlans plans = NetworkPlans.of(SearchSpaces.byName(of.space()));
            try (CodeSlab codes = of.draw(common.seed, networks)) {
                for (int i = 0; i < codes.rows(); i++) {
                    entry.withArray("networks").add(PlanJson.of(plans.plan(codes, i)));
                }
            }
        }
        String text = JsonText.of(json);
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
        if (folder != null) {
            folder.write("plans.json", text);
        }
        return ExitCode.DONE;
    }
}
