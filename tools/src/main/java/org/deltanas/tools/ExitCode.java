package org.deltanas.tools;

import org.deltanas.datasets.MissingLibraryException;
import org.deltanas.datasets.TableException;
import org.deltanas.space.InvalidArchitectureException;
import org.deltanas.space.UnknownSpaceException;

/** What the process tells its caller; the numbers are part of the command line's contract. */
final class ExitCode {
    /** Done. */
    static final int DONE = 0;
    /** Anything that has no code of its own. */
    static final int FAILED = 1;
    /** An unknown command, option, value or space. */
    static final int WRONG_USAGE = 2;
    /** A file, architecture, table, column or folder that cannot serve. */
    static final int BAD_INPUT = 3;
    /** A needed device or library is missing. */
    static final int MISSING_DEVICE = 4;

    private ExitCode() {}

    /** The code of a failure. */
    static int of(Exception failure) {
        if (failure instanceof UsageException || failure instanceof UnknownSpaceException) {
            return WRONG_USAGE;
        }
        if (failure instanceof BadInputException
                || failure instanceof TableException
                || failure instanceof InvalidArchitectureException) {
            return BAD_INPUT;
        }
        return failure instanceof MissingDeviceException || failure instanceof MissingLibraryException
                ? MISSING_DEVICE
                : FAILED;
    }
}
