package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.datasets.ColumnInfo;
import org.deltanas.datasets.Split;
import org.deltanas.datasets.TableColumn;
import org.deltanas.datasets.TableVerification;
import org.deltanas.proxy.Direction;

/** A table as JSON. */
final class TableJson {
    private TableJson() {}

    /** What {@code table info} says. */
    static ObjectNode of(BenchmarkTable table) {
        ObjectNode json = JsonText.object();
        json.put("table", String.valueOf(table.file().getFileName()));
        json.put("imported", table.isImported());
        json.put("space", table.space().name());
        json.put("rows", table.rows());
        json.put("row", table.isByClass() ? "class" : "architecture");
        json.put("bytes", table.bytes());
        ObjectNode source = json.putObject("source");
        source.put("file", table.source().file());
        source.put("format", table.source().format());
        source.put(
                "sha256",
                table.source().sha256().isEmpty() ? null : table.source().sha256());
        ArrayNode columns = json.putArray("columns");
        for (TableColumn column : table.numericColumns()) {
            add(columns.addObject(), column);
        }
        ArrayNode text = json.putArray("textColumns");
        table.textColumns().forEach(text::add);
        return json;
    }

    private static void add(ObjectNode json, TableColumn column) {
        ColumnInfo info = column.info();
        json.put("name", info.name());
        json.put("quantity", info.quantity());
        json.put("run", info.run() == 0 ? null : (Integer) info.run());
        json.put("unit", info.unit().isEmpty() ? null : info.unit());
        json.put("direction", word(info.direction()));
        json.put(
                "split", info.split() == Split.NONE ? null : info.split().name().toLowerCase(Locale.ROOT));
        json.put("epochs", info.epochs() == 0 ? null : (Integer) info.epochs());
        json.put("runs", info.runs() == 0 ? null : (Integer) info.runs());
        json.put("missing", column.rows() - column.present());
        JsonText.putFinite(json, "min", column.best(Direction.MIN));
        JsonText.putFinite(json, "max", column.best(Direction.MAX));
    }

    private static String word(Direction direction) {
        return direction == null ? null : LabelOptions.name(direction);
    }

    /** What {@code table verify} says. */
    static ObjectNode of(BenchmarkTable table, TableVerification verification) {
        ObjectNode json = JsonText.object();
        json.put("table", String.valueOf(table.file().getFileName()));
        json.put("space", table.space().name());
        json.put("passed", verification.passed());
        ArrayNode checks = json.putArray("checks");
        for (TableVerification.Check check : verification.checks()) {
            checks.addObject()
                    .put("check", check.name())
                    .put("outcome", check.outcome().name().toLowerCase(Locale.ROOT))
                    .put("detail", check.detail());
        }
        return json;
    }
}
