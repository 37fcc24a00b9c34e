package org.deltanas.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.FourNodeCellSpace;
import org.deltanas.space.InvalidArchitectureException;
import org.deltanas.space.SearchSpace;

/** Architectures in the order in which they were given, equal ones included. Owns its codes. */
final class Architectures implements AutoCloseable {
    private static final String COMMENT = "#";
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final int EXPECTED_LINES = 1024;
    private static final long SAMPLE = 0x73616D706C65L;

    private final SearchSpace space;
    private CodeSlab codes;
    private int count;

    private Architectures(SearchSpace space, int expected) {
        this.space = space;
        this.codes = space.newSlab(expected);
    }

    /**
     * Architectures as strings.
     *
     * @throws InvalidArchitectureException if one is none of the space
     */
    static Architectures of(SearchSpace space, List<String> strings) {
        return filled(space, strings.size(), all -> strings.forEach(all::add));
    }

    /** Every cell, in order of its {@linkplain FourNodeCellSpace#index index}. */
    static Architectures all(FourNodeCellSpace space) {
        return filled(space, space.cells(), all -> {
            for (int i = 0; i < space.cells(); i++) {
                space.setIndex(i, all.codes, i);
            }
            all.count = space.cells();
        });
    }

    /** Draws uniformly, with replacement. */
    static Architectures random(SearchSpace space, int count, long seed) {
        return filled(space, count, all -> {
            Philox random = new Philox(seed, SAMPLE);
            for (int i = 0; i < count; i++) {
                space.sample(random, all.codes, i);
            }
            all.count = count;
        });
    }

    /**
     * Reads UTF-8 text, one architecture a line; blank lines and lines that begin with {@code #} are skipped.
     *
     * @throws BadInputException if the file cannot be read or has no architecture, or a line is none; it names file, line
     *     and reason
     */
    static Architectures read(SearchSpace space, Path file) {
        if (Files.isDirectory(file)) {
            throw new BadInputException(file + ": this is a folder, not a file of architectures", null);
        }
        return filled(space, EXPECTED_LINES, all -> all.readAll(file));
    }

    private static Architectures filled(SearchSpace space, int expected, Consumer<Architectures> filling) {
        Architectures all = new Architectures(space, expected);
        boolean done = false;
        try {
            filling.accept(all);
            done = true;
            return all;
        } finally {
            if (!done) {
                all.close();
            }
        }
    }

    private void readAll(Path file) {
        int number = 0;
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                String text = (number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line).strip();
                if (!text.isEmpty() && !text.startsWith(COMMENT)) {
                    add(text);
                }
            }
        } catch (InvalidArchitectureException e) {
            throw new BadInputException(file + ": line " + number + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new BadInputException(file + ": there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new BadInputException(file + ": the text after line " + number + " is not UTF-8", e);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read after line " + number + " (" + e + ")", e);
        }
        if (count == 0) {
            throw new BadInputException(file + ": there is no architecture in this file", null);
        }
    }

    private void add(String architecture) {
        if (count == codes.rows()) {
            CodeSlab larger = space.newSlab(2 * count);
            for (int i = 0; i < count; i++) {
                larger.copyFrom(codes, i, i);
            }
            codes.close();
            codes = larger;
        }
        space.parse(architecture, codes, count);
        count++;
    }

    /** The codes, in rows 0 to {@link #count} - 1. */
    CodeSlab codes() {
        return codes;
    }

    int count() {
        return count;
    }

    @Override
    public void close() {
        codes.close();
    }
}
