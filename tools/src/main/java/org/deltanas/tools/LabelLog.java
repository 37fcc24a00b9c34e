package org.deltanas.tools;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deltanas.proxy.Label;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * A label that writes every answer to {@code labels.csv} at once, so that an interrupted search loses none, and answers
 * from there when a search is resumed. Since a search depends on its options and labels alone, a resumed one takes the
 * same way as one that was never interrupted.
 *
 * <p>The file's first line says what was asked; a file of another question is refused. A last line that was cut short
 * is dropped.
 */
final class LabelLog implements Label {
    private static final String HEADER = "arch,label";

    private final SearchSpace space;
    private final Label label;
    private final Path file;
    private final Map<String, Double> known = new HashMap<>();
    private final Writer writer;

    private LabelLog(SearchSpace space, Label label, Path file, String question, List<String> answers) {
        this.space = space;
        this.label = label;
        this.file = file;
        for (String line : answers) {
            int comma = line.lastIndexOf(',');
            try {
                known.put(line.substring(0, Math.max(comma, 0)), Double.valueOf(line.substring(comma + 1)));
            } catch (NumberFormatException e) {
                throw new BadInputException("'" + file + "' cannot be resumed from: '" + line + "' is no answer", e);
            }
        }
        try {
            this.writer = Files.newBufferedWriter(file);
            writer.write("# " + question + "\n" + HEADER + "\n");
            for (String line : answers) {
                writer.write(line + "\n");
            }
            writer.flush();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /**
     * Starts a log.
     *
     * @param question names the space, as files do, the label and all its options
     * @param resume whether to answer from a log that is there already; otherwise that is overwritten
     * @throws BadInputException if a log to resume from belongs to another question, or is no log
     */
    static LabelLog open(SearchSpace space, Label label, Path file, String question, boolean resume) {
        return new LabelLog(space, label, file, question, resume ? answers(file, question) : List.of());
    }

    private static List<String> answers(Path file, String question) {
        String text;
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            text = Files.readString(file);
        } catch (IOException e) {
            throw new BadInputException("'" + file + "' cannot be read (" + e + ")", e);
        }
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        if (lines.size() < 2 || !lines.get(1).equals(HEADER)) {
            throw new BadInputException("'" + file + "' cannot be resumed from: it is no log of labels", null);
        }
        if (!lines.get(0).equals("# " + question)) {
            throw new BadInputException(
                    "'" + file + "' cannot be resumed from: it answers '"
                            + lines.get(0).substring(1).strip() + "', and this search asks '" + question + "'",
                    null);
        }
        return lines.subList(2, lines.size());
    }

    @Override
    public String name() {
        return label.name();
    }

    @Override
    public boolean sameWithinClass() {
        return label.sameWithinClass();
    }

    @Override
    public void evaluate(CodeSlab codes, int from, int count, double[] values) {
        if (count == 0) {
            return;
        }
        int[] asked = new int[count];
        int unknown = 0;
        try (CodeSlab pending = space.newSlab(count)) {
            for (int i = 0; i < count; i++) {
                Double answer = known.get(space.format(codes, from + i));
                if (answer == null) {
                    pending.copyFrom(codes, from + i, unknown);
                    asked[unknown++] = i;
                } else {
                    values[i] = answer;
                }
            }
            double[] answers = new double[unknown];
            label.evaluate(pending, 0, unknown, answers);
            for (int j = 0; j < unknown; j++) {
                values[asked[j]] = answers[j];
                writer.write(space.format(pending, j) + "," + answers[j] + "\n");
            }
            writer.flush();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private BadInputException cannotWrite(IOException e) {
        return new BadInputException("'" + file + "' cannot be written (" + e + ")", e);
    }

    /** Closes the log and the label. */
    @Override
    public void close() {
        label.close();
        try {
            writer.close();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }
}
