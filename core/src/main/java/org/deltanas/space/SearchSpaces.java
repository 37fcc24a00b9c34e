package org.deltanas.space;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Search spaces by name. */
public final class SearchSpaces {
    private static final String ACCEPTED =
            "nasbench101, nasbench201, transnas-micro, transnas-macro, nasbench301, nasbench-macro, natsbench-size, block:NxR (e.g. block:20x4)";
    private static final Pattern BLOCK = Pattern.compile("block:([0-9]{1,9})x([0-9]{1,9})");

    private SearchSpaces() {}

    /**
     * The space of a name.
     *
     * @throws UnknownSpaceException if there is none
     */
    public static SearchSpace byName(String name) {
        if (name.equals("nasbench101")) {
            return new NasBench101Space();
        }
        if (name.equals("nasbench201")) {
            return new NasBench201Space();
        }
        if (name.equals("transnas-micro")) {
            return new TransNasMicroSpace();
        }
        if (name.equals("transnas-macro")) {
            return new TransNasMacroSpace();
        }
        if (name.equals("nasbench301")) {
            return new NasBench301Space();
        }
        if (name.equals("natsbench-size")) {
            return new NatsBenchSizeSpace();
        }
        if (name.equals("nasbench-macro")) {
            return ChainSpace.nasBenchMacro();
        }
        Matcher block = BLOCK.matcher(name);
        if (block.matches()) {
            return ChainSpace.block(Integer.parseInt(block.group(1)), Integer.parseInt(block.group(2)));
        }
        throw new UnknownSpaceException(name, "accepted are " + ACCEPTED);
    }
}
