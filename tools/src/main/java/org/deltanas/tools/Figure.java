package org.deltanas.tools;

import java.util.List;

/**
 * A figure of the paper that compares searchers: the best so far against queries.
 *
 * @param label the name on the command line and of its files
 * @param title what it is about
 * @param panels what is searched in it
 */
record Figure(String label, String title, List<FigurePanel> panels) {
    /** NAS-Bench-101. */
    static final Figure FIG4 = new Figure(
            "fig4",
            "Figure 4: searchers on NAS-Bench-101",
            List.of(FigurePanel.DISTANCE, FigurePanel.NASBENCH101, FigurePanel.NOISY_NASBENCH101));

    /** NAS-Bench-201. */
    static final Figure FIG5 = new Figure(
            "fig5",
            "Figure 5: searchers on NAS-Bench-201",
            List.of(FigurePanel.NASBENCH201_CIFAR10, FigurePanel.NASBENCH201_CIFAR100));

    Figure {
        panels = List.copyOf(panels);
    }

    /**
     * The panels of some names, all for none.
     *
     * @throws UsageException if there is none of a name
     */
    List<FigurePanel> panels(List<String> cells) {
        String[] known = panels.stream().map(FigurePanel::cell).toArray(String[]::new);
        cells.forEach(cell -> Check.oneOf("--cells", cell, known));
        return panels.stream()
                .filter(panel -> cells.isEmpty() || cells.contains(panel.cell()))
                .toList();
    }

    @Override
    public String toString() {
        return label;
    }
}
