package org.deltanas.encode;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.deltanas.kernels.mlp.ColumnChanges;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.ChainSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.DefinedSpace;
import org.deltanas.space.Neighbours;

/**
 * Chains of choices: one-hot columns, one column for each pair of options at each two adjacent positions, and as statistics
 * how often each kind of choice occurs.
 *
 * <p>An edit changes two one-hot columns, at most four pairs and two counts. Pairs are left out where they would be more
 * than {@value #MAX_PAIRS} columns: long chains of many kinds have too few labels for each.
 */
public final class ChainFeatures implements FeatureMap {
    private static final int MAX_PAIRS = 4096;

    private final CategoricalSpace space;
    /** Positions that follow one upon the other; those behind them are choices of their own. */
    private final int chain;
    /** For each position and option the kind of choice that it is. */
    private final int[][] kinds;

    private final int kindCount;
    private final boolean pairs;
    private final int[] firstColumn;
    private final int[] firstPair;
    private final int firstCount;
    /** The last column, always 0: the pair of a place that has no neighbour on that side. */
    private final int none;

    /** All changes of an architecture, by their one-hot columns. */
    private final ColumnChanges.Layout layout;

    private final String id;

    /** The columns of a chain space: an option is a kind. */
    public ChainFeatures(ChainSpace space) {
        this(space, space.positions(), kinds(space), space.kinds());
    }

    /** The columns of a space of the user's own: operations of one name are a kind, and so are all connections. */
    public ChainFeatures(DefinedSpace space) {
        this(space, space.chain(), kinds(space), kindCount(kinds(space)));
    }

    private ChainFeatures(CategoricalSpace space, int chain, int[][] kinds, int kindCount) {
        this.space = space;
        this.chain = chain;
        this.kinds = kinds;
        this.kindCount = kindCount;
        int positions = space.positions();
        this.firstColumn = new int[positions];
        this.firstPair = new int[Math.max(0, chain - 1)];
        int next = 0;
        for (int p = 0; p < positions; p++) {
            firstColumn[p] = next;
            next += space.options(p);
        }
        long pairColumns = 0;
        for (int p = 0; p + 1 < chain; p++) {
            firstPair[p] = (int) Math.min(next + pairColumns, Integer.MAX_VALUE);
            pairColumns += (long) space.options(p) * space.options(p + 1);
        }
        this.pairs = pairColumns <= MAX_PAIRS;
        this.firstCount = next + (pairs ? (int) pairColumns : 0);
        this.none = firstCount + kindCount;
        this.layout = OneHotFeatures.layout(space);
        this.id = space.id() + (pairs ? "/one-hot+adjacent-pairs+counts/2" : "/one-hot+counts/2");
    }

    private static int[][] kinds(ChainSpace space) {
        int[] own = new int[space.kinds()];
        Arrays.setAll(own, option -> option);
        int[][] kinds = new int[space.positions()][];
        Arrays.fill(kinds, own);
        return kinds;
    }

    private static int[][] kinds(DefinedSpace space) {
        Map<String, Integer> numbers = new HashMap<>();
        int[][] kinds = new int[space.positions()][];
        for (int p = 0; p < space.chain(); p++) {
            kinds[p] = space.definition().positions().get(p).operations().stream()
                    .mapToInt(operation -> numbers.computeIfAbsent(operation.name(), name -> numbers.size()))
                    .toArray();
        }
        int names = numbers.size();
        Arrays.fill(kinds, space.chain(), kinds.length, new int[] {names, names + 1});
        return kinds;
    }

    private static int kindCount(int[][] kinds) {
        return 1 + Arrays.stream(kinds).flatMapToInt(Arrays::stream).max().orElse(-1);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int columns() {
        return none + 1;
    }

    @Override
    public int firstStatistic() {
        return firstCount;
    }

    @Override
    public int largest(int column) {
        return column < firstCount ? 1 : space.positions();
    }

    @Override
    public double activeColumns() {
        return space.positions() + (pairs ? chain - 1 : 0) + kindCount;
    }

    @Override
    public void features(CodeSlab codes, int row, SparseRows out) {
        int positions = space.positions();
        for (int p = 0; p < positions; p++) {
            out.add(firstColumn[p] + space.option(codes, row, p), 1);
        }
        for (int p = 0; pairs && p + 1 < chain; p++) {
            out.add(pair(p, space.option(codes, row, p), space.option(codes, row, p + 1)), 1);
        }
        for (int k = 0; k < kindCount; k++) {
            int count = 0;
            for (int p = 0; p < positions; p++) {
                if (kinds[p][space.option(codes, row, p)] == k) {
                    count++;
                }
            }
            if (count > 0) {
                out.add(firstCount + k, count);
            }
        }
        out.endRow();
    }

    @Override
    public void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        int p = space.edits().position(edit);
        int before = space.option(codes, row, p);
        int after = space.optionAfter(edit, codes.word(row, space.edits().word(edit)));
        out.add(firstColumn[p] + before, -1);
        out.add(firstColumn[p] + after, 1);
        if (pairs && p > 0 && p < chain) {
            int left = space.option(codes, row, p - 1);
            out.add(pair(p - 1, left, before), -1);
            out.add(pair(p - 1, left, after), 1);
        }
        if (pairs && p + 1 < chain) {
            int right = space.option(codes, row, p + 1);
            out.add(pair(p, before, right), -1);
            out.add(pair(p, after, right), 1);
        }
        out.add(firstCount + kinds[p][before], -1);
        out.add(firstCount + kinds[p][after], 1);
        out.endRow();
    }

    /** The first column that is not one-hot. */
    int firstPair() {
        return firstColumn[firstColumn.length - 1] + space.options(firstColumn.length - 1);
    }

    private int pair(int position, int left, int right) {
        return firstPair[position] + left * space.options(position + 1) + right;
    }

    @Override
    public int arity() {
        return pairs ? 4 : 2;
    }

    @Override
    public boolean changesUnlisted() {
        return true;
    }

    @Override
    public void changes(CodeSlab codes, int row, ColumnChanges out) {
        out.clear(layout, arity());
        int change = 0;
        int group = 0;
        int left = -1;
        int before = space.option(codes, row, 0);
        for (int p = 0; p < firstColumn.length; p++) {
            int right = p + 1 < firstColumn.length ? space.option(codes, row, p + 1) : -1;
            int options = space.options(p);
            int first = firstColumn[p];
            int[] kind = kinds[p];
            // A pair's column is that of option 0 here, and a step more for each option.
            boolean isFollower = p > 0 && p < chain;
            boolean isFollowed = p + 1 < chain;
            int toLeft = isFollower ? pair(p - 1, left, 0) : none;
            int toRight = isFollowed ? pair(p, 0, right) : none;
            int leftStep = isFollower ? 1 : 0;
            int rightStep = isFollowed ? space.options(p + 1) : 0;
            for (int part = 0; part < options - 1; part += ColumnChanges.MAX_GROUP) {
                out.setRemoved(
                        group++,
                        first + before,
                        firstCount + kind[before],
                        toLeft + before * leftStep,
                        toRight + before * rightStep);
            }
            for (int j = 0; j < options - 1; j++) {
                int added = layout.other(first + before, j);
                int after = added - first;
                out.setAdded(
                        change++,
                        added,
                        firstCount + kind[after],
                        toLeft + after * leftStep,
                        toRight + after * rightStep);
            }
            left = before;
            before = right;
        }
    }

    @Override
    public void changes(CodeSlab codes, int row, Neighbours neighbours, ColumnChanges out) {
        out.clear(arity());
        int place = -1;
        int left = 0;
        int right = 0;
        for (int i = 0; i < neighbours.count(); i++) {
            int p = space.edits().position(neighbours.edit(i));
            if (p != place || out.groupSize() == ColumnChanges.MAX_GROUP) {
                place = p;
                int before = space.option(codes, row, p);
                out.startGroup();
                out.setRemoved(0, firstColumn[p] + before);
                out.setRemoved(1, firstCount + kinds[p][before]);
                if (pairs) {
                    left = p > 0 && p < chain ? space.option(codes, row, p - 1) : -1;
                    right = p + 1 < chain ? space.option(codes, row, p + 1) : -1;
                    out.setRemoved(2, left < 0 ? none : pair(p - 1, left, before));
                    out.setRemoved(3, right < 0 ? none : pair(p, before, right));
                }
            }
            int after = space.optionIn(neighbours.value(i), p);
            out.addRow();
            out.setAdded(0, firstColumn[p] + after);
            out.setAdded(1, firstCount + kinds[p][after]);
            if (pairs) {
                out.setAdded(2, left < 0 ? none : pair(p - 1, left, after));
                out.setAdded(3, right < 0 ? none : pair(p, after, right));
            }
        }
    }
}
