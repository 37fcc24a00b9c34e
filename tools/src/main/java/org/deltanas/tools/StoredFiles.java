package org.deltanas.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deltanas.predict.DifferenceDataSet;
import org.deltanas.predict.PredictorFile;
import org.deltanas.predict.StoredFormatException;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.deltanas.space.UnknownSpaceException;

/** Reads predictors and data sets from files that were named on the command line. */
final class StoredFiles {
    private StoredFiles() {}

    private interface Reading<T> {
        T read(InputStream in) throws IOException;
    }

    /**
     * Reads a predictor.
     *
     * @throws BadInputException if the file is not there, is no predictor, is damaged or belongs to another space
     */
    static PredictorFile predictor(String option, Path file, SearchSpace space) {
        return read(option, file, in -> PredictorFile.read(in, space));
    }

    /**
     * Reads a difference data set.
     *
     * @param space its space, or null for what the file says, which is enough unless another file defines the space
     * @throws BadInputException if the file is not there, is no data set, is damaged or belongs to another space
     * @throws UsageException if the space had to be given
     */
    static DifferenceDataSet.Stored dataSet(String option, Path file, SearchSpace space) {
        return read(
                option, file, in -> DifferenceDataSet.read(in, id -> space != null ? space : named(option, file, id)));
    }

    private static SearchSpace named(String option, Path file, String id) {
        try {
            return SearchSpaces.byName(id);
        } catch (UnknownSpaceException e) {
            if (id.contains("#")) {
                throw new UsageException(
                        option + " '" + file + "' needs --space FILE.json, the file that defines its space '" + id
                                + "'",
                        e);
            }
            throw new BadInputException(option + " '" + file + "' cannot be used: " + e.getMessage(), e);
        }
    }

    private static <T> T read(String option, Path file, Reading<T> reading) {
        try (InputStream in = Files.newInputStream(file)) {
            return reading.read(in);
        } catch (StoredFormatException e) {
            throw new BadInputException(option + " '" + file + "' cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BadInputException(option + " '" + file + "' cannot be read (" + WholeFile.reason(e) + ")", e);
        }
    }
}
