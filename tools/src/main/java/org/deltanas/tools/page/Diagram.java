package org.deltanas.tools.page;

/** A drawing of an architecture, or of a part of one. */
public interface Diagram {

    /** Writes the drawing, with a text alternative for those who cannot see it. */
    void write(Html html);
}
