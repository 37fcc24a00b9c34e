package org.deltanas.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** Reads the published tables that tests compare with; a test that needs a missing one is skipped. */
public final class PublishedTables {
    private PublishedTables() {}

    /** The named columns of every row. */
    public static List<String[]> read(String file, String... columns) {
        Path path = Path.of(System.getProperty("deltanas.benchmarks", "missing"), file);
        Assumptions.assumeTrue(Files.exists(path), () -> "the published table " + path + " is not there");
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
            List<String> header = List.of(in.readLine().split(",", -1));
            int[] indices = new int[columns.length];
            for (int i = 0; i < columns.length; i++) {
                indices[i] = header.indexOf(columns[i]);
                if (indices[i] < 0) {
                    throw new IllegalStateException(path + " has no column " + columns[i]);
                }
            }
            List<String[]> rows = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] cells = line.split(",", -1);
                String[] row = new String[columns.length];
                for (int i = 0; i < columns.length; i++) {
                    row[i] = cells[indices[i]];
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
