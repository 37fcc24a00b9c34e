package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.space.DefinedSpace;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.deltanas.space.SpaceDefinition;
import org.deltanas.tools.page.BlockChain;
import org.deltanas.tools.page.CellGraph;
import org.deltanas.tools.page.Diagram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagramsTest {
    /** Edges as {@code from-to:label}, in order. */
    private static List<String> edges(Diagram diagram) {
        return ((CellGraph) diagram)
                .edges().stream()
                        .map(e -> e.from() + "-" + e.to() + (e.label().isEmpty() ? "" : ":" + e.label()))
                        .toList();
    }

    /** Blocks as text, {@code /2} where they reduce, in parentheses where they are idle, {@code |} between stages. */
    private static String blocks(Diagram diagram) {
        return String.join(
                " | ",
                ((BlockChain) diagram)
                        .stages().stream()
                                .map(stage -> String.join(
                                        " ",
                                        stage.stream()
                                                .map(b -> (b.idle() ? "(" + b.label() + ")" : b.label())
                                                        + (b.reduces() ? "/2" : ""))
                                                .toList()))
                                .toList());
    }

    private static List<Diagram> of(String space, String architecture) {
        return Diagrams.of(SearchSpaces.byName(space), architecture);
    }

    @Test
    void aCellOfNasBench201() {
        List<Diagram> diagrams =
                of("nasbench201", "|avg_pool_3x3~0|+|none~0|skip_connect~1|+|nor_conv_1x1~0|none~1|nor_conv_3x3~2|");
        assertThat(diagrams).hasSize(1);
        assertThat(edges(diagrams.getFirst()))
                .containsExactly("0-1:avg_pool_3x3", "1-2:skip_connect", "0-3:nor_conv_1x1", "2-3:nor_conv_3x3");
        assertThat(((CellGraph) diagrams.getFirst()).vertices()).containsExactly("input", "node 1", "node 2", "output");
    }

    @Test
    void aCellOfTransNasBench101() {
        assertThat(edges(of("transnas-micro", "64-41414-1_02_333").getFirst()))
                .containsExactly(
                        "0-1:skip_connect",
                        "1-2:nor_conv_1x1",
                        "0-3:nor_conv_3x3",
                        "1-3:nor_conv_3x3",
                        "2-3:nor_conv_3x3");
    }

    /** Vertex 2 is dead in the second: it leads nowhere. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1:; input,output; 0-1",
                "110011:3p; input,conv3x3-bn-relu,maxpool3x3,output; 0-1,0-2,1-3,2-3",
                "110010:3p; input,conv3x3-bn-relu,output; 0-1,1-2",
            })
    void aCellOfNasBench101(String architecture, String vertices, String edges) {
        Diagram diagram = of("nasbench101", architecture).getFirst();
        assertThat(String.join(",", ((CellGraph) diagram).vertices())).isEqualTo(vertices);
        assertThat(String.join(",", edges(diagram))).isEqualTo(edges);
    }

    @Test
    void aPairOfDartsCells() {
        List<Diagram> diagrams = of("nasbench301", "00 15 01 11 03 13 13 32|00 10 00 10 00 10 00 46");
        assertThat(diagrams).extracting(d -> ((CellGraph) d).name()).containsExactly("normal cell", "reduction cell");
        assertThat(edges(diagrams.getFirst()))
                .containsExactly(
                        "0-2:max_pool_3x3",
                        "1-2:dil_conv_3x3",
                        "2-6",
                        "0-3:avg_pool_3x3",
                        "1-3:avg_pool_3x3",
                        "3-6",
                        "0-4:sep_conv_3x3",
                        "1-4:sep_conv_3x3",
                        "4-6",
                        "1-5:sep_conv_3x3",
                        "3-5:skip_connect",
                        "5-6");
        assertThat(((CellGraph) diagrams.get(1)).inputs()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "nasbench-macro,20012002,MB6_K5/2 (identity) | identity/2 MB3_K3 MB6_K5 | identity/2 (identity) MB6_K5",
        "block:4x3,0120,(0) | 1/2 | 2/2 (0)",
        "transnas-macro,64-1234-basic,same channels 2x channels | same channels/2 | 2x channels/2",
        "natsbench-size,8:16:64:32:8,8 channels 16 channels 64 channels 32 channels 8 channels"
    })
    void chains(String space, String architecture, String expected) {
        assertThat(blocks(of(space, architecture).getFirst())).isEqualTo(expected);
    }

    @Test
    void chainsTooLongToReadHaveNone() {
        assertThat(of("block:2001x2", "0".repeat(2001))).isEmpty();
    }

    @Test
    void spacesOfTheUsersOwn() {
        List<SpaceDefinition.Operation> operations = List.of(
                new SpaceDefinition.Operation(
                        "skip", new SpaceDefinition.Block(SpaceDefinition.Kind.IDENTITY, 1, 1, 1)),
                new SpaceDefinition.Operation(
                        "conv", new SpaceDefinition.Block(SpaceDefinition.Kind.CONVOLUTION, 3, 1, 1)));
        List<SpaceDefinition.Position> positions = new ArrayList<>();
        for (int stride : new int[] {1, 2, 1}) {
            positions.add(new SpaceDefinition.Position(8, stride, operations));
        }
        List<SpaceDefinition.Connection> connections =
                List.of(new SpaceDefinition.Connection(0, 2), new SpaceDefinition.Connection(1, 3));
        SearchSpace connected = new DefinedSpace(new SpaceDefinition("s", 8, 1, 10, positions, connections));
        Diagram diagram = Diagrams.of(connected, "skip-conv-conv+01").getFirst();
        assertThat(((CellGraph) diagram).vertices()).containsExactly("stem", "skip", "conv", "conv");
        assertThat(edges(diagram)).containsExactly("0-1", "1-2", "2-3", "1-3");
        SearchSpace plain = new DefinedSpace(new SpaceDefinition("s", 8, 1, 10, positions, List.of()));
        assertThat(blocks(Diagrams.of(plain, "skip-skip-conv").getFirst())).isEqualTo("(skip) | skip/2 conv");
    }
}
