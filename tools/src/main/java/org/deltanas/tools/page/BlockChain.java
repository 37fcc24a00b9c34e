package org.deltanas.tools.page;

import java.util.List;

/**
 * A chain of blocks in stages, wrapped over as many lines as it takes.
 *
 * @param stages the stages from input to output, each with at least one block
 */
public record BlockChain(List<List<Block>> stages) implements Diagram {

    /**
     * A block.
     *
     * @param label its kind in a word
     * @param reduces whether it halves the resolution
     * @param idle whether it does nothing
     */
    public record Block(String label, boolean reduces, boolean idle) {}

    /** Copies the lists. */
    public BlockChain {
        stages = stages.stream().map(List::copyOf).toList();
    }

    @Override
    public void write(Html html) {
        html.open("ol", "class", "chain");
        for (int s = 0; s < stages.size(); s++) {
            html.line().open("li");
            if (stages.size() > 1) {
                html.element("span", "stage " + (s + 1), "class", "stage");
            }
            html.open("ol", "class", "blocks");
            for (Block block : stages.get(s)) {
                html.open("li", "class", block.idle() ? "block idle" : block.reduces() ? "block reduces" : "block");
                html.text(block.label());
                if (block.reduces()) {
                    html.element("small", "/2", "title", "halves the resolution");
                }
                html.close();
            }
            html.close().close();
        }
        html.close().line();
    }
}
