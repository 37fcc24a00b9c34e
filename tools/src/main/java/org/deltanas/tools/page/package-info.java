/**
 * Web pages that hold all they need and ask for nothing: a page, its plots and its drawings of architectures.
 *
 * <p>Plots are drawn by uPlot, whose script is part of the page; everything else is static and works without scripts.
 * Colours are CSS variables, for light and dark alike.
 */
package org.deltanas.tools.page;
