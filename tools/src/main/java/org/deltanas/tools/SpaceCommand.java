package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.NasLibTuples;
import org.deltanas.space.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Facts of a space and of its architectures. */
@Command(
        name = "space",
        description = "Facts of a search space: its size, an architecture's neighbours and canonical form, distances.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class SpaceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(names = "--space", required = true, paramLabel = "NAME", description = Spaces.NAMES)
    private String spaceName;

    @Option(
            names = "--count",
            description = "Sizes, neighbours and code length; what is done if nothing else is asked for.")
    private boolean count;

    @Option(names = "--enumerate", description = "Count by listing every architecture, where that is feasible.")
    private boolean enumerate;

    @Option(
            names = "--arch",
            paramLabel = "A",
            description =
                    "An architecture, in its benchmark's notation or as NASLib's tuple; two of them for their distance in"
                            + " edits.")
    private List<String> architectures = List.of();

    @Option(names = "--neighbours", description = "With --arch: list all architectures one edit away.")
    private boolean neighbours;

    @Override
    public Integer call() {
        common.validate();
        validate();
        SearchSpace space = Spaces.named(spaceName);
        BackendChoice.of(common.backend, common.cudaPath);
        OutputFolder folder = common.folder();
        ObjectNode json = JsonText.object();
        List<String> text = new ArrayList<>();
        if (architectures.isEmpty()) {
            count(space, json, text);
        } else {
            architectures(space, json, text);
        }
        String printed = common.json ? JsonText.of(json) : String.join("\n", text) + "\n";
        spec.commandLine().getOut().print(printed);
        if (folder != null) {
            folder.write("space.json", JsonText.of(json));
        }
        return ExitCode.DONE;
    }

    private void validate() {
        if (neighbours && architectures.size() != 1) {
            throw new UsageException("--neighbours needs one --arch A, not " + architectures.size());
        }
        if (architectures.size() > 2) {
            throw new UsageException("--arch may be given once or twice, not " + architectures.size() + " times");
        }
        if (!architectures.isEmpty() && (count || enumerate)) {
            throw new UsageException(
                    (count ? "--count" : "--enumerate") + " counts the whole space and takes no --arch");
        }
    }

    private void count(SearchSpace space, ObjectNode json, List<String> text) {
        String raw = space.rawCount().toString();
        String canonical = space.canonicalCount().map(Object::toString).orElse(null);
        String functional = space.functionalCount().map(Object::toString).orElse(null);
        json.put("space", space.name());
        json.put("raw", raw);
        json.put("canonical", canonical);
        json.put("functional", functional);
        json.putObject("neighbours").put("min", space.minNeighbours()).put("max", space.maxNeighbours());
        String valid = space.validCount().toString();
        json.put("valid", valid);
        json.put("bits", space.bits());
        json.put("words", space.words());
        int fewest = space.minNeighbours();
        int most = space.maxNeighbours();
        text.add(space.name());
        add(text, "architectures", grouped(raw));
        if (!valid.equals(raw)) {
            add(text, "valid ones", grouped(valid));
        }
        add(text, "told apart by the benchmark", grouped(canonical));
        add(text, "different functions", grouped(functional));
        add(text, "neighbours of each", fewest == most ? grouped("" + most) : fewest + " to " + most);
        add(text, "code", space.bits() + " bits in " + space.words() + (space.words() == 1 ? " word" : " words"));
        ArrayNode notes = json.putArray("notes");
        List<String> paper = PaperNotes.of(space);
        paper.forEach(notes::add);
        if (enumerate) {
            SpaceCensus census = SpaceCensus.of(space);
            String told = census.canonical() == null ? null : census.canonical().toString();
            json.putObject("enumerated")
                    .put("raw", "" + census.raw())
                    .put("canonical", told)
                    .put("functional", "" + census.functional());
            text.add("counted one by one");
            add(text, "architectures", grouped("" + census.raw()));
            add(text, "told apart by the benchmark", grouped(told));
            add(text, "different functions", grouped("" + census.functional()));
        }
        if (!paper.isEmpty()) {
            text.add("on the paper's counts");
            paper.forEach(note -> text.add("  " + note));
        }
    }

    private static void add(List<String> text, String name, String value) {
        text.add(String.format(Locale.ROOT, "  %-28s %s", name, value));
    }

    private void architectures(SearchSpace space, ObjectNode json, List<String> text) {
        try (CodeSlab codes = space.newSlab(4)) {
            for (int i = 0; i < architectures.size(); i++) {
                read(space, architectures.get(i), codes, i);
                space.canonicalise(codes, i, codes, 2 + i);
            }
            json.put("space", space.name());
            if (architectures.size() == 2) {
                int distance = space.distance(codes, 0, codes, 1);
                boolean same = codes.sameCode(2, codes, 3);
                ArrayNode both = json.putArray("architectures");
                for (int i = 0; i < 2; i++) {
                    both.addObject().put("arch", space.format(codes, i)).put("canonical", space.format(codes, 2 + i));
                }
                json.put("distance", distance);
                json.put("sameFunction", same);
                text.add(distance + (distance == 1 ? " edit" : " edits") + " apart, "
                        + (same ? "the same function" : "different functions"));
                return;
            }
            String canonical = space.format(codes, 2);
            json.put("arch", space.format(codes, 0));
            json.put("canonical", canonical);
            text.add("canonical  " + canonical);
            NasLibTuples.format(space, codes, 0).ifPresent(tuple -> {
                json.put("naslib", tuple);
                text.add("naslib     " + tuple);
            });
            if (space instanceof NasBench101Space cells) {
                json.put("hash", cells.hash(codes, 0));
                text.add("hash       " + cells.hash(codes, 0));
            }
            if (neighbours) {
                ArrayNode list = json.putArray("neighbours");
                List<String> found = neighboursOf(space, codes);
                found.forEach(list::add);
                text.add("neighbours " + found.size());
                found.forEach(neighbour -> text.add("  " + neighbour));
            }
        }
    }

    /** Reads an architecture in the benchmark's notation or NASLib's. */
    private static void read(SearchSpace space, String architecture, CodeSlab codes, int row) {
        if (NasLibTuples.isTuple(architecture)) {
            NasLibTuples.parse(space, architecture, codes, row);
        } else {
            space.parse(architecture, codes, row);
        }
    }

    /** The neighbours of row 0, in the order of their edits; row 1 is scratch. */
    private static List<String> neighboursOf(SearchSpace space, CodeSlab codes) {
        List<String> found = new ArrayList<>();
        for (int edit = 0; edit < space.edits().count(); edit++) {
            if (space.isValidAfter(codes, 0, edit)) {
                codes.copyFrom(codes, 0, 1);
                space.edits().apply(edit, codes, 1);
                found.add(space.format(codes, 1));
            }
        }
        return found;
    }

    private static String grouped(String digits) {
        return digits == null ? "unknown" : digits.replaceAll("(?<=[0-9])(?=([0-9]{3})+$)", ",");
    }
}
