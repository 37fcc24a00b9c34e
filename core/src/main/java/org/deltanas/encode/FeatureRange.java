package org.deltanas.encode;

import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Neighbours;

/** Some neighbouring columns of another map. Allocates nothing once a thread has seen its largest row. */
final class FeatureRange implements FeatureMap {
    private final FeatureMap map;
    private final String id;
    private final int from;
    private final int to;
    private final ThreadLocal<SparseRows> scratch = ThreadLocal.withInitial(() -> new SparseRows(1, 256));

    /** The columns {@code [from, to)} of a map. */
    FeatureRange(FeatureMap map, String id, int from, int to) {
        this.map = map;
        this.id = id;
        this.from = from;
        this.to = to;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int columns() {
        return to - from;
    }

    @Override
    public int firstStatistic() {
        return Math.clamp(map.firstStatistic() - (long) from, 0, to - from);
    }

    @Override
    public int largest(int column) {
        return map.largest(from + column);
    }

    @Override
    public double activeColumns() {
        return Math.max(1, map.activeColumns() * (to - from) / map.columns());
    }

    @Override
    public void features(CodeSlab codes, int row, SparseRows out) {
        SparseRows all = scratch.get();
        all.clear();
        map.features(codes, row, all);
        addRange(all, 0, out);
    }

    @Override
    public void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        SparseRows all = scratch.get();
        all.clear();
        map.difference(codes, row, edit, all);
        addRange(all, 0, out);
    }

    @Override
    public void differences(CodeSlab codes, int row, Neighbours neighbours, SparseRows out) {
        SparseRows all = scratch.get();
        all.clear();
        map.differences(codes, row, neighbours, all);
        for (int i = 0; i < all.rows(); i++) {
            addRange(all, i, out);
        }
    }

    private void addRange(SparseRows all, int row, SparseRows out) {
        for (int e = all.start(row); e < all.start(row + 1); e++) {
            int column = all.column(e);
            if (column >= from && column < to) {
                out.add(column - from, all.value(e));
            }
        }
        out.endRow();
    }
}
