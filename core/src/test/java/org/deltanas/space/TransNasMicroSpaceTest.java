package org.deltanas.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deltanas.testing.PublishedTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransNasMicroSpaceTest {
    private final TransNasMicroSpace space = new TransNasMicroSpace();

    @Test
    void has4096CellsOf18NeighboursAnd169DeadOnes() {
        assertThat(space.rawCount().intValueExact()).isEqualTo(4_096);
        assertThat(space.maxNeighbours()).isEqualTo(18);
        int dead = 0;
        Set<String> classes = new HashSet<>();
        try (CodeSlab codes = space.newSlab(2)) {
            for (int index = 0; index < 4_096; index++) {
                space.setIndex(index, codes, 0);
                assertThat(space.index(codes, 0)).isEqualTo(index);
                dead += space.isConnected(codes, 0) ? 0 : 1;
                space.canonicalise(codes, 0, codes, 1);
                assertThat(space.isConnected(codes, 1)).isEqualTo(space.isConnected(codes, 0));
                classes.add(space.format(codes, 1));
            }
        }
        assertThat(dead).isEqualTo(169);
        assertThat(classes).hasSize(space.functionalCount().orElseThrow().intValueExact());
    }

    /** The same with expressions as text. */
    @Test
    void classesAreExpressions() {
        Set<String> expressions = new HashSet<>();
        Set<String> pairs = new HashSet<>();
        try (CodeSlab codes = space.newSlab(2)) {
            for (int index = 0; index < 4_096; index++) {
                space.setIndex(index, codes, 0);
                List<List<String>> nodes =
                        List.of(new ArrayList<>(List.of("x")), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
                for (int e = 0; e < 6; e++) {
                    List<String> source = nodes.get(FourNodeCellSpace.source(e));
                    List<String> target = nodes.get(FourNodeCellSpace.target(e));
                    int option = space.option(codes, 0, e);
                    if (option == 1 && FourNodeCellSpace.source(e) > 0) {
                        target.addAll(source);
                    } else if (option > 0 && !source.isEmpty()) {
                        target.add(option + source.stream().sorted().toList().toString());
                    }
                }
                String expression = nodes.get(3).stream().sorted().toList().toString();
                space.canonicalise(codes, 0, codes, 1);
                expressions.add(expression);
                pairs.add(expression + space.format(codes, 1));
            }
        }
        assertThat(expressions).hasSize(1_229);
        assertThat(pairs).hasSize(1_229);
    }

    /** The benchmark's own Zen-scores mark the dead with -1e8. */
    @Test
    void theDeadAreThoseThatTheTableMarks() {
        List<String[]> rows =
                PublishedTables.read("transnasbench101/transnasbench101_micro.csv.gz", "arch", "zen_class_scene");
        assertThat(rows).hasSize(4_096);
        try (CodeSlab codes = space.newSlab(1)) {
            for (String[] row : rows) {
                space.parse(row[0], codes, 0);
                assertThat(space.format(codes, 0)).isEqualTo(row[0]);
                boolean marked = row[1].isEmpty() || Double.parseDouble(row[1]) < -1e7;
                assertThat(space.isConnected(codes, 0)).as(row[0]).isEqualTo(!marked);
            }
        }
    }

    @Test
    void aSkipFromTheInputIsNoIdentity() {
        try (CodeSlab codes = space.newSlab(4)) {
            // input -3x3-> 1 -skip-> output, against input -skip-> 1 -3x3-> output.
            space.parse("64-41414-3_00_010", codes, 0);
            space.parse("64-41414-1_00_030", codes, 1);
            space.canonicalise(codes, 0, codes, 2);
            space.canonicalise(codes, 1, codes, 3);
            assertThat(codes.sameCode(2, codes, 3)).isFalse();
            // A skip between inner nodes is one: 3x3 directly to the output.
            space.parse("64-41414-0_00_300", codes, 1);
            space.canonicalise(codes, 1, codes, 3);
            assertThat(codes.sameCode(2, codes, 3)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "64-41414-1_02_33", "64-41414-1_02_334", "64-4141-1_02_333", "1_02_333", "64-41414-1-02-333"
            })
    void otherStringsAreRefused(String architecture) {
        try (CodeSlab codes = space.newSlab(1)) {
            assertThatThrownBy(() -> space.parse(architecture, codes, 0))
                    .isInstanceOf(InvalidArchitectureException.class)
                    .hasMessageContaining("'" + architecture + "'")
                    .hasMessageContaining("64-41414-a_bc_def");
        }
    }
}
