package org.deltanas.tools;

import java.util.List;
import picocli.CommandLine.ParseResult;

/** Which options stand on the command line, to refuse those that would have no effect. */
final class GivenOptions {
    private final ParseResult parsed;

    GivenOptions(ParseResult parsed) {
        this.parsed = parsed;
    }

    boolean has(String option) {
        return parsed.hasMatchedOption(option);
    }

    /**
     * Refuses options where they mean nothing.
     *
     * @param options their names
     * @param setting where that is, e.g. {@code --labels params}
     * @param instead what they belong to
     */
    void refuse(List<String> options, String setting, String instead) {
        for (String option : options) {
            if (has(option)) {
                throw new UsageException(option + " has no effect with " + setting + ": it belongs to " + instead);
            }
        }
    }
}
