package org.deltanas.encode;

import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Edits;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.Neighbours;

/**
 * NAS-Bench-101 cells by what their live graph looks like. No column depends on how vertices are numbered (but for where a
 * channel more goes):
 *
 * <ul>
 *   <li>how often each operation leads to each other, input and output included (16), and each chain of two edges (48), taken
 *       as they are: standardised, the many rare chains would outweigh the rest (tau .704, .732 and .775 instead of .726, .751
 *       and .784 with 100, 172 and 424 labels, five splits);
 *   <li>vertices of each operation, live vertices and edges, edges out of the input and into the output, the most edges into
 *       and out of one interior vertex (9);
 *   <li>the number of paths from input to output, whether one has no convolution, and over all of them the largest, smallest
 *       and summed number of 3x3 convolutions, 1x1 convolutions, poolings, convolutions and vertices on one (17);
 *   <li>for each operation the summed and the largest depth of its vertices, the longest way from the input (6);
 *   <li>in a cell of 512 channels, for each operation the summed channels of its vertices, the widest and the narrowest
 *       vertex, in eighths (5); sixteen times the binary logarithms of the parameters in 3x3 convolutions, in 1x1
 *       convolutions, in projections and in all of them (4).
 * </ul>
 *
 * <p>Half of the edits of a random code touch dead vertices only and change nothing, which a look at the live ones tells. The
 * others are counted in a {@link NasBench101Cell}, and its packed numbers compared with the parent's.
 */
final class NasBench101Features implements FeatureMap {
    static final int COUNTS = NasBench101Cell.COUNTS;

    private final Edits edits;
    private final ThreadLocal<Work> works = ThreadLocal.withInitial(Work::new);

    /** What a thread counts in. */
    private static final class Work {
        final NasBench101Cell parent = new NasBench101Cell();
        final NasBench101Cell child = new NasBench101Cell();
    }

    NasBench101Features(NasBench101Space space) {
        this.edits = space.edits();
    }

    @Override
    public String id() {
        return "nasbench101/graph-statistics/2";
    }

    @Override
    public int columns() {
        return NasBench101Cell.COLUMNS;
    }

    @Override
    public int firstStatistic() {
        return COUNTS;
    }

    @Override
    public double activeColumns() {
        return 60;
    }

    @Override
    public int largest(int column) {
        return column < NasBench101Cell.WIDTHS ? 64 : 512;
    }

    @Override
    public void features(CodeSlab codes, int row, SparseRows out) {
        NasBench101Cell cell = works.get().parent;
        cell.count(codes.word(row, 0));
        cell.addFeatures(out);
        out.endRow();
    }

    @Override
    public void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        Work work = works.get();
        work.parent.count(codes.word(row, 0));
        addDifference(work, edit, out);
    }

    @Override
    public void differences(CodeSlab codes, int row, Neighbours neighbours, SparseRows out) {
        Work work = works.get();
        work.parent.count(codes.word(row, 0));
        for (int i = 0; i < neighbours.count(); i++) {
            addDifference(work, neighbours.edit(i), out);
        }
    }

    private void addDifference(Work work, int edit, SparseRows out) {
        if (work.parent.changesBy(edits.position(edit))) {
            work.child.count(work.parent.code() ^ edits.mask(edit));
            work.child.addDifferences(work.parent, out);
        }
        out.endRow();
    }
}
