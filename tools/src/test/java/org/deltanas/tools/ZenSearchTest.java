package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a command to an architecture, with nothing but the program's own scores. */
class ZenSearchTest {

    @Test
    void aDefaultSearchEndsAmongTheTopPercentOfRandomCellsByItsOwnScore(@TempDir Path folder) throws IOException {
        JsonNode best = CommandLineRun.ofLine("search --space nasbench201 --labels zen --seed 1 --json")
                .succeeds()
                .json()
                .get("best");
        StringBuilder cells = new StringBuilder(best.get("arch").textValue()).append('\n');
        NasBench201Space space = new NasBench201Space();
        Philox random = new Philox(20_001);
        try (CodeSlab code = space.newSlab(1)) {
            for (int i = 0; i < 1_000; i++) {
                space.sample(random, code, 0);
                cells.append(space.format(code, 0)).append('\n');
            }
        }
        Path file = Files.writeString(folder.resolve("cells.txt"), cells);
        // The same seed is the same draw of weights and images.
        JsonNode scores = CommandLineRun.ofLine("score --space nasbench201 --seed 1 --json --arch-file " + file)
                .succeeds()
                .json()
                .get("scores");
        double winner = scores.get(0).get("zen").doubleValue();
        assertThat(winner).isEqualTo(best.get("label").doubleValue());
        long better = StreamSupport.stream(scores.spliterator(), false)
                .filter(score -> score.get("zen").isNumber() && score.get("zen").doubleValue() > winner)
                .count();
        assertThat(scores).hasSize(1_001);
        assertThat(better).isLessThan(10);
    }
}
