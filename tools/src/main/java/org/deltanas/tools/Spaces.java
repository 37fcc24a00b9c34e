package org.deltanas.tools;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.deltanas.space.DefinedSpace;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;

/** Search spaces as the command line names them: by name, or by a file that defines one. */
final class Spaces {
    /** What {@code --space} takes, for help texts. */
    static final String NAMES = "nasbench101, nasbench201, nasbench301, transnas-micro, transnas-macro, nasbench-macro,"
            + " natsbench-size, block:NxR, or a file FILE.json that defines a space.";

    private Spaces() {}

    /**
     * The space of a name; one that ends in {@code .json} or holds a {@code /} is a file.
     *
     * @throws org.deltanas.space.UnknownSpaceException if there is no space of that name
     * @throws BadInputException if the file cannot be read or defines no space
     */
    static SearchSpace named(String name) {
        if (!name.endsWith(".json") && !name.contains("/")) {
            return SearchSpaces.byName(name);
        }
        try {
            return new DefinedSpace(SpaceFile.read(Path.of(name)));
        } catch (InvalidPathException e) {
            throw new BadInputException("--space '" + name + "' names no file (" + e.getReason() + ")", e);
        }
    }
}
