package org.deltanas.datasets;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;

/** Reads JSON as a stream: an object whose members are taken one after the other, each small enough for a tree. */
final class JsonSource {
    /** Python writes infinities and NaN, which JSON has not. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final SourceFile source;
    private long entries;

    private JsonSource(SourceFile source) {
        this.source = source;
    }

    /** What is done with an object's members. */
    interface Members {
        /**
         * Takes one.
         *
         * @param outer the name of the member of the outermost object that it is in; null at the first level
         * @param name its own
         * @param number of the member in the file, from 1
         */
        void member(String outer, String name, JsonNode value, long number);
    }

    /**
     * Reads a whole file.
     *
     * @param levels 1 to take the members of the outermost object, 2 to take those of its members
     * @throws TableReadException if it cannot be read to its end
     * @throws TableFormatException if it is no such JSON
     */
    static void read(SourceFile source, int levels, Members members) {
        new JsonSource(source).read(levels, members);
    }

    private void read(int levels, Members members) {
        try (InputStream bytes = source.open();
                JsonParser json = JSON.createParser(bytes)) {
            expectObject(json, json.nextToken());
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String outer = json.currentName();
                JsonToken value = json.nextToken();
                if (levels == 1) {
                    members.member(null, outer, json.readValueAsTree(), ++entries);
                    continue;
                }
                expectObject(json, value);
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    members.member(outer, name, json.readValueAsTree(), ++entries);
                }
            }
            if (json.nextToken() != null) {
                throw new TableFormatException(source.path(), "something follows the JSON object", null);
            }
        } catch (JsonParseException e) {
            throw new TableFormatException(
                    source.path(), "after entry " + entries + " there is no valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw source.unreadable(e, entries == 0 ? "" : " after entry " + entries);
        }
    }

    private void expectObject(JsonParser json, JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            throw new TableFormatException(
                    source.path(),
                    "after entry " + entries + " there is " + TableException.excerpt(json.getText())
                            + " where an object is expected",
                    null);
        }
    }

    /**
     * A number of an entry; NaN where there is none.
     *
     * @throws TableFormatException if there is something else
     */
    static double number(SourceFile source, JsonNode node, String what, long entry) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return Double.NaN;
        }
        if (!node.isNumber()) {
            throw new TableFormatException(
                    source.path(),
                    "entry " + entry + ": " + what + " is " + TableException.excerpt(node.toString()) + ", no number",
                    null);
        }
        return node.doubleValue();
    }
}
