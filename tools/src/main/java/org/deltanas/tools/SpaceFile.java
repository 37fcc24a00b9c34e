package org.deltanas.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.deltanas.space.SpaceDefinition;
import org.deltanas.space.SpaceDefinition.Block;
import org.deltanas.space.SpaceDefinition.Connection;
import org.deltanas.space.SpaceDefinition.Kind;
import org.deltanas.space.SpaceDefinition.Operation;
import org.deltanas.space.SpaceDefinition.Position;

/**
 * Reads the JSON file that defines a space of the user's own. The form is that of {@code space.schema.json} beside this
 * class, with {@code space.example.json} as an example; whatever is wrong is named with its place in the file.
 */
final class SpaceFile {
    private static final long MAX_BYTES = 4 << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;

    private SpaceFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a definition.
     *
     * @throws BadInputException if the file cannot be read or defines no space
     */
    static SpaceDefinition read(Path file) {
        return new SpaceFile(file).read();
    }

    private SpaceDefinition read() {
        JsonNode root;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new BadInputException(
                        "--space '" + file + "' is larger than " + (MAX_BYTES >> 20) + " MiB: no definition of a space",
                        null);
            }
            root = MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    "--space '" + file + "' is no JSON: " + e.getOriginalMessage() + " (line "
                            + e.getLocation().getLineNr() + ")",
                    e);
        } catch (IOException e) {
            throw new BadInputException("--space '" + file + "' cannot be read (" + WholeFile.reason(e) + ")", e);
        }
        fields(root, "the file", "name", "operations", "positions", "$schema", "stem", "classes", "connections");
        Map<String, Operation> operations = operations(root);
        List<Position> positions = positions(root, operations);
        List<Connection> connections = connections(root);
        JsonNode stem = root.path("stem");
        if (!stem.isMissingNode()) {
            fields(stem, "stem", "channels", "stride");
        }
        return at(
                "the file",
                () -> new SpaceDefinition(
                        text(root, "the file", "name"),
                        number(stem, "stem", "channels", 16),
                        number(stem, "stem", "stride", 1),
                        number(root, "the file", "classes", 10),
                        positions,
                        connections));
    }

    private Map<String, Operation> operations(JsonNode root) {
        JsonNode node = root.path("operations");
        if (!node.isObject() || node.isEmpty()) {
            throw wrong("operations", "an object of named blocks is needed");
        }
        Map<String, Operation> operations = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String place = "operations." + entry.getKey();
            JsonNode block = entry.getValue();
            fields(block, place, "block", "kernel", "dilation", "expansion");
            Kind kind = kind(text(block, place, "block"), place);
            int kernel = kind == Kind.IDENTITY || kind == Kind.NONE ? 1 : 3;
            operations.put(
                    entry.getKey(),
                    at(
                            place,
                            () -> new Operation(
                                    entry.getKey(),
                                    new Block(
                                            kind,
                                            number(block, place, "kernel", kernel),
                                            number(block, place, "dilation", 1),
                                            number(block, place, "expansion", 1)))));
        }
        return operations;
    }

    private Kind kind(String name, String place) {
        for (Kind kind : Kind.values()) {
            if (word(kind).equals(name)) {
                return kind;
            }
        }
        String kinds = Arrays.stream(Kind.values()).map(SpaceFile::word).collect(Collectors.joining(", "));
        throw wrong(place + ".block", "'" + name + "' is no kind of block; accepted are " + kinds);
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private List<Position> positions(JsonNode root, Map<String, Operation> operations) {
        JsonNode node = root.path("positions");
        if (!node.isArray() || node.isEmpty()) {
            throw wrong("positions", "an array of positions is needed");
        }
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            JsonNode position = node.get(i);
            String place = "positions[" + i + "]";
            fields(position, place, "channels", "stride", "operations", "repeat");
            List<Operation> chosen = new ArrayList<>();
            JsonNode names = position.path("operations");
            if (names.isMissingNode()) {
                chosen.addAll(operations.values());
            } else if (names.isArray()) {
                for (JsonNode name : names) {
                    Operation operation = operations.get(name.asText());
                    if (!name.isTextual() || operation == null) {
                        throw wrong(
                                place + ".operations",
                                name + " is no operation; there are " + String.join(", ", operations.keySet()));
                    }
                    chosen.add(operation);
                }
            } else {
                throw wrong(place + ".operations", "an array of names is needed");
            }
            int repeat = number(position, place, "repeat", 1);
            if (repeat < 1 || repeat > 4_096) {
                throw wrong(place + ".repeat", "it must be from 1 to 4096, not " + repeat);
            }
            Position made = at(
                    place,
                    () -> new Position(
                            required(position, place, "channels"), number(position, place, "stride", 1), chosen));
            for (int r = 0; r < repeat; r++) {
                positions.add(made);
            }
        }
        return positions;
    }

    private List<Connection> connections(JsonNode root) {
        JsonNode node = root.path("connections");
        if (!node.isMissingNode() && !node.isArray()) {
            throw wrong("connections", "an array of pairs is needed");
        }
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            JsonNode pair = node.get(i);
            if (!pair.isArray()
                    || pair.size() != 2
                    || !pair.get(0).isInt()
                    || !pair.get(1).isInt()) {
                throw wrong("connections[" + i + "]", "a pair [from, to] of whole numbers is needed, not " + pair);
            }
            connections.add(new Connection(pair.get(0).intValue(), pair.get(1).intValue()));
        }
        return connections;
    }

    /** Refuses what is no object and fields that nobody reads. */
    private void fields(JsonNode node, String place, String... known) {
        if (!node.isObject()) {
            throw wrong(place, "an object is needed, not " + excerpt(node));
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!Arrays.asList(known).contains(entry.getKey())) {
                throw wrong(
                        place, "there is no field '" + entry.getKey() + "'; accepted are " + String.join(", ", known));
            }
        }
    }

    private String text(JsonNode node, String place, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw wrong(place, "a text '" + field + "' is needed");
        }
        return value.textValue();
    }

    private int required(JsonNode node, String place, String field) {
        if (!node.has(field)) {
            throw wrong(place, "a number '" + field + "' is needed");
        }
        return number(node, place, field, 0);
    }

    private int number(JsonNode node, String place, String field, int otherwise) {
        JsonNode value = node.path(field);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isInt()) {
            throw wrong(place, "'" + field + "' must be a whole number, not " + excerpt(value));
        }
        return value.intValue();
    }

    private static String excerpt(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }

    private <T> T at(String place, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw wrong(place, e.getMessage());
        }
    }

    private BadInputException wrong(String place, String problem) {
        return new BadInputException("--space '" + file + "' defines no space: " + place + ": " + problem, null);
    }
}
