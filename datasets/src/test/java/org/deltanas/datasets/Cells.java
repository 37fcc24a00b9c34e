package org.deltanas.datasets;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Cells of NAS-Bench-101 as strings, handled without the space's own code. */
final class Cells {
    private Cells() {}

    /** The same graph with its interior vertices in another order in which edges still lead forwards. */
    static String renumbered(String cell, Random random) {
        String bits = cell.substring(0, cell.indexOf(':'));
        String operations = cell.substring(cell.indexOf(':') + 1);
        int vertices = operations.length() + 2;
        boolean[][] edge = new boolean[vertices][vertices];
        int next = 0;
        for (int v = 0; v < vertices; v++) {
            for (int w = v + 1; w < vertices; w++) {
                edge[v][w] = bits.charAt(next++) == '1';
            }
        }
        List<Integer> order = new ArrayList<>(List.of(0));
        List<Integer> rest = new ArrayList<>();
        for (int v = 1; v + 1 < vertices; v++) {
            rest.add(v);
        }
        while (!rest.isEmpty()) {
            Collections.shuffle(rest, random);
            for (Integer v : rest) {
                if (rest.stream().noneMatch(w -> edge[w][v])) {
                    order.add(v);
                    rest.remove(/* element */ v);
                    break;
                }
            }
        }
        order.add(vertices - 1);
        StringBuilder text = new StringBuilder();
        for (int v = 0; v < vertices; v++) {
            for (int w = v + 1; w < vertices; w++) {
                text.append(edge[order.get(v)][order.get(w)] ? '1' : '0');
            }
        }
        text.append(':');
        for (int v = 1; v + 1 < vertices; v++) {
            text.append(operations.charAt(order.get(v) - 1));
        }
        return text.toString();
    }
}
